// Functions of one number: a specimen's loss along a direction through its leaves.
import { literal, makeConstant, makeReduce } from '../../../dsl/build.ts';
import { type Expr, elementCount, operands, topological } from '../../../dsl/expr.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import { evaluate, type Feeds, type Rounding, type Values } from '../../../runtime/backends/reference/index.ts';
import { roundingBounds, units } from '../numeric/rounding.ts';
import { differentiable, feedsOf, type Leaf, type Specimen, valuesAt } from '../programs/specimen.ts';

/** Fixed numbers of size 0.5 to 1.5, of both signs, exact in float32. */
export function direction(count: number, salt = 0): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => {
    const x = Math.abs(Math.sin(12.9898 * (i + 1) + 78.233 * (salt + 1))) * 43758.5453;
    return Math.fround((x - Math.floor(x) + 0.5) * (i % 3 === 1 ? -1 : 1));
  });
}

/** Directions for vectors of these lengths. A single number has one direction only: the plainest, to be read. */
function directions(counts: readonly number[], saltOf: (k: number) => number): Float64Array[] {
  if (counts.length === 1 && counts[0] === 1) return [Float64Array.of(1)];
  return counts.map((count, k) => direction(count, saltOf(k)));
}

/** sum of <c, y> over the f32 expressions, with a fixed c for each: a scalar that every element contributes to */
export function weightedSum(expressions: readonly Expr[], salt = 0): Expr {
  const real = expressions.filter((e) => e.dtype === 'f32');
  const counts = real.map((e) => elementCount(e.shape));
  return inner(
    real,
    directions(counts, (k) => salt + k),
  );
}

/** Constants of these values, each of the shape of the expression at its place. */
export function constantsLike(like: readonly Expr[], values: readonly Float64Array[]): Expr[] {
  return like.map((e, i) => makeConstant(values[i]!, e.shape, 'f32'));
}

/** sum of <weights, y> */
export function inner(expressions: readonly Expr[], weights: readonly Float64Array[]): Expr {
  const terms = expressions.map((e, k) =>
    makeReduce('sum', map(scalars.mul, e, makeConstant(weights[k]!, e.shape, 'f32')), [...e.shape.keys()]),
  );
  return terms.reduce((total, term) => map(scalars.add, total, term), literal(0, 'f32'));
}

/** The loss that a specimen is checked by. */
export function lossOf({ outputs }: Specimen): Expr {
  const loss = losses.get(outputs) ?? weightedSum(outputs);
  losses.set(outputs, loss);
  return loss;
}

const losses = new WeakMap<readonly Expr[], Expr>();

export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** Elements that may all move by about 1; more of them move less, so that the step as a whole does not grow. */
const manyElements = 256;

/**
 * Directions for the leaves that derivatives are taken by. Along a long one, a network of many parameters meets kinks at
 * every step: with n elements, each moves by sqrt(256 / n), rounded to a power of two.
 */
export function directionsOf(specimen: Specimen, salt = 0): ReadonlyMap<Leaf, Float64Array> {
  const leaves = differentiable(specimen);
  const counts = leaves.map((l) => l.values.length);
  const found = directions(counts, (i) => salt + 31 * i);
  const total = counts.reduce((sum, n) => sum + n, 0);
  const size = total <= manyElements ? 1 : 2 ** Math.round(Math.log2(manyElements / total) / 2);
  return new Map(leaves.map((leaf, i) => [leaf, size === 1 ? found[i]! : found[i]!.map((v) => size * v)]));
}

/** The value of an expression at x + h d. What stopGradient holds back stays as it is at h = 0. */
export function along(e: Expr, specimen: Specimen, directions: ReadonlyMap<Leaf, Float64Array>): (h: number) => number {
  const at = holding(e, specimen, new Set([...directions.keys()].map((l) => l.expr)));
  return (h) => at(new Map([...directions].map(([leaf, d]) => [leaf.expr, stepped(leaf.values, h, d)])))[0]!;
}

function stepped(x: Values, h: number, d: Float64Array): Values {
  const out = new Float64Array(x.length);
  for (let j = 0; j < x.length; j++) out[j] = x[j]! + h * d[j]!;
  return out;
}

const gradients = new WeakMap<Expr, { readonly wrt: readonly Expr[]; readonly found: readonly Expr[] }>();

/** The gradient under test; of one expression by the same leaves it is the same graph, whoever asks. */
export function gradientOf(e: Expr, wrt: readonly Expr[]): readonly Expr[] {
  const known = gradients.get(e);
  if (known?.wrt.length === wrt.length && known.wrt.every((x, i) => x === wrt[i])) return known.found;
  const found = gradient(e, wrt);
  gradients.set(e, { wrt, found });
  return found;
}

/** d e / d h of the same line, by the gradient under test. */
export function slopeOf(e: Expr, specimen: Specimen, directions: ReadonlyMap<Leaf, Float64Array>): number {
  const leaves = [...directions];
  const by = leaves.map(([l]) => l.expr);
  const values = valuesAt(specimen);
  return gradientOf(e, by).reduce((sum, g, i) => sum + dot(values.of(g), leaves[i]![1]), 0);
}

/** How far float64's own rounding may take `slopeOf`. */
export function slopeRounding(e: Expr, specimen: Specimen, directions: ReadonlyMap<Leaf, Float64Array>): number {
  const wrt = [...directions.keys()].map((l) => l.expr);
  return roundingOf(gradientOf(e, wrt), specimen, [...directions.values()]);
}

/** How far float64's own rounding may take the sum of <weights, y>. */
export function roundingOf(ys: readonly Expr[], specimen: Specimen, weights: readonly Float64Array[]): number {
  const bounds = roundingBounds(ys, feedsOf(specimen), units.double);
  return bounds.reduce((sum, b, i) => sum + dot(b, weights[i]!.map(Math.abs)), 0);
}

/**
 * Evaluates at other values of the `moving` leaves; what depends on none of them is computed once, and stopGradient's
 * values stay those of the specimen, in the order in which they are computed.
 */
function holding(e: Expr, specimen: Specimen, moving: ReadonlySet<Expr>): (feeds: Feeds) => Values {
  if (hasStops([e])) return replaying(e, feedsOf(specimen));
  const varying = new Set<Expr>(moving);
  const order = topological([e]).filter((x) => {
    if (operands(x).some((o) => varying.has(o))) varying.add(x);
    return varying.has(x);
  });
  const values = valuesAt(specimen);
  return (feeds) => values.moved(order, feeds)(e);
}

function replaying(e: Expr, base: Feeds): (feeds: Feeds) => Values {
  const kept: Values[] = [];
  evaluate([e], base, (x, values) => {
    if (isStop(x)) kept.push(values);
    return values;
  });
  return (feeds) => {
    let next = 0;
    const replay: Rounding = (x, values) => (isStop(x) ? kept[next++]! : values);
    return evaluate([e], new Map([...base, ...feeds]), replay)[0]!;
  };
}

const isStop = (e: Expr): boolean => e.kind === 'gradientRule' && e.inputs.length === 0;

function hasStops(roots: readonly Expr[]): boolean {
  return topological(roots).some(
    (e) => isStop(e) || (e.kind === 'scanOutput' && hasStops([...e.scan.nextCarries, ...e.scan.outputs])),
  );
}

/** Is there anything to differentiate? */
export function depends(e: Expr, leaves: readonly Leaf[]): boolean {
  const wanted = new Set<Expr>(leaves.map((l) => l.expr));
  return topological([e]).some((x) => wanted.has(x) || operands(x).some((o) => wanted.has(o)));
}
