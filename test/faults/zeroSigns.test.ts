// The sign of zero: integers have one zero, also where floats stand for them; what rounds to zero keeps its sign.
import { describe, expect, it } from 'vitest';
import { makeInput } from '../../dsl/build.ts';
import { map } from '../../dsl/scalar/map.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { outputsOf } from '../laws/agreement.ts';
import { inNode } from '../laws/targets.ts';

const backends = Object.entries(inNode);

describe.each(backends)('on %s', (_, open) => {
  it('zero as an integer is 0 as a float, wherever it comes from', async () => {
    const x = makeInput('x', [4], 'f32');
    const i = map(scalars.toI32, x);
    const zeros = [i, map(scalars.neg, map(scalars.abs, i)), map(scalars.mul, i, -1), map(scalars.mod, i, -1)];
    const outputs = zeros.map((e) => map(scalars.toF32, e));
    const got = await outputsOf(outputs, [x], [Float64Array.of(-0.5, -0, 0, 0.25)], await open());
    for (const values of got) expect(Array.from(values)).toEqual([0, 0, 0, 0]);
  });

  it('what is rounded to zero keeps its sign, and so does tanh', async () => {
    const x = makeInput('x', [4], 'f32');
    const [rounded] = await outputsOf(
      [map(scalars.round, x)],
      [x],
      [Float64Array.of(-0.5, -0.2, 0.5, -1.5)],
      await open(),
    );
    expect(Array.from(rounded!)).toEqual([-0, -0, 0, -2]);
    const [tanh] = await outputsOf([map(scalars.tanh, x)], [x], [Float64Array.of(-0, 0, -0, 0)], await open());
    expect(Array.from(tanh!)).toEqual([-0, 0, -0, 0]);
  });

  it('sin and tan keep the sign of zero, beside large and infinite angles too', async () => {
    const x = makeInput('x', [4], 'f32');
    for (const beside of [1, 2 ** 20, Infinity, Number.NaN]) {
      const values = [Float64Array.of(-0, beside, 0, -0)];
      for (const op of [scalars.sin, scalars.tan]) {
        const [got] = await outputsOf([map(op, x)], [x], values, await open());
        expect([got![0], got![2], got![3]]).toEqual([-0, 0, -0]);
      }
    }
  });
});
