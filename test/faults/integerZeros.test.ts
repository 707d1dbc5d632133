// Kind: integers that floats compute. An i32 has one zero, so 1 / cast(i, f32) is Infinity for it however it came about.
import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import type { Expr } from '../../dsl/expr.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { inNode } from '../laws/targets.ts';
import { expression as e } from '../testing/index.ts';
import { graphOf } from '../testing/programs/graph.ts';

const n = e.input('n', [4], 'i32');
const x = e.input('x', [4]);
const numbers = [-4, 0, -1, 4];
const reals = [-0.5, -0, -0.25, 0.75];
const whole = (value: number) => e.full(value, [4], 'i32');
const index = e.apply('toI32', x);

/** Each is 0 somewhere. */
const zeros: Readonly<Record<string, Expr>> = {
  negated: e.apply('neg', n),
  'times a negative number': e.apply('mul', n, -3),
  'quotient toward zero': e.apply('div', n, 5),
  'quotient of a negative number': e.apply('div', n, -7),
  'quotient by zero': e.apply('div', n, e.apply('sub', n, n)),
  remainder: e.apply('mod', n, 2),
  'remainder of a negative divisor': e.apply('mod', n, -2),
  'remainder by zero': e.apply('mod', n, whole(0)),
  'absolute value': e.apply('abs', index),
  sign: e.apply('sign', n),
  truncated: index,
  'truncated and negated': e.apply('neg', index),
  'truncated, the least of two': e.apply('min', index, n),
  'truncated, the greatest of two': e.apply('max', index, e.apply('neg', n)),
  'truncated and chosen': e.apply('select', e.apply('less', x, 0), index, n),
  'truncated and summed': e.view(e.reduce('sum', index, [0]), [4], []),
  'truncated and multiplied': e.view(e.reduce('prod', index, [0]), [4], []),
  'the least of the truncated': e.view(e.reduce('min', index, [0]), [4], []),
  'rounded and truncated': e.apply('toI32', e.apply('ceil', x)),
};

const feeds = new Map<Expr, readonly number[]>([
  [n, numbers],
  [x, reals],
]);

describe('an integer zero has no sign', () => {
  const leaves = [...feeds].map(([expr, values]) => ({
    expr: expr as typeof n,
    values: Float64Array.from(values),
    domain: { low: -9, high: 9 },
  }));
  const outputs = Object.values(zeros).map((z) => e.apply('reciprocal', e.apply('toF32', z)));

  it.each(Object.keys(zeros).map((name, k) => [name, k] as const))('%s, in the reference', (_, k) => {
    const got = evaluate([outputs[k]!], feeds)[0]!;
    expect(got).toContain(Infinity);
    expect(got).not.toContain(-Infinity);
  });

  it.each(Object.entries(inNode))('on %s', async (_, on) => {
    const backend = await on();
    const program = compileGraph(graphOf({ leaves, outputs }, outputs), backend.capabilities);
    const instance = await backend.instantiate(program);
    for (const [i, port] of program.inputs.entries()) instance.write(port.buffer, leaves[i]!.values);
    await instance.run();
    for (const [k, port] of program.outputs.entries()) {
      const got = [...(await instance.read(port.buffer))];
      expect([Object.keys(zeros)[k], got.includes(-Infinity), got.includes(Infinity)]).toEqual([
        Object.keys(zeros)[k],
        false,
        true,
      ]);
    }
    instance.release();
  });
});
