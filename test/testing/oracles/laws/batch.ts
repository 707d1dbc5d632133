// A model that is evaluated gives each row of a batch what it gives the row alone: rows do not see each other.
import type { Expr } from '../../../../dsl/expr.ts';
import { evaluate, type Values } from '../../../../runtime/backends/reference/index.ts';
import { feedsOf } from '../../programs/specimen.ts';
import { compare, inapplicable, type Oracle, together } from '../oracle.ts';

/** The same arithmetic in the same order, but for what a batch of one may spare. */
const rounding = 1e-9;

export const independentRows: Oracle = {
  name: 'a batch of n and n batches of one',
  order: 0,
  check: (specimen) => {
    const { alone } = specimen;
    if (alone === undefined || alone.of !== specimen.outputs) return inapplicable('there is no batch');
    const whole = evaluate(specimen.outputs, feedsOf(specimen));
    const axes = specimen.outputs.map((o, k) => batchAxis(o, alone.outputs[k]!));
    if (axes.every((a) => a === null)) return inapplicable('no output has a row for each row of the batch');
    const rows = Array.from({ length: alone.size }, (_, i) => {
      const feeds = new Map<Expr, Values>();
      for (const { expr, values } of specimen.leaves) {
        const single = alone.leaves.get(expr)!;
        const axis = batchAxis(expr, single);
        feeds.set(single, axis === null ? values : rowAt(values, expr.shape, axis, i));
      }
      const one = evaluate(alone.outputs, feeds);
      return together(
        axes.flatMap((axis, k) => {
          if (axis === null) return [];
          const output = specimen.outputs[k]!;
          const want = one[k]!;
          const allowed = rounding * want.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
          const what = `row ${i} of output ${k} in a batch of ${alone.size}, against the row alone`;
          return Array.from(rowAt(whole[k]!, output.shape, axis, i), (v, j) => compare(what, want[j]!, v, allowed));
        }),
      );
    });
    return together(rows);
  },
};

/** The one axis along which the two differ, n and 1. */
function batchAxis({ shape }: Expr, { shape: single }: Expr): number | null {
  const different = shape.flatMap((d, k) => (d === single[k] ? [] : [k]));
  return different.length === 1 && single[different[0]!] === 1 ? different[0]! : null;
}

/** The elements at index `i` of an axis. */
function rowAt(values: Values, shape: readonly number[], axis: number, i: number): Float64Array {
  const step = shape.slice(axis + 1).reduce((n, d) => n * d, 1);
  return values.filter((_, at) => Math.floor(at / step) % shape[axis]! === i);
}
