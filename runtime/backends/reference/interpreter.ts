// The reference: interprets the expression graph in float64, as plainly as possible. It shares no code with the
// compiler and defines what every backend must compute. Slow; for tests.
import {
  type Expr,
  elementCount,
  type Gather,
  operands,
  type Reduce,
  type Scan,
  type ScanOutput,
  type Scatter,
  topological,
  type View,
} from '../../../dsl/expr.ts';
import { evaluator } from '../../../dsl/scalar/op.ts';

/** Row-major values of a node; i32 and bool values are whole numbers. */
export type Values = Float64Array;

/** Values of leaves (inputs and parameters), by node. */
export type Feeds = ReadonlyMap<Expr, ArrayLike<number>>;

/** What becomes of each computed value, given its operands' values: the identity, or a model of rounding. */
export type Rounding = (e: Expr, values: Values, operands: readonly Values[]) => Values;

/** The values of the outputs in float64. A leaf that is not fed is an error. */
export function evaluate(outputs: readonly Expr[], feeds: Feeds, rounding?: Rounding): Values[] {
  const evaluation = new Evaluation(feeds, rounding);
  return outputs.map((o) => evaluation.of(o));
}

/** Values of expressions over the same leaves, each computed once. */
export class Evaluation {
  readonly #known = new Map<Expr, Values>();
  readonly #scans = new Map<Scan, Values[]>();

  /** `known`: values of expressions that need not be computed */
  constructor(
    private readonly feeds: Feeds,
    private readonly rounding?: Rounding,
    known: Iterable<readonly [Expr, Values]> = [],
  ) {
    for (const [e, values] of known) this.#known.set(e, values);
  }

  of(root: Expr): Values {
    const found = this.#known.get(root);
    if (found !== undefined) return found;
    const of = (e: Expr): Values => this.#known.get(e)!;
    for (const e of topological([root], this.#known)) {
      const values = this.#interpret(e, of);
      this.#known.set(e, this.rounding ? this.rounding(e, values, operands(e).map(of)) : values);
    }
    return of(root);
  }

  /**
   * Values at other values of leaves: of `order`, operands before users, all that depends on them. Everything else is as it
   * is here.
   */
  moved(order: readonly Expr[], feeds: Feeds): Of {
    const values = new Map<Expr, Values>();
    const scans = new Map<Scan, Values[]>();
    const of = (e: Expr): Values => values.get(e) ?? this.of(e);
    for (const e of order) values.set(e, e.kind === 'scanOutput' ? result(e, of, scans) : interpret(e, of, feeds));
    return of;
  }

  #interpret(e: Expr, of: Of): Values {
    return e.kind === 'scanOutput' ? result(e, of, this.#scans, this.rounding) : interpret(e, of, this.feeds);
  }
}

/** All results of a loop are computed when the first is asked for. */
function result({ scan, index }: ScanOutput, of: Of, known: Map<Scan, Values[]>, rounding?: Rounding): Values {
  const results = known.get(scan) ?? looped(scan, of, rounding);
  known.set(scan, results);
  return results[index]!;
}

type Of = (e: Expr) => Values;

function interpret(e: Exclude<Expr, ScanOutput>, of: Of, feeds: Feeds): Values {
  switch (e.kind) {
    case 'input':
    case 'parameter': {
      const fed = feeds.get(e);
      if (fed === undefined) throw new Error(`reference: '${e.name}' was not fed`);
      if (fed.length !== elementCount(e.shape))
        throw new RangeError(`reference: '${e.name}' has ${fed.length} values for [${e.shape.join(', ')}]`);
      return new Float64Array(fed);
    }
    case 'constant':
      return new Float64Array(e.data);
    case 'iota':
      return indices(e.shape, e.axis);
    case 'map':
      return mapped(evaluator(e.op, e.dtype), e.args.map(of), elementCount(e.shape));
    case 'view':
      return viewed(e, of(e.source));
    case 'reshape':
    case 'gradientRule':
      return of(e.source);
    case 'reduce':
      return reduced(e, of(e.source));
    case 'gather':
      return gathered(e, of(e.source), of(e.indices));
    case 'scatter':
      return scattered(e, of(e.indices), of(e.updates));
  }
}

function mapped(f: (...args: number[]) => number, args: readonly Values[], count: number): Values {
  const out = new Float64Array(count);
  const [a, b, c] = args as [Values, Values, Values];
  if (args.length === 1) for (let i = 0; i < count; i++) out[i] = f(a[i]!);
  else if (args.length === 2) for (let i = 0; i < count; i++) out[i] = f(a[i]!, b[i]!);
  else for (let i = 0; i < count; i++) out[i] = f(a[i]!, b[i]!, c[i]!);
  return out;
}

/** offset + sum_j coefficients[j] * index[j] */
interface Form {
  readonly offset: number;
  readonly coefficients: readonly number[];
}

/** Calls f at every index of the shape, in row-major order, with the values of the linear forms there. */
function walk(shape: readonly number[], forms: readonly Form[], f: (values: readonly number[], flat: number) => void) {
  const index = new Array<number>(shape.length).fill(0);
  const values = forms.map((form) => form.offset);
  const count = elementCount(shape);
  for (let flat = 0; flat < count; flat++) {
    f(values, flat);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const step = index[axis]! + 1 < shape[axis]! ? 1 : -index[axis]!;
      index[axis]! += step;
      for (let k = 0; k < forms.length; k++) values[k]! += step * forms[k]!.coefficients[axis]!;
      if (step === 1) break;
    }
  }
}

/** The form that is the index along one axis. */
function along(axis: number, rank: number): Form {
  return { offset: 0, coefficients: Array.from({ length: rank }, (_, j) => (j === axis ? 1 : 0)) };
}

/** The form that is the row-major position among some of the axes. */
function position(shape: readonly number[], axes: readonly number[]): Form {
  const coefficients = new Array<number>(shape.length).fill(0);
  let stride = 1;
  for (const axis of [...axes].reverse()) {
    coefficients[axis] = stride;
    stride *= shape[axis]!;
  }
  return { offset: 0, coefficients };
}

function indices(shape: readonly number[], axis: number): Values {
  const out = new Float64Array(elementCount(shape));
  walk(shape, [along(axis, shape.length)], ([i], flat) => {
    out[flat] = i!;
  });
  return out;
}

/** Per node: where in its source each element of a view is read (-1: nowhere), or where each term of a sum goes. */
const places = new WeakMap<View | Reduce, Int32Array>();

/** Computed once for each node, however often it is evaluated. */
function placesOf<E extends View | Reduce>(e: E, compute: (e: E) => Int32Array): Int32Array {
  const known = places.get(e) ?? compute(e);
  places.set(e, known);
  return known;
}

function readPlaces(e: View): Int32Array {
  const extents = e.source.shape;
  const divisors = e.axes.map((a) => a.divisor);
  const out = new Int32Array(elementCount(e.shape));
  walk(e.shape, e.axes, (numerators, flat) => {
    let from = 0;
    for (let k = 0; k < divisors.length; k++) {
      const at = numerators[k]! / divisors[k]!;
      if (!Number.isInteger(at) || at < 0 || at >= extents[k]!) {
        out[flat] = -1;
        return;
      }
      from = from * extents[k]! + at;
    }
    out[flat] = from;
  });
  return out;
}

/** Where each element of a view is read, -1 for its fill. */
export function readBy(e: View): Int32Array {
  return placesOf(e, readPlaces);
}

/** Which element of its result each element of a reduction's source goes to. */
export function goesTo(e: Reduce): Int32Array {
  return placesOf(e, reducePlaces);
}

function viewed(e: View, source: Values): Values {
  const from = readBy(e);
  const out = new Float64Array(from.length);
  for (let i = 0; i < out.length; i++) out[i] = from[i]! < 0 ? e.fill : source[from[i]!]!;
  return out;
}

/** What every value is at least, and at most. */
const ends = { f32: [-Infinity, Infinity], i32: [-(2 ** 31), 2 ** 31 - 1], bool: [0, 1] } as const;

function keptAxes({ source, axes }: Reduce): number[] {
  return [...source.shape.keys()].filter((axis) => !axes.includes(axis));
}

function reducePlaces(e: Reduce): Int32Array {
  const { shape } = e.source;
  const out = new Int32Array(elementCount(shape));
  walk(shape, [position(shape, keptAxes(e))], ([to], from) => {
    out[from] = to!;
  });
  return out;
}

function reduced(e: Reduce, source: Values): Values {
  const { monoid } = e;
  if (monoid === 'argMax' || monoid === 'argMin') return best(e, monoid, source);
  const [least, greatest] = ends[e.dtype];
  const out = new Float64Array(elementCount(e.shape)).fill({ sum: 0, prod: 1, max: least, min: greatest }[monoid]);
  const to = goesTo(e);
  const fold = (e.dtype === 'i32' && whole[monoid]) || folds[monoid];
  for (let i = 0; i < to.length; i++) out[to[i]!] = fold(out[to[i]!]!, source[i]!);
  return out;
}

const folds = {
  sum: (a: number, b: number) => a + b,
  prod: (a: number, b: number) => a * b,
  max: Math.max,
  min: Math.min,
};

/** Whole numbers wrap, and have one zero. */
const whole: Partial<typeof folds> = { sum: (a, b) => (a + b) | 0, prod: Math.imul };

/** The place of the best among the reduced axes. */
function best(e: Reduce, monoid: 'argMax' | 'argMin', source: Values): Values {
  const out = new Float64Array(elementCount(e.shape));
  const values = new Float64Array(out.length);
  const seen = new Uint8Array(out.length);
  const { shape } = e.source;
  walk(shape, [position(shape, keptAxes(e)), position(shape, e.axes)], ([to, at], from) => {
    if (seen[to!] !== 0 && !beats(source[from]!, values[to!]!, monoid)) return;
    out[to!] = at!;
    values[to!] = source[from]!;
    seen[to!] = 1;
  });
  return out;
}

/** Does x replace the best so far? The first of equals stays, and so does the first NaN. */
function beats(x: number, best: number, monoid: 'argMax' | 'argMin'): boolean {
  if (Number.isNaN(best)) return false;
  return Number.isNaN(x) || (monoid === 'argMax' ? x > best : x < best);
}

function gathered(e: Gather, source: Values, indices: Values): Values {
  const rows = e.source.shape[0]!;
  const length = elementCount(e.source.shape.slice(1));
  const out = new Float64Array(elementCount(e.shape)).fill(e.dtype === 'f32' ? Number.NaN : 0);
  indices.forEach((row, i) => {
    if (row >= 0 && row < rows) out.set(source.subarray(row * length, (row + 1) * length), i * length);
  });
  return out;
}

function scattered(e: Scatter, indices: Values, updates: Values): Values {
  const length = elementCount(e.shape.slice(1));
  const out = new Float64Array(elementCount(e.shape));
  const sum = (e.dtype === 'i32' && whole.sum) || folds.sum;
  indices.forEach((row, i) => {
    if (row < 0 || row >= e.shape[0]!) return;
    for (let j = row * length, k = i * length; k < (i + 1) * length; j++, k++) out[j] = sum(out[j]!, updates[k]!);
  });
  return out;
}

function looped(scan: Scan, of: Of, rounding: Rounding | undefined): Values[] {
  let carries = scan.initial.map(of);
  const sequences = scan.sequences.map(of);
  const stacked = scan.outputs.map((o) => new Float64Array(scan.length * elementCount(o.shape)));
  for (let step = 0; step < scan.length; step++) {
    const t = scan.reverse ? scan.length - 1 - step : step;
    const feeds = new Map<Expr, Values>();
    for (const [i, leaf] of scan.carryInputs.entries()) feeds.set(leaf, carries[i]!);
    for (const [i, leaf] of scan.constantInputs.entries()) feeds.set(leaf, of(scan.constants[i]!));
    scan.sliceInputs.forEach((leaf, i) => {
      const length = elementCount(leaf.shape);
      feeds.set(leaf, sequences[i]!.subarray(t * length, (t + 1) * length));
    });
    const results = evaluate([...scan.nextCarries, ...scan.outputs], feeds, rounding);
    carries = results.slice(0, carries.length);
    stacked.forEach((out, i) => {
      const row = results[carries.length + i]!;
      out.set(row, t * row.length);
    });
  }
  return [...carries, ...stacked];
}
