// Where floats stand for integers, sums beyond 32 bits saturate: an oracle held what was computed of them to what integers
// wrap to.
import { describe, it } from 'vitest';
import type { Expr } from '../../dsl/expr.ts';
import { choose } from '../../runtime/gpujs.ts';
import { expression as e, recheck } from '../testing/index.ts';

const x = e.input('x', [2, 2], 'i32');
const [a, b] = [0, 1].map((k) => e.view(x, [2], ['i', String(k)])) as [Expr, Expr];
const lowest = -(2 ** 31);

/** The first of two elements leaves 32 bits; the second is compared. */
const cases: Readonly<Record<string, readonly [made: Expr, values: readonly number[]]>> = {
  'a sum': [e.reduce('sum', x, [1]), [-21, lowest, 3, 4]],
  'an addition': [e.apply('add', a, b), [-21, lowest, 3, 4]],
  'a difference': [e.apply('sub', a, b), [21, lowest, 3, 4]],
  'a product': [e.apply('mul', a, b), [65537, 65537, 3, 4]],
  'a product of all': [e.reduce('prod', x, [1]), [65537, 65537, 3, 4]],
  'a negative': [e.apply('neg', a), [lowest, 0, 3, 4]],
  'rows added': [e.scatter(2, e.constant([0, 0, 1, 1], [4], 'i32'), e.reshape(x, [4])), [-21, lowest, 3, 4]],
};

describe.each(['gpujs:cpu', 'gpujs:webasm'] as const)('on %s', (name) => {
  it.each(Object.entries(cases))(
    '%s beyond 32 bits says nothing, nor what is computed of it',
    async (_, [made, values]) => {
      const real = e.apply('toF32', made);
      const outputs = [real, e.apply('mul', real, 0.5)];
      await recheck(`${name} against the reference`, [[x, values]], outputs, { backends: [await choose(name)] });
    },
  );
});
