// How far rounding may take a float32 computation from the float64 one.
import type { DType } from '../../../dsl/dtype.ts';
import { type Expr, elementCount, type Reduce, type Scan } from '../../../dsl/expr.ts';
import { evaluator } from '../../../dsl/scalar/op.ts';
import { Evaluation, type Feeds, goesTo, readBy, type Values } from '../../../runtime/backends/reference/index.ts';
import { wrapping } from './wrapping.ts';

/** Half the distance from 1 to the next number, of float32 and of float64. */
export const units = { single: 2 ** -24, double: 2 ** -53 } as const;
/** Operations that round nothing: what they give is an operand, its negative or a whole number. */
const exact = new Set(['neg', 'abs', 'sign', 'max', 'min', 'floor', 'ceil', 'round', 'select']);
/** Those that are off by one unit, correctly rounded; the others, which libraries and GPUs compute, by a few. */
const correct = new Set(['add', 'sub', 'mul']);
const quotients = new Set(['div', 'reciprocal', 'sqrt', 'toF32']);
/** backends may compute the same formula in another form: 1 / x for x^-1, a product for a quotient */
const caution = 2;
/** GPUs flush to zero what is smaller than normal numbers; those below are this far apart elsewhere */
const smallest = 2 ** -125;
const spacing = 2 ** -149;
/** what is larger is infinite in float32 */
const largest = (2 - 2 ** -24) * 2 ** 127;

/**
 * Bounds, for each element of each output, on |float32 - float64|, by running error analysis (Wilkinson 1963): every
 * value carries how far it may be off, and an operation takes the worst of its operands' ends and adds its own
 * rounding. A sum of n terms adds sqrt(n) units of the sum of their sizes (Higham and Mary 2019). A comparison that
 * rounding may decide either way is off by the difference of its branches. Infinity where nothing can be said. A device
 * that `flushes` takes zero for what is smaller than normal numbers, wherever it meets it. Where floats stand for integers, not
 * `words`, nothing is known of what these wrap to.
 */
export function roundingBounds(
  outputs: readonly Expr[],
  feeds: Feeds,
  unit: number = units.single,
  flushes = false,
  words = true,
): Values[] {
  const errors = new RunningError(feeds, new Map(), unit, flushes, words);
  return outputs.map((o) => {
    const { values, off } = errors.of(o);
    return off.map((b, i) => caution * (b + unit * Math.abs(values[i]!)) + smallest);
  });
}

/** Values, and how far each may be off. */
interface Inexact {
  readonly values: Values;
  readonly off: Values;
}

class RunningError {
  readonly #off = new WeakMap<Values, Values>();
  readonly #scans = new Map<Scan, Inexact[]>();
  readonly #evaluation: Evaluation;

  /** `off`: of the leaves that are not exact */
  constructor(
    feeds: Feeds,
    private readonly leaves: ReadonlyMap<Expr, Values>,
    private readonly unit: number,
    private readonly flushes: boolean,
    private readonly words: boolean,
  ) {
    this.#evaluation = new Evaluation(feeds, (e, values, operands) => this.#record(e, values, operands));
  }

  of(e: Expr): Inexact {
    const values = this.#evaluation.of(e);
    return { values, off: this.#off.get(values)! };
  }

  #record(e: Expr, values: Values, operands: readonly Values[]): Values {
    if (e.kind === 'scanOutput') return this.#stacked(e.scan, e.index, operands);
    const given = operands.map((v): Inexact => ({ values: v, off: this.#off.get(v)! }));
    const found = this.leaves.get(e) ?? errorOf(e, values, given, this.unit);
    const uncounted = this.flushes && e.kind === 'map' && e.op.name === 'mod' ? countless(operands) : never;
    const wraps = this.words ? never : wrapping(e, operands);
    const off = found.map((b, i) => (Number.isNaN(b) || uncounted(i) || wraps(i) ? Infinity : b));
    this.#off.set(values, e.dtype === 'f32' && this.unit === units.single ? ranged(values, off, this.flushes) : off);
    return values;
  }

  #stacked(scan: Scan, index: number, operands: readonly Values[]): Values {
    const known =
      this.#scans.get(scan) ??
      looped(
        scan,
        operands.map((v) => ({ values: v, off: this.#off.get(v)! })),
        this.unit,
        this.flushes,
        this.words,
      );
    this.#scans.set(scan, known);
    const { values, off } = known[index]!;
    this.#off.set(values, off);
    return values;
  }
}

const never = (): boolean => false;

/** A quotient in which a GPU counts no single units: nothing is known of the remainder there. */
const countless =
  ([a, b]: readonly Values[]) =>
  (i: number): boolean =>
    Math.abs(a![i]! / b![i]!) >= 2 ** 24;

/** The results of a loop: each step's errors are carried to the next. */
function looped(scan: Scan, operands: readonly Inexact[], unit: number, flushes: boolean, words: boolean): Inexact[] {
  let carries = operands.slice(0, scan.initial.length);
  const sequences = operands.slice(carries.length, carries.length + scan.sequences.length);
  const constants = operands.slice(carries.length + sequences.length);
  const stacked = scan.outputs.map((o): Inexact => {
    const size = scan.length * elementCount(o.shape);
    return { values: new Float64Array(size), off: new Float64Array(size) };
  });
  for (let step = 0; step < scan.length; step++) {
    const t = scan.reverse ? scan.length - 1 - step : step;
    const row = ({ values, off }: Inexact, n: number): Inexact => ({
      values: values.subarray(t * n, (t + 1) * n),
      off: off.subarray(t * n, (t + 1) * n),
    });
    const fed: [Expr, Inexact][] = [
      ...scan.carryInputs.map((leaf, i): [Expr, Inexact] => [leaf, carries[i]!]),
      ...scan.constantInputs.map((leaf, i): [Expr, Inexact] => [leaf, constants[i]!]),
      ...scan.sliceInputs.map((leaf, i): [Expr, Inexact] => [leaf, row(sequences[i]!, elementCount(leaf.shape))]),
    ];
    const body = new RunningError(
      new Map(fed.map(([leaf, { values }]) => [leaf, values])),
      new Map(fed.map(([leaf, { off }]) => [leaf, off])),
      unit,
      flushes,
      words,
    );
    carries = scan.nextCarries.map((e) => body.of(e));
    for (const [i, o] of scan.outputs.entries()) {
      const { values, off } = body.of(o);
      stacked[i]!.values.set(values, t * values.length);
      stacked[i]!.off.set(off, t * off.length);
    }
  }
  return [...carries, ...stacked];
}

/** What is smaller than normal numbers is rounded more, and may be zero; what is larger may be infinite. */
const ranged = (values: Values, off: Values, flushes: boolean): Values =>
  off.map((b, i) => {
    const size = Math.abs(values[i]!);
    if (size < smallest && size > 0) return b + (flushes ? size : spacing);
    return size + b > largest && size < Infinity ? Infinity : b;
  });

function errorOf(e: Expr, values: Values, operands: readonly Inexact[], unit: number): Values {
  const [first, second] = operands;
  switch (e.kind) {
    case 'map':
      return mapped(e, values, operands, unit);
    case 'constant':
      return e.dtype === 'f32' && unit === units.single
        ? values.map((v) => Math.abs(v - Math.fround(v)))
        : new Float64Array(values.length);
    case 'view':
      return Float64Array.from(readBy(e), (from) => (from < 0 ? 0 : first!.off[from]!));
    case 'reshape':
    case 'gradientRule':
      return first!.off;
    case 'reduce':
      return reduced(e, values, first!, unit);
    case 'gather': {
      const out = new Float64Array(values.length);
      const length = values.length / Math.max(1, second!.values.length);
      second!.values.forEach((row, i) => {
        if (row >= 0 && row < e.source.shape[0]!)
          out.set(first!.off.subarray(row * length, (row + 1) * length), i * length);
      });
      return out;
    }
    case 'scatter': {
      const length = elementCount(e.shape.slice(1));
      const to = (i: number) => first!.values[Math.floor(i / Math.max(1, length))]! * length + (i % length);
      return summed(values.length, second!, to, unit);
    }
    default:
      return new Float64Array(values.length);
  }
}

/** The worst over the ends of the operands, and the operation's own rounding. */
function mapped(e: Extract<Expr, { kind: 'map' }>, values: Values, operands: readonly Inexact[], unit: number): Values {
  const f = evaluator(e.op, e.dtype);
  const { name } = e.op;
  const ulps = exact.has(name) ? 0 : correct.has(name) ? 1 : quotients.has(name) ? 3 : 4;
  // a library reduces its argument first, and a remainder is x - y floor(x / y) on a GPU; a comparison does not
  const argument = ulps === 4 && e.dtype === 'f32' ? 2 * unit : 0;
  const own = e.dtype === 'f32' ? ulps * unit : 0;
  const reach = operands.map(({ values: v, off }, k) =>
    e.args[k]!.dtype === 'f32' ? off.map((b, i) => b + argument * Math.abs(v[i]!)) : off,
  );
  // equality holds inside an interval, not at its ends
  if (name === 'equal' || name === 'notEqual')
    return values.map((_, i) => {
      const room = reach[0]![i]! + reach[1]![i]!;
      return room > 0 && Math.abs(operands[0]!.values[i]! - operands[1]!.values[i]!) <= room ? 1 : 0;
    });
  const corners = Array.from({ length: 2 ** operands.length }, (_, c) =>
    operands.map((_, k) => (c & (1 << k) ? 1 : -1)),
  );
  const chooses = name === 'select';
  // a computed zero may have either sign: 0 and -0 are the ends of its interval; that of a leaf is given
  const given = e.args.map((a) => a.kind === 'input' || a.kind === 'parameter' || a.kind === 'constant');
  return values.map((value, i) => {
    // an operand of which nothing is known may be NaN
    if (!chooses && reach.some((r) => r[i]! === Infinity)) return Infinity;
    let worst = 0;
    if (reach.some((r) => r[i]! > 0))
      for (const signs of corners) {
        const there = f(
          ...operands.map(({ values: v }, k) => {
            const room = reach[k]![i]!;
            return room === 0 && given[k] ? v[i]! : end(v[i]! + signs[k]! * room, e.args[k]!.dtype);
          }),
        );
        const off = Math.abs(there - value);
        if (!(off <= worst)) worst = Number.isNaN(off) ? Infinity : off;
      }
    return worst + own * Math.abs(value);
  });
}

/** An end of what an operand may be: a condition is 0 or 1. */
const end = (value: number, dtype: DType): number => (dtype === 'bool' ? Math.min(1, Math.max(0, value)) : value);

function reduced(e: Reduce, values: Values, source: Inexact, unit: number): Values {
  const to = goesTo(e);
  if (e.monoid === 'sum') return summed(values.length, source, (i) => to[i]!, unit);
  const out = new Float64Array(values.length);
  if (e.monoid === 'prod') {
    const sizes = new Float64Array(values.length).fill(1);
    const most = new Float64Array(values.length).fill(1);
    // of partial products, in any order
    const large = new Float64Array(values.length).fill(1);
    source.values.forEach((x, i) => {
      sizes[to[i]!]! *= Math.abs(x);
      most[to[i]!]! *= Math.abs(x) * (1 + unit) + source.off[i]!;
      large[to[i]!]! *= Math.max(1, Math.abs(x));
    });
    return out.map((_, i) => (large[i]! > largest ? Infinity : most[i]! - sizes[i]!));
  }
  if (e.monoid === 'max' || e.monoid === 'min') {
    source.off.forEach((b, i) => {
      out[to[i]!] = Math.max(out[to[i]!]!, b);
    });
    return out;
  }
  // an index says nothing where another element may be the best
  const best = new Float64Array(values.length).fill(-Infinity);
  const least = new Float64Array(values.length).fill(-Infinity);
  const sign = e.monoid === 'argMax' ? 1 : -1;
  source.values.forEach((x, i) => {
    best[to[i]!] = Math.max(best[to[i]!]!, sign * x);
    least[to[i]!] = Math.max(least[to[i]!]!, sign * x - source.off[i]!);
  });
  source.values.forEach((x, i) => {
    if (source.off[i]! > 0 && sign * x < best[to[i]!]! && sign * x + source.off[i]! >= least[to[i]!]!)
      out[to[i]!] = Infinity;
  });
  return out;
}

/** Of the sums of `terms` into the places `to`. */
function summed(count: number, terms: Inexact, to: (i: number) => number, unit: number): Values {
  const [off, size, n] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  terms.values.forEach((x, i) => {
    const at = to(i);
    if (!(at >= 0 && at < count)) return;
    off[at]! += terms.off[i]!;
    size[at]! += Math.abs(x);
    n[at]!++;
  });
  return off.map((b, i) => {
    if (n[i]! < 2) return b;
    return size[i]! > largest ? Infinity : b + (1 + Math.sqrt(n[i]!)) * unit * size[i]!;
  });
}
