// Which elements of a float32 computation have one value only, whatever the order, the fusion and the backend: what moves
// numbers, compares them or picks one; arithmetic whose result float32 holds; NaN, infinities and the signs of zeros.
import {
  type Expr,
  elementCount,
  type MapNode,
  operands,
  type Reduce,
  type Scan,
  topological,
} from '../../../dsl/expr.ts';
import { evaluator } from '../../../dsl/scalar/op.ts';
import { Evaluation, type Feeds, goesTo, readBy, type Values } from '../../../runtime/backends/reference/index.ts';
import { wrapping } from './wrapping.ts';

/** What is known of an element, as numbers: the greater, the less. */
export const certainty = {
  /** the reference's value, to the bit */
  bits: 0,
  /** zero, of either sign: sums begin with a zero or not */
  zero: 1,
  /** an integer that float32 does not count to, to the bit where integers have bits of their own */
  wide: 2,
  /** a number beyond the integers that is cast to one: the last of them, or the float next to that */
  end: 3,
  /** rounding may change it */
  open: 4,
} as const;
const { bits, zero, wide, end, open } = certainty;

/** By element. */
export type Certain = Uint8Array;

/** Operations that every backend rounds correctly: where the value is one of float32's, they have no other. */
const rounded = new Set<string>([
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'add',
  'sub',
  'mul',
  'div',
  'reciprocal',
]);
/** Operations that give one of their operands, or the truth of a comparison. */
const picks = new Set<string>([
  ...['max', 'min', 'equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'],
  ...['and', 'or', 'not', 'toF32', 'toI32', 'toBool'],
]);
/** A NaN among the operands is a NaN of the result. */
const spreadsNaN = (e: MapNode): boolean => e.dtype === 'f32' && e.op.name !== 'pow' && e.op.name !== 'select';

const countable = 2 ** 24;

/** Beyond them the integers end. */
const isPastEnds = (x: number): boolean => x >= 2 ** 31 || x < -(2 ** 31);
/** Zero, or as large as can be. */
const isSpecial = (x: number): boolean => x === 0 || !Number.isFinite(x);

/** The certainty of expressions over leaves with values; `given`: of leaves that are not what they are fed. */
export class Certainty {
  readonly #known = new Map<Expr, Certain>();
  readonly #scans = new Map<Scan, Certain[]>();

  constructor(
    private readonly evaluation: Evaluation,
    private readonly given: ReadonlyMap<Expr, Certain> = new Map(),
  ) {}

  of(root: Expr): Certain {
    for (const e of topological([root], this.#known)) this.#known.set(e, this.#counted(e));
    return this.#known.get(root)!;
  }

  /** What wraps has bits, but where floats stand for integers they are others. */
  #counted(e: Expr): Certain {
    const found = this.#found(e);
    if (e.dtype !== 'i32' || e.kind === 'scanOutput' || this.given.has(e)) return found;
    const wraps = wrapping(
      e,
      operands(e).map((o) => this.evaluation.of(o)),
    );
    return found.map((c, i) => (wraps(i) ? worse(c, wide) : c));
  }

  #found(e: Expr): Certain {
    const given = this.given.get(e);
    if (given !== undefined) return given;
    const values = this.evaluation.of(e);
    const of = operands(e).map((o) => this.#known.get(o)!);
    const at = (k: number) => this.evaluation.of(operands(e)[k]!);
    switch (e.kind) {
      case 'input':
      case 'parameter':
      case 'constant':
      case 'iota':
        return Uint8Array.from(values, (v) => held(v, e.dtype));
      case 'reshape':
      case 'gradientRule':
        return of[0]!;
      case 'view': {
        const fill = held(e.fill, e.dtype);
        return Uint8Array.from(readBy(e), (from) => (from < 0 ? fill : of[0]![from]!));
      }
      case 'map':
        return mapped(
          e,
          values,
          e.args.map((a) => this.evaluation.of(a)),
          of,
        );
      case 'reduce':
        return reduced(e, values, at(0), of[0]!);
      case 'gather': {
        const length = values.length / Math.max(1, of[1]!.length);
        return Uint8Array.from(values, (_, i) => {
          const row = at(1)[Math.floor(i / length)]!;
          if (of[1]![Math.floor(i / length)]! !== bits) return open;
          return row >= 0 && row < e.source.shape[0]! ? of[0]![row * length + (i % length)]! : bits;
        });
      }
      case 'scatter': {
        const length = Math.max(1, elementCount(e.shape.slice(1)));
        if (of[0]!.some((c) => c !== bits)) return new Uint8Array(values.length).fill(open);
        return summed(values, at(1), of[1]!, (i) => at(0)[Math.floor(i / length)]! * length + (i % length), e.dtype);
      }
      case 'scanOutput': {
        const results = this.#scans.get(e.scan) ?? this.#looped(e.scan);
        this.#scans.set(e.scan, results);
        return results[e.index]!;
      }
    }
  }

  #looped(scan: Scan): Certain[] {
    const of = (e: Expr): readonly [Values, Certain] => [this.evaluation.of(e), this.#known.get(e)!];
    let carries = scan.initial.map(of);
    const stacked = scan.outputs.map((o) => new Uint8Array(scan.length * elementCount(o.shape)));
    for (let step = 0; step < scan.length; step++) {
      const t = scan.reverse ? scan.length - 1 - step : step;
      const fed = new Map<Expr, readonly [Values, Certain]>();
      for (const [i, leaf] of scan.carryInputs.entries()) fed.set(leaf, carries[i]!);
      for (const [i, leaf] of scan.constantInputs.entries()) fed.set(leaf, of(scan.constants[i]!));
      for (const [i, leaf] of scan.sliceInputs.entries()) {
        const [values, certain] = of(scan.sequences[i]!);
        const n = elementCount(leaf.shape);
        fed.set(leaf, [values.subarray(t * n, (t + 1) * n), certain.subarray(t * n, (t + 1) * n)]);
      }
      const feeds: Feeds = new Map([...fed].map(([leaf, [values]]) => [leaf, values]));
      const evaluation = new Evaluation(feeds);
      const body = new Certainty(evaluation, new Map([...fed].map(([leaf, [, certain]]) => [leaf, certain])));
      carries = scan.nextCarries.map((e) => [evaluation.of(e), body.of(e)] as const);
      for (const [i, o] of scan.outputs.entries()) {
        const row = body.of(o);
        stacked[i]!.set(row, t * row.length);
      }
    }
    return [...carries.map(([, certain]) => certain), ...stacked];
  }
}

/** Of a value that is computed exactly. Numbers below the normal ones are open: some backends take them for zero. */
function held(value: number, dtype: Expr['dtype']): number {
  if (dtype !== 'f32') return Math.abs(value) > countable ? wide : bits;
  if (value === 0 || !Number.isFinite(value)) return bits;
  return Math.fround(value) === value && Math.abs(value) >= 2 ** -126 ? bits : open;
}

const worse = Math.max;
/** Of what is computed with it. */
const counted = (c: number): number => (c === end ? wide : c);

function mapped(e: MapNode, values: Values, args: readonly Values[], of: readonly Certain[]): Certain {
  const f = evaluator(e.op, e.dtype);
  const { name } = e.op;
  const remainder = name === 'mod' && e.dtype === 'f32';
  const exact = remainder || rounded.has(name) || picks.has(name) || (e.dtype !== 'f32' && name !== 'pow');
  const out = new Uint8Array(values.length);
  const operand = new Array<number>(args.length);
  for (let i = 0; i < out.length; i++) {
    if (name === 'select') {
      const chosen = args[0]![i]! !== 0 ? 1 : 2;
      out[i] = of[0]![i]! === open ? open : of[chosen]![i]!;
      continue;
    }
    let least: number = bits;
    let zeros = 0;
    let special = e.dtype === 'f32' && !remainder && isSpecial(values[i]!);
    for (let k = 0; k < of.length; k++) {
      least = worse(least, counted(of[k]![i]!));
      special &&= of[k]![i]! === bits && (isSpecial(args[k]![i]!) || Number.isNaN(values[i]!));
      if (of[k]![i]! === zero) zeros |= 1 << k;
      if (of[k]![i]! === bits && Number.isNaN(args[k]![i]!) && spreadsNaN(e)) zeros = -1;
    }
    if (zeros === -1 || special) out[i] = bits;
    else if (name === 'toI32' && least === bits && isPastEnds(args[0]![i]!)) out[i] = end;
    else if (name === 'toF32' && of[0]![i]! === end) out[i] = end;
    else if (least === open || !exact) out[i] = open;
    else {
      let found = least === wide ? worse(wide, held(values[i]!, e.dtype)) : held(values[i]!, e.dtype);
      // zeros of either sign: which values are there?
      for (let signs = zeros; signs > 0; signs = (signs - 1) & zeros) {
        for (let k = 0; k < args.length; k++) operand[k] = signs & (1 << k) ? -args[k]![i]! : args[k]![i]!;
        const other = f(...operand);
        if (Object.is(other, values[i]!)) continue;
        found = worse(found, other === 0 && values[i] === 0 ? zero : open);
      }
      if (remainder) found = worse(found, worse(values[i] === 0 ? zero : bits, countedBy(args[0]![i]!, args[1]![i]!)));
      out[i] = found;
    }
  }
  return out;
}

/** Of a remainder: all count whole numbers; where floats stand for integers, quotients are counted as far as those. */
function countedBy(a: number, b: number): number {
  const whole = [a, b].every((v) => Number.isInteger(v) && Math.abs(v) <= countable);
  return whole && b !== 0 ? bits : Math.abs(a / b) >= countable ? wide : open;
}

function reduced(e: Reduce, values: Values, source: Values, of: Certain): Certain {
  const to = goesTo(e);
  if (e.monoid === 'sum') return summed(values, source, of, (i) => to[i]!, e.dtype);
  const out = new Uint8Array(values.length);
  // of a product: bits of the factors together, and how far their exponents go
  const digits = new Float64Array(values.length);
  const reach = new Float64Array(values.length);
  const isNaN_ = new Uint8Array(values.length);
  source.forEach((x, i) => {
    const at = to[i]!;
    out[at] = worse(out[at]!, counted(of[i]!));
    if (Number.isNaN(x) && of[i] === bits) isNaN_[at] = 1;
    if (e.monoid !== 'prod' || x === 0 || !Number.isFinite(x)) return;
    digits[at]! += digitsOf(x);
    reach[at]! += Math.abs(Math.log2(Math.abs(x)));
  });
  for (let at = 0; at < out.length; at++) {
    const value = values[at]!;
    if (isNaN_[at] === 1 && !e.monoid.startsWith('arg')) out[at] = bits;
    else if (out[at] === open) continue;
    else if (e.monoid === 'prod' && e.dtype === 'f32')
      out[at] = reach[at]! > 100 || digits[at]! > 24 ? open : Object.is(value + 0, 0) ? zero : bits;
    else if (out[at] === zero) out[at] = value === 0 && e.dtype === 'f32' ? zero : bits;
    else out[at] = worse(out[at]!, held(value, e.dtype));
  }
  return out;
}

/** Of sums of `terms` into the places `to`: exact in any order where all terms together have no more than 24 bits. */
function summed(values: Values, terms: Values, of: Certain, to: (i: number) => number, dtype: Expr['dtype']): Certain {
  const out = new Uint8Array(values.length);
  const total = new Float64Array(values.length);
  const unit = new Float64Array(values.length).fill(Infinity);
  const isNaN_ = new Uint8Array(values.length);
  terms.forEach((x, i) => {
    const at = to(i);
    if (!(at >= 0 && at < out.length)) return;
    out[at] = worse(out[at]!, counted(of[i]!));
    if (Number.isNaN(x) && of[i] === bits) isNaN_[at] = 1;
    if (x === 0 || !Number.isFinite(x)) return;
    total[at]! += Math.abs(x);
    unit[at] = Math.min(unit[at]!, unitOf(x));
  });
  for (let at = 0; at < out.length; at++) {
    if (dtype !== 'f32') out[at] = total[at]! > countable ? worse(out[at]!, wide) : out[at]!;
    else if (isNaN_[at] === 1) out[at] = bits;
    else if (out[at] !== open && total[at]! >= countable * unit[at]!) out[at] = open;
    else if (out[at] !== open) out[at] = values[at] === 0 ? zero : bits;
  }
  return out;
}

const float = new Float32Array(1);
const word = new Int32Array(float.buffer);

/** The place of the last bit of a float32 number. */
function unitOf(x: number): number {
  float[0] = x;
  const mantissa = (word[0]! & 0x7fffff) | 0x800000;
  const exponent = (word[0]! >>> 23) & 255;
  return 2 ** (exponent - 150 + 31 - Math.clz32(mantissa & -mantissa));
}

/** From the first to the last. */
const digitsOf = (x: number): number => Math.floor(Math.log2(Math.abs(x))) - Math.log2(unitOf(x)) + 1;
