// Random expressions of a given element type and shape, over operands of any: integers and truth values beside real numbers.
// What jumps, a comparison or a rounding, is asked only of exact operands, at places where no small step reaches the jump.
import {
  axisMap,
  literal,
  makeGather,
  makeGradientRule,
  makeIota,
  makeReduce,
  makeScatter,
  makeView,
} from '../../../dsl/build.ts';
import type { DType } from '../../../dsl/dtype.ts';
import { type Expr, topological } from '../../../dsl/expr.ts';
import { broadcastTo, map } from '../../../dsl/scalar/map.ts';
import type { ScalarOp } from '../../../dsl/scalar/op.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from './choices.ts';

/** Exact real operands are whole multiples of this, and those of one leaf differ. */
export const grid = 1 / 8;

const comparisons = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const;

export class Typed {
  readonly #operands: Expr[];
  readonly #exact: Set<Expr>;

  /** `near`: those operands that change from turn to turn */
  constructor(
    readonly choices: Choices,
    operands: readonly Expr[],
    exact: Iterable<Expr>,
    private readonly near: readonly Expr[] = [],
  ) {
    this.#operands = [...operands];
    this.#exact = new Set(exact);
  }

  get operands(): readonly Expr[] {
    return this.#operands;
  }

  get exact(): ReadonlySet<Expr> {
    return this.#exact;
  }

  add(...made: readonly Expr[]): void {
    this.#operands.push(...made);
  }

  /** With more operands; those that hold the elements of exact ones are exact. */
  within(more: readonly Expr[], exact: readonly Expr[]): Typed {
    // what is near is read as often as all else together
    return new Typed(this.choices, [...this.#operands, ...more, ...more], [...this.#exact, ...exact], more);
  }

  of(dtype: DType, shape: readonly number[], depth: number): Expr {
    if (dtype === 'i32') return this.whole(shape, depth);
    return dtype === 'bool' ? this.truth(shape, depth) : this.real(shape, depth);
  }

  /** An operand of the type, viewed in the shape. */
  leaf(dtype: DType, shape: readonly number[], exact = false): Expr {
    const all = this.#operands.filter((e) => e.dtype === dtype && (!exact || this.#exact.has(e)));
    if (all.length === 0) return literal(this.choices.from(dtype === 'f32' ? [0.5, 1, -0.75] : [0, 1]), dtype, shape);
    const alike = all.filter((e) => e.shape.join() === shape.join());
    const chosen = this.choices.from(alike.length > 0 && !this.choices.oneIn(4) ? alike : all);
    return this.fitted(chosen, shape);
  }

  /** x in the shape: broadcast, or with one place taken along the axes that do not fit. */
  fitted(x: Expr, shape: readonly number[]): Expr {
    const extra = shape.length - x.shape.length;
    if (extra >= 0 && x.shape.every((d, k) => d === 1 || d === shape[k + extra])) return broadcastTo(x, shape);
    const axes = x.shape.map((d, k) => {
      const to = k + extra;
      const kept = to >= 0 && d === shape[to];
      return kept
        ? axisMap(shape.length, to)
        : { ...axisMap(shape.length, 0, 0, d === 0 ? 0 : this.choices.below(d)), divisor: 1 };
    });
    return makeView(
      x,
      shape,
      axes.map((a) => ({ ...a, coefficients: a.coefficients.slice(0, shape.length) })),
    );
  }

  real(shape: readonly number[], depth: number): Expr {
    const { choices } = this;
    if (depth <= 0) return this.leaf('f32', shape);
    const next = () => this.real(shape, depth - 1);
    const makers: readonly (() => Expr)[] = [
      () => this.leaf('f32', shape),
      () => map(choices.from([scalars.sin, scalars.tanh, scalars.sigmoid, scalars.cos]), next()),
      () => map(choices.from([scalars.neg, scalars.abs, scalars.erf]), next()),
      () => map(choices.from([scalars.add, scalars.sub]), next(), this.leaf('f32', shape)),
      () => map(scalars.mul, map(scalars.add, next(), next()), 0.5),
      () => map(scalars.mul, next(), this.bounded(this.leaf('f32', shape))),
      () => map(choices.from([scalars.max, scalars.min]), next(), this.leaf('f32', shape)),
      () => map(scalars.div, next(), map(scalars.add, map(scalars.sin, this.leaf('f32', shape)), 2)),
      () => map(scalars.select, this.truth(shape, depth - 1), next(), next()),
      () => this.guarded(shape, depth),
      () => map(scalars.mul, map(scalars.toF32, this.whole(shape, depth - 1)), this.bounded(this.leaf('f32', shape))),
      () => map(scalars.mul, map(scalars.toF32, this.truth(shape, depth - 1)), next()),
      () => this.rows('f32', shape, depth) ?? next(),
      () => this.scattered(shape, depth) ?? next(),
      () => this.reduced('f32', choices.from(['sum', 'max', 'min', 'prod']), shape, depth),
      () => this.product(shape) ?? next(),
      () => this.ruled(shape, depth),
    ];
    return choices.from(makers)();
  }

  whole(shape: readonly number[], depth: number): Expr {
    const { choices } = this;
    if (depth <= 0) return choices.oneIn(4) ? this.number(shape) : this.leaf('i32', shape);
    const next = () => this.whole(shape, depth - 1);
    const makers: readonly (() => Expr)[] = [
      () => this.leaf('i32', shape),
      () => map(choices.from([scalars.add, scalars.sub, scalars.max, scalars.min]), next(), this.whole(shape, 0)),
      () => map(scalars.mod, map(scalars.mul, next(), this.whole(shape, 0)), choices.from([13, -7])),
      () => map(choices.from([scalars.div, scalars.mod]), next(), this.whole(shape, 0)),
      () => map(choices.from([scalars.div, scalars.mod]), next(), choices.from([2, 3, -2, -3, -1])),
      () => map(choices.from([scalars.neg, scalars.abs, scalars.sign]), next()),
      () => map(scalars.select, this.truth(shape, depth - 1), next(), next()),
      () => map(scalars.toI32, this.truth(shape, depth - 1)),
      () => map(scalars.toI32, map(scalars.mul, this.clear(shape), choices.from([1, 1, -1]))),
      () => this.best(shape),
      () => this.rows('i32', shape, depth) ?? next(),
      () => this.reduced('i32', choices.from(['sum', 'max', 'min']), shape, depth),
      () => (shape.length === 0 ? next() : map(scalars.add, makeIota(shape, choices.below(shape.length)), next())),
    ];
    return choices.from(makers)();
  }

  truth(shape: readonly number[], depth: number): Expr {
    const { choices } = this;
    if (depth <= 0) return choices.oneIn(2) ? this.leaf('bool', shape) : this.beyond(shape);
    const next = () => this.truth(shape, depth - 1);
    const makers: readonly (() => Expr)[] = [
      () => this.leaf('bool', shape),
      () => this.beyond(shape),
      () => map(scalars[choices.from(comparisons)], this.whole(shape, depth - 1), this.whole(shape, 0)),
      () => map(choices.from([scalars.and, scalars.or]), next(), next()),
      () => map(scalars.not, next()),
      () => map(choices.from([scalars.equal, scalars.notEqual, scalars.less]), next(), this.truth(shape, 0)),
      () => map(scalars.select, next(), next(), this.truth(shape, 0)),
      () => map(scalars.toBool, this.whole(shape, depth - 1)),
      () => this.reduced('bool', choices.from(['max', 'min']), shape, depth),
    ];
    return choices.from(makers)();
  }

  /** |y| <= 1 */
  bounded(x: Expr): Expr {
    return map(this.choices.from([scalars.sin, scalars.tanh]), x);
  }

  /** A carry's next value, of a size that does not grow from turn to turn. */
  kept(x: Expr): Expr {
    const { choices } = this;
    if (x.dtype === 'bool') return x;
    if (x.dtype === 'i32') return choices.oneIn(2) ? map(scalars.mod, x, choices.from([11, -5])) : clamped(x, 9);
    return choices.oneIn(3) ? clamped(x, 2) : this.bounded(x);
  }

  private number(shape: readonly number[]): Expr {
    return literal(this.choices.from([0, 1, 2, 3, -1, -2, 5]), 'i32', shape);
  }

  /** An exact operand, half a step beside the grid that it is on. */
  private clear(shape: readonly number[]): Expr {
    const leaf = this.leaf('f32', shape, true);
    return map(scalars.add, leaf, grid / 2);
  }

  /** Does an exact operand lie beyond a bound? */
  private beyond(shape: readonly number[]): Expr {
    const op: ScalarOp = scalars[this.choices.from(['less', 'lessEqual', 'greater', 'greaterEqual'] as const)];
    return map(op, this.clear(shape), this.choices.from([0, 0, 0.5, -0.5, 1]));
  }

  /** x > c ? f(x - c) : .., of f that has no values, or no derivative, on the other side */
  private guarded(shape: readonly number[], depth: number): Expr {
    const { choices } = this;
    const from = this.clear(shape);
    const bound = choices.from([0, 0.5, -0.5]);
    const distance = map(scalars.sub, from, bound);
    const f = map(choices.from([scalars.sqrt, scalars.log, scalars.rsqrt, scalars.reciprocal]), distance);
    const taken = map(scalars.mul, map(scalars.tanh, f), this.leaf('f32', shape));
    const [weighted, zero] = [choices.oneIn(2), literal(0, 'f32', shape)];
    const other = choices.oneIn(3) ? zero : this.real(shape, depth - 1);
    // what a loop is given is told a derivative of 0 by it, not where that counts: such an f is chosen outside, as a whole
    const isOutside = this.near.length > 0 && !topological([from]).some((e) => this.near.includes(e));
    const [yes, no] = isOutside ? [map(scalars.tanh, f), zero] : [weighted ? taken : map(scalars.tanh, f), other];
    return choices.oneIn(2)
      ? map(scalars.select, map(scalars.greater, from, bound), yes, no)
      : map(scalars.select, map(scalars.lessEqual, from, bound), no, yes);
  }

  /** Rows of a table, by data; a row beyond the last is 0 for integers. */
  private rows(dtype: DType, shape: readonly number[], depth: number): Expr | null {
    const tables = this.#operands.filter((e) => e.dtype === dtype && (e.shape[0] ?? 0) > 0);
    if (tables.length === 0) return null;
    const table = this.choices.from(tables);
    const rest = table.shape.slice(1);
    const leading = shape.slice(0, shape.length - rest.length);
    if (rest.length > shape.length || rest.join() !== shape.slice(leading.length).join()) return null;
    const index = map(scalars.mod, this.whole(leading, depth - 1), table.shape[0]!);
    return makeGather(table, index);
  }

  /** Rows added by data, some of which are beyond the last. */
  private scattered(shape: readonly number[], depth: number): Expr | null {
    if (shape.length === 0 || shape[0] === 0) return null;
    const count = this.choices.from([1, 2, 3]);
    const updates = this.real([count, ...shape.slice(1)], depth - 1);
    return makeScatter(shape[0]!, this.whole([count], depth - 1), updates);
  }

  private reduced(dtype: DType, monoid: 'sum' | 'max' | 'min' | 'prod', shape: readonly number[], depth: number): Expr {
    const axis = this.choices.below(shape.length + 1);
    const wide = shape.toSpliced(axis, 0, this.choices.from([1, 2, 3]));
    const reduced = makeReduce(monoid, this.of(dtype, wide, depth - 1), [axis]);
    return dtype === 'f32' ? map(scalars.tanh, reduced) : reduced;
  }

  /** sum_k w[i, k] x[k] */
  private product(shape: readonly number[]): Expr | null {
    const inner = this.choices.from([2, 3]);
    const [w, x] = [this.leaf('f32', [...shape, inner]), this.leaf('f32', [inner])];
    return this.bounded(makeReduce('sum', map(scalars.mul, w, x), [shape.length]));
  }

  /** The place of the largest or smallest of exact values, or of integers. */
  private best(shape: readonly number[]): Expr {
    const { choices } = this;
    const wide = [...shape, choices.from([1, 2, 3])];
    const all = this.#operands.filter((e) => this.#exact.has(e) && e.shape.join() === wide.join());
    const source = all.length > 0 && choices.oneIn(2) ? choices.from(all) : this.whole(wide, 0);
    return makeReduce(choices.from(['argMax', 'argMin']), source, [shape.length]);
  }

  /** Values with their derivatives given, and values without. */
  private ruled(shape: readonly number[], depth: number): Expr {
    const { choices } = this;
    if (choices.oneIn(3))
      return map(
        scalars.mul,
        makeGradientRule(this.real(shape, depth - 1), [], () => []),
        this.bounded(this.leaf('f32', shape)),
      );
    // of a value of the turn: a loop captures what else the rule reads, apart from what its derivative is by
    const near = this.near.filter((e) => e.dtype === 'f32');
    const y = this.leaf('f32', shape);
    const some = near.length === 0 ? this.leaf('f32', shape) : this.fitted(choices.from(near), shape);
    const x = map(scalars.add, some, this.real(shape, depth - 1));
    const [sine, cosine] = [map(scalars.sin, x), map(scalars.cos, x)];
    return makeGradientRule(map(scalars.mul, sine, y), [x, y], (g) => [
      map(scalars.mul, g, map(scalars.mul, cosine, y)),
      map(scalars.mul, g, sine),
    ]);
  }
}

/** min(max(x, -most), most) */
function clamped(x: Expr, most: number): Expr {
  return map(scalars.min, map(scalars.max, x, -most), most);
}
