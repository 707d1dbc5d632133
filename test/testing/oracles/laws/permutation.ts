// Rows of a batch in another order give their results, and their gradients, in that order: what is computed row by row
// does not know the place of a row. What is shared by all rows gets the same gradient.
import { makeInput } from '../../../../dsl/build.ts';
import { type Expr, elementCount, type Input, operands, topological } from '../../../../dsl/expr.ts';
import { pullback } from '../../../../dsl/grad/reverse.ts';
import { evaluate, type Feeds } from '../../../../runtime/backends/reference/index.ts';
import { roundingBounds, units } from '../../numeric/rounding.ts';
import { differentiable, feedsOf, type Leaf, type Specimen } from '../../programs/specimen.ts';
import { direction } from '../line.ts';
import { compare, inapplicable, type Oracle, together, type Verdict } from '../oracle.ts';
import { dependences } from './rows.ts';

export const permutation: Oracle = {
  name: 'permutation of the batch',
  order: 1,
  check: (specimen) => {
    const size = batchSize(specimen);
    const batch = specimen.leaves.filter((l) => l.expr.shape[0] === size);
    const results = size < 2 ? [] : rowResults(specimen, batch, size);
    return results.length === 0 ? inapplicable('nothing is computed row by row') : permuted(specimen, batch, results);
  },
};

/** The leading extent that most leaves have. */
function batchSize({ leaves }: Specimen): number {
  const extents = leaves.map((l) => l.expr.shape[0] ?? 0);
  const times = (n: number) => extents.filter((m) => m === n).length;
  return extents.reduce((best, n) => (n > 1 && (best < 2 || times(n) > times(best)) ? n : best), 0);
}

/** The last expressions that are still computed row by row. */
function rowResults(specimen: Specimen, batch: readonly Leaf[], size: number): Expr[] {
  const leaves = new Set<Expr>(batch.map((l) => l.expr));
  const nodes = topological(specimen.outputs);
  const found = dependences(specimen.outputs, leaves, size);
  const isRow = (e: Expr) => e.dtype === 'f32' && found.get(e) === 'rows' && !leaves.has(e);
  const inner = new Set(nodes.filter(isRow).flatMap((e) => operands(e)));
  return nodes.filter((e) => isRow(e) && !inner.has(e));
}

function permuted(specimen: Specimen, batch: readonly Leaf[], results: readonly Expr[]): Verdict {
  const wrt = differentiable(specimen).map((l) => l.expr);
  const cotangents = results.map((e) => makeInput('cotangent', e.shape, 'f32'));
  const computed = [...results, ...pullback(results, cotangents, wrt)];
  const before = new Map<Expr, ArrayLike<number>>(feedsOf(specimen));
  for (const [i, c] of cotangents.entries()) before.set(c, direction(elementCount(c.shape), i));
  const moving = new Set<Expr>([...batch.map((l) => l.expr), ...cotangents]);
  const after: Feeds = new Map([...before].map(([e, values]) => [e, moving.has(e) ? rolled(values, e) : values]));
  const want = evaluate(computed, before);
  const got = evaluate(computed, after);
  const bounds = roundingBounds(computed, before, units.double);
  return together(
    computed.flatMap((e, k) => {
      const source = wrt[k - results.length];
      const isRow = source === undefined || moving.has(source);
      const expected = isRow ? rolled(want[k]!, e) : want[k]!;
      const allowed = isRow ? rolled(bounds[k]!, e) : bounds[k]!;
      const what = source === undefined ? 'a result' : `the gradient by ${nameIn(source)}`;
      return [...expected].map((v, i) =>
        Number.isFinite(v) && Number.isFinite(allowed[i]!)
          ? compare(`${what} for rows in another order`, v, got[k]![i]!, 2 * allowed[i]!, e)
          : inapplicable('values are not finite'),
      );
    }),
  );
}

const nameIn = (e: Expr): string => (e as Input).name;

/** The rows, each one further: no row stays. */
function rolled(values: ArrayLike<number>, { shape }: Expr): Float64Array {
  const row = values.length / (shape[0] || 1);
  return Float64Array.from(values, (_, i) => values[(i + row) % values.length]!);
}
