// Limits that are stated hold from exactly where they are stated.
import { describe, expect, it } from 'vitest';
import { makeInput } from '../../dsl/build.ts';
import { map } from '../../dsl/scalar/map.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { gpujs } from '../../runtime/backends/gpujs/index.ts';
import { compile, cos, input, model, predictStep, sin, tan } from '../../runtime/index.ts';

describe.each(['cpu', 'webasm'] as const)('gpu.js %s: sin, cos and tan are NaN from 2^22 on', (mode) => {
  it.each(Object.entries({ sin, cos, tan }))('%s', async (_, f) => {
    const x = Float32Array.of(2 ** 22 - 0.5, 2 ** 22, 2 ** 22 + 1, 2 ** 23 - 1, -(2 ** 22) + 0.5, -(2 ** 22), 2 ** 30);
    const program = await compile(
      predictStep(model({}, { x: input(7) }, (_p, i) => f(i.x))),
      {},
      { on: await gpujs(mode) },
    );
    const { outputs } = await program.run(program.initialState(), { x });
    await program.release();
    expect(Array.from(outputs.output!, (y) => !Number.isNaN(y))).toEqual([
      true,
      false,
      false,
      false,
      true,
      false,
      false,
    ]);
  });
});

describe('scalar operations of two element types are refused', () => {
  const [x, i] = [makeInput('x', [3], 'f32'), makeInput('i', [3], 'i32')];
  it.each(['less', 'lessEqual', 'greater', 'greaterEqual', 'equal', 'notEqual', 'add', 'mul'] as const)(
    '%s',
    (name) => {
      expect(() => map(scalars[name], x, i)).toThrow(/arguments are f32, i32, expected .*all the same/);
      expect(() => map(scalars[name], i, x)).toThrow(/arguments are i32, f32, expected .*all the same/);
    },
  );
});
