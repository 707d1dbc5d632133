// A convolution of a shifted signal is the shifted convolution, and so is its gradient: windows are alike wherever they
// are. A signal that moves by one stride moves the result by one place.
import { makeInput, makeReduce, makeView } from '../../../../dsl/build.ts';
import { type AxisMap, type Expr, elementCount, type Reduce, topological, type View } from '../../../../dsl/expr.ts';
import { pullback } from '../../../../dsl/grad/reverse.ts';
import { map } from '../../../../dsl/scalar/map.ts';
import { scalars } from '../../../../dsl/scalar/ops.ts';
import { type Evaluation, evaluate } from '../../../../runtime/backends/reference/index.ts';
import { valuesAt } from '../../programs/specimen.ts';
import { direction } from '../line.ts';
import { compare, inapplicable, type Oracle, together, type Verdict } from '../oracle.ts';

const rounding = 1e-12;

export const shift: Oracle = {
  name: 'shifts of a convolution',
  order: 1,
  check: (specimen) => {
    const values = valuesAt(specimen);
    const verdicts = topological(specimen.outputs).flatMap((e) =>
      convolutions(e).flatMap((found) => shifted(found, values)),
    );
    return verdicts.length === 0 ? inapplicable('there is no convolution to shift') : together(verdicts);
  },
};

/** sum over `w`, among others, of signal[.., offset + stride p + dilation w, ..] kernel[.. without p ..] */
interface Convolution {
  readonly node: Reduce;
  readonly signal: View;
  readonly kernel: Expr;
  /** the signal's axis that windows run over, and the product's axes p and w */
  readonly axis: number;
  readonly place: number;
  readonly tap: number;
}

function convolutions(e: Expr): Convolution[] {
  if (e.kind !== 'reduce' || e.monoid !== 'sum' || e.source.kind !== 'map' || e.source.op.name !== 'mul') return [];
  const [a, b] = e.source.args as readonly [Expr, Expr];
  return [windowed(e, a, b), windowed(e, b, a)].flatMap((c) => (c === null ? [] : [c]));
}

function windowed(node: Reduce, signal: Expr, kernel: Expr): Convolution | null {
  if (signal.kind !== 'view') return null;
  for (const [axis, a] of signal.axes.entries()) {
    const moving = a.coefficients.flatMap((c, j) => (c > 0 ? [j] : []));
    const place = moving.find((j) => !node.axes.includes(j));
    const tap = moving.find((j) => node.axes.includes(j));
    if (moving.length !== 2 || place === undefined || tap === undefined || a.divisor !== 1) continue;
    if (a.coefficients.some((c) => c < 0)) continue;
    const elsewhere = signal.axes.some((m, k) => k !== axis && reads(m, place));
    if (!elsewhere && kernel.kind === 'view' && !kernel.axes.some((m) => reads(m, place)))
      return { node, signal, kernel, axis, place, tap };
  }
  return null;
}

const reads = (a: AxisMap, j: number): boolean => a.coefficients[j] !== 0;

function shifted(c: Convolution, values: Evaluation): Verdict[] {
  const { signal, kernel, node, axis, place, tap } = c;
  const { offset, coefficients } = signal.axes[axis]!;
  const stride = coefficients[place]!;
  const extent = signal.source.shape[axis]!;
  const reach = offset + coefficients[tap]! * (signal.shape[tap]! - 1);
  const places = signal.shape[place]!;
  // places from 1 on whose windows end inside: their last tap has not left the signal
  const inside = (p: number) => p >= 1 && p < places && stride * p + reach < extent;
  const kept = signal.shape.flatMap((_, j) => (node.axes.includes(j) ? [] : [j])).indexOf(place);
  const x = makeInput('signal', signal.source.shape, 'f32');
  const w = makeInput('kernel', kernel.shape, 'f32');
  const product = map(scalars.mul, makeView(x, signal.shape, signal.axes, signal.fill), w);
  const y = makeReduce('sum', product, node.axes);
  const g = makeInput('cotangent', y.shape, 'f32');
  if (signal.dtype !== 'f32' || !Array.from({ length: places }, (_, p) => p).some(inside)) return [];
  const at = values.of(signal.source);
  const moved = along(at, x.shape, axis, stride, signal.fill);
  // the cotangents of places that are still inside one place on
  const weights = direction(elementCount(y.shape), 11).map((v, i) => (inside(index(i, y.shape, kept) + 1) ? v : 0));
  const outputs = [y, ...pullback([y], [g], [x])];
  const of = (signals: Float64Array, cotangents: Float64Array) =>
    evaluate(
      outputs,
      new Map<Expr, Float64Array>([
        [x, signals],
        [w, values.of(kernel)],
        [g, cotangents],
      ]),
    ); // prettier
  const [before, after] = [of(at, weights), of(moved, along(weights, y.shape, kept, 1, 0))];
  const want = [along(before[0]!, y.shape, kept, 1, 0), along(before[1]!, x.shape, axis, stride, 0)];
  const compared = [(i: number) => inside(index(i, y.shape, kept)), (i: number) => index(i, x.shape, axis) >= stride];
  return outputs.flatMap((_, k) => {
    const size = want[k]!.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
    const what = `${k === 0 ? 'the convolution' : 'the gradient of a convolution'} of a shifted signal`;
    return [...want[k]!].flatMap((v, i) =>
      compared[k]!(i) ? [compare(what, v, after[k]![i]!, rounding * size * (1 + at.length), node)] : [],
    );
  });
}

/** The index along an axis of the element with this row-major number. */
function index(element: number, shape: readonly number[], axis: number): number {
  return Math.floor(element / elementCount(shape.slice(axis + 1))) % shape[axis]!;
}

/** Moved by `by` along an axis: what comes in is `fill`. */
function along(values: Float64Array, shape: readonly number[], axis: number, by: number, fill: number): Float64Array {
  const step = by * elementCount(shape.slice(axis + 1));
  return values.map((_, i) => (index(i, shape, axis) < by ? fill : values[i - step]!));
}
