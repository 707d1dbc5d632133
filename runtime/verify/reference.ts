// What the float64 reference makes of a graph, and how far rounding may take a float32 computation from it. `quern build` and
// compile's `verify` hold programs to the same.
import type { Capabilities } from '../../compiler/program/types.ts';
import { type Expr, elementCount, type Scan, topological } from '../../dsl/expr.ts';
import { Evaluation, type Feeds, goesTo, type Rounding, type Values } from '../backends/reference/index.ts';
import { breath } from '../eventLoop.ts';

/** The reference holds every value that a graph computes, 8 bytes each: more than these are too many. */
export const mostValues = 2 ** 26;
/** By how many units in the last place values are moved, and how many times as far as that takes a result it may be off. */
export const [units, caution] = [8, 8];
/** How far off a backend's results may be, in units of that. */
export const slackOf = ({ slack = 1 }: Capabilities): number => slack;

/** The values of one result. */
export interface Bounded {
  readonly values: Values;
  /** the same with every rounded value moved */
  readonly moved: Values;
  /** how far each element of another computation may be off */
  readonly tolerance: number;
}

/** Values that the reference computes for these expressions, each step of a loop anew. */
export function valuesOf(roots: readonly Expr[]): number {
  const scans = new Set<Scan>();
  let sum = 0;
  for (const e of topological(roots)) {
    sum += elementCount(e.shape);
    if (e.kind === 'scanOutput') scans.add(e.scan);
  }
  for (const scan of scans) sum += scan.length * valuesOf([...scan.nextCarries, ...scan.outputs]);
  return sum;
}

/**
 * In float64, and once more with every value that 32 bits do not hold moved at random by up to 8 units in their last
 * place: how far that takes a result says how far rounding may (Vignes 1993, "A stochastic arithmetic for reliable
 * scientific computation"); sums also by one unit of the sum of their terms' sizes, as terms may cancel. What 32 bits hold
 * stays: whole numbers, masks, random bits. `computed` is told how many values
 * each step adds. Between steps that take longer than a frame together, other work of the page or process has its turn.
 */
export async function bounded(
  roots: readonly Expr[],
  feeds: Feeds,
  slack: number,
  computed: (values: number) => void = () => {},
): Promise<Bounded[]> {
  const counted: Rounding = (_, values) => {
    computed(values.length);
    return values;
  };
  const next = randoms();
  const moving: Rounding = (e, values, operands) => {
    if (e.dtype === 'f32') {
      const sizes = sizesOf(e, values, operands);
      for (let i = 0; i < values.length; i++) {
        const v = values[i]!;
        if (Math.fround(v) === v) continue;
        const added = sizes === undefined ? 0 : sizes[i]! * (2 * next() - 1);
        values[i] = Math.fround(v + 2 ** -23 * (units * v * (2 * next() - 1) + added));
      }
    }
    return counted(e, values, operands);
  };
  const exact = await evaluated(roots, new Evaluation(feeds, counted));
  const rounded = await evaluated(roots, new Evaluation(feeds, moving));
  return exact.map((values, k) => {
    const moved = rounded[k]!;
    const off = largest(values.map((v, i) => v - moved[i]!));
    return { values, moved, tolerance: Math.max(caution * slack * off, slack * 2 ** -20 * largest(values)) };
  });
}

async function evaluated(roots: readonly Expr[], evaluation: Evaluation): Promise<Values[]> {
  for (const e of topological(roots)) {
    evaluation.of(e);
    const pause = breath();
    if (pause) await pause;
  }
  return roots.map((e) => evaluation.of(e));
}

/** Of each element of a sum: what its terms' magnitudes add up to. */
function sizesOf(e: Expr, { length }: Values, operands: readonly Values[]): Values | undefined {
  if (e.kind === 'reduce' && e.monoid === 'sum') {
    const [sizes, to] = [new Float64Array(length), goesTo(e)];
    for (let i = 0; i < to.length; i++) sizes[to[i]!]! += Math.abs(operands[0]![i]!);
    return sizes;
  }
  if (e.kind !== 'scatter') return undefined;
  const [indices, updates] = operands as [Values, Values];
  const [sizes, row] = [new Float64Array(length), updates.length / Math.max(1, indices.length)];
  updates.forEach((v, i) => {
    const to = indices[Math.floor(i / row)]! * row + (i % row);
    if (to in sizes) sizes[to]! += Math.abs(v);
  });
  return sizes;
}

/** Numbers in [0, 1), the same each time (xorshift32; Marsaglia 2003). */
function randoms(): () => number {
  let x = 0x9e3779b9;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

/** The largest magnitude among numbers. */
export function largest(values: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (size > most && size < Number.POSITIVE_INFINITY) most = size;
  }
  return most;
}
