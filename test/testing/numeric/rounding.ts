// How far rounding may take a float32 computation from the float64 one: measured, by rounding at random.
import type { Expr } from '../../../dsl/expr.ts';
import { evaluator } from '../../../dsl/scalar/op.ts';
import { evaluate, type Feeds, type Rounding, type Values } from '../../../runtime/backends/reference/index.ts';

/** of float32: half the distance from 1 to the next number */
const unit = 2 ** -24;
/** Units of rounding: arithmetic is exact to one, a library's exp, tanh or pow to a few. */
const arithmetic = new Set([
  'neg',
  'abs',
  'sign',
  'add',
  'sub',
  'mul',
  'div',
  'sqrt',
  'max',
  'min',
  'floor',
  'ceil',
  'round',
  'select',
]);
const samples = 3;
/** three samples of a distribution do not show its ends */
const caution = 6;

/**
 * Bounds, for each element of each output, on |float32 - float64|: the spread of evaluations in which every value is
 * off by a random share of its rounding (Monte Carlo arithmetic; Parker 1997). A sum of n terms is off by a unit
 * of the sum of their sizes, and by sqrt(n) units of itself where they do not cancel; a function of a rounded argument is as far off as its argument makes it.
 */
export function roundingBounds(outputs: readonly Expr[], feeds: Feeds, exact: readonly Values[]): Values[] {
  const bounds = exact.map((v) => v.map((x) => 4 * unit * Math.abs(x) + 1e-37));
  for (let sample = 1; sample <= samples; sample++) {
    const found = evaluate(outputs, feeds, perturbing(sample));
    for (const [k, values] of found.entries())
      values.forEach((v, i) => {
        const off = caution * Math.abs(v - exact[k]![i]!);
        bounds[k]![i] = Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(bounds[k]![i]!, off);
      });
  }
  return bounds;
}

function perturbing(seed: number): Rounding {
  const random = uniform(seed);
  return (e, values, operands) => {
    if (e.dtype !== 'f32') return values;
    if (e.kind === 'map') return mapped(e, values, operands, random);
    if (e.kind === 'reduce' && e.monoid === 'sum') {
      const size = sizes(e, operands[0]!);
      const root = Math.sqrt(operands[0]!.length / Math.max(1, values.length));
      return values.map((v, i) => v + unit * (size[i]! + root * Math.abs(v)) * random());
    }
    if (e.kind === 'reduce' && e.monoid === 'prod') return values.map((v) => v * (1 + 4 * unit * random()));
    if (e.kind === 'scatter') return values.map((v) => v * (1 + 4 * unit * random()));
    return values;
  };
}

function mapped(
  e: Extract<Expr, { kind: 'map' }>,
  values: Values,
  operands: readonly Values[],
  random: () => number,
): Values {
  if (arithmetic.has(e.op.name)) return values.map((v) => v * (1 + unit * random()));
  const f = evaluator(e.op, e.dtype);
  return values.map((_, i) => f(...operands.map((o) => o[i]! * (1 + 2 * unit * random()))) * (1 + 4 * unit * random()));
}

const elements = (shape: readonly number[]) => shape.reduce((n, d) => n * d, 1);

/** sum of |x| over the reduced axes: cancellation leaves the rounding of the terms */
function sizes(e: Extract<Expr, { kind: 'reduce' }>, terms: Values): Values {
  const extents = e.source.shape;
  const out = new Float64Array(elements(e.shape));
  terms.forEach((x, from) => {
    let [rest, to, stride] = [from, 0, 1];
    for (let axis = extents.length - 1; axis >= 0; axis--) {
      const at = rest % extents[axis]!;
      rest = (rest - at) / extents[axis]!;
      if (e.axes.includes(axis)) continue;
      to += at * stride;
      stride *= extents[axis]!;
    }
    out[to]! += Math.abs(x);
  });
  return out;
}

/** -1 .. 1, from a seed (mulberry32; Ettinger 2017) */
function uniform(seed: number): () => number {
  let state = seed * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}
