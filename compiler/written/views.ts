// What a view is in words that a reader knows: numbers, broadcasts, permutations, labels of a contraction.
import { type AxisMap, type Expr, elementCount, type Reduce, type View } from '../../dsl/expr.ts';

/** A rule has served its purpose when formulas are written: its value remains. */
export function erased(e: Expr): Expr {
  return e.kind === 'gradientRule' ? erased(e.source) : e;
}

/** The number that an expression is everywhere; null for all else. */
export function numberOf(given: Expr): number | null {
  const e = erased(given);
  if (e.kind === 'constant') return e.data.length === 1 ? e.data[0]! : null;
  if (e.kind === 'view') return e.source.shape.length === 0 ? numberOf(e.source) : null;
  return e.kind === 'reshape' ? numberOf(e.source) : null;
}

/** For each source axis the output axis that it is, whole and unchanged, or null where it has size 1 and is repeated. */
export function plainAxes(v: View): readonly (number | null)[] | null {
  const axes = v.axes.map((a, k) => plainAxis(a, v.source.shape[k]!, v.shape));
  return axes.includes(undefined) ? null : (axes as (number | null)[]);
}

function plainAxis(a: AxisMap, extent: number, shape: readonly number[]): number | null | undefined {
  if (a.offset !== 0 || a.divisor !== 1) return undefined;
  const used = a.coefficients.flatMap((c, j) => (c === 0 ? [] : [j]));
  if (used.length === 0) return extent === 1 ? null : undefined;
  const [j] = used as [number];
  return used.length === 1 && a.coefficients[j] === 1 && shape[j] === extent ? j : undefined;
}

/** The shape, with axes of size 1 put in, under which numpy's rules would broadcast the source so; null if none would. */
export function broadcastShape(v: View): readonly number[] | null {
  const axes = plainAxes(v);
  if (axes === null || axes.includes(null)) return plainAligned(v, axes);
  const used = axes as readonly number[];
  if (used.some((j, i) => i > 0 && j <= used[i - 1]!)) return null;
  const from = used[0] ?? v.shape.length;
  return v.shape.slice(from).map((d, j) => (used.includes(from + j) ? d : 1));
}

/** With repeated axes of size 1 only where every axis stands where it stood. */
function plainAligned(v: View, axes: readonly (number | null)[] | null): readonly number[] | null {
  const extra = v.shape.length - v.source.shape.length;
  return extra >= 0 && axes?.every((j, k) => j === null || j === k + extra) ? v.source.shape : null;
}

/** The order of axes where the view is a permutation: output axis j is source axis order[j]. */
export function permutationOf(v: View): readonly number[] | null {
  const axes = plainAxes(v);
  if (axes === null || axes.includes(null) || axes.length !== v.shape.length) return null;
  if (new Set(axes).size < axes.length) return null;
  return v.shape.map((_, j) => axes.indexOf(j));
}

/** A sum of products, as einsum writes it: factors with their labels, and those of the result. */
export interface Contraction {
  readonly factors: readonly { readonly source: Expr; readonly labels: string }[];
  readonly result: string;
}

export const letters = 'ijklmnopqrstuvwxyz';

/** The contraction that a reduction is, where its two factors are re-indexed by whole axes only. */
export function contractionOf(r: Reduce): Contraction | null {
  const product = erased(r.source);
  if (r.monoid !== 'sum' || r.dtype !== 'f32' || product.kind !== 'map' || product.op.name !== 'mul') return null;
  if (product.shape.length > letters.length) return null;
  const factors = product.args.map((f) => factorOf(erased(f)));
  if (factors.some((f) => f === null)) return null;
  const found = factors as Contraction['factors'];
  const result = product.shape.map((_, j) => (r.axes.includes(j) ? '' : letters[j]!)).join('');
  const all = found.map((f) => f.labels).join('');
  // every label must be of some factor, and both factors must be read otherwise than the product is
  if (product.shape.some((_, j) => !all.includes(letters[j]!))) return null;
  return found.every((f) => f.labels.length === product.shape.length) ? null : { factors: found, result };
}

function factorOf(f: Expr): Contraction['factors'][number] | null {
  if (numberOf(f) !== null) return null;
  if (f.kind !== 'view') return { source: f, labels: [...f.shape.keys()].map((j) => letters[j]!).join('') };
  const axes = plainAxes(f);
  if (axes === null || axes.includes(null) || new Set(axes).size < axes.length) return null;
  return { source: erased(f.source), labels: axes.map((j) => letters[j!]!).join('') };
}

/** Do two shapes differ by axes of size 1 alone? Then the elements' positions are those of the other axes. */
export function differsByOnes(a: readonly number[], b: readonly number[]): boolean {
  const squeezed = (s: readonly number[]) => s.filter((d) => d !== 1).join();
  return squeezed(a) === squeezed(b) && elementCount(a) > 0;
}

/** Does broadcasting by numpy's rules give `e`, without axes put in? */
export function isAligned(e: Expr, inner: Expr): boolean {
  if (e === inner || e.kind !== 'view') return true;
  const extra = e.shape.length - inner.shape.length;
  return e.axes.every(
    (a, k) => inner.shape[k] === 1 || a.coefficients.every((c, j) => c === (j === k + extra ? 1 : 0)),
  );
}
