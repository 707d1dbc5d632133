// The expressions that a program under construction has so far, with their values: an instruction asks for an operand
// that it can take, and is given one.
import { axisMap, literal, makeIota, makeReshape, makeView } from '../../../dsl/build.ts';
import type { DType } from '../../../dsl/dtype.ts';
import { type AxisMap, type Expr, elementCount, topological } from '../../../dsl/expr.ts';
import { broadcastTo, map } from '../../../dsl/scalar/map.ts';
import type { Domain } from '../../../dsl/scalar/op.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import { Evaluation, type Values } from '../../../runtime/backends/reference/index.ts';
import type { Choices } from './choices.ts';
import type { Leaf } from './specimen.ts';

/** Elements of the largest expression. */
const largest = 300;
/** Larger values are scaled down: products of products would leave the range of float32. */
const loudest = 32;
/** Larger integers leave no room: on GPUs they are exact to 2^24. */
const mostCounted = 2 ** 20;
/** How far, at least, a computed value stays from a point where a step function jumps. */
const clearance = 2e-3;

export class Pool {
  readonly #expressions: Expr[] = [];
  readonly #leaves: Leaf[] = [];
  readonly #exact = new Set<Expr>();
  /** what nothing uses yet */
  readonly #loose = new Set<Expr>();
  readonly #feeds = new Map<Expr, Values>();
  readonly #evaluation = new Evaluation(this.#feeds);

  constructor(
    leaves: readonly Leaf[],
    readonly choices: Choices,
  ) {
    for (const leaf of leaves) this.leaf(leaf);
  }

  /** One leaf more: a layer brings its parameters. */
  leaf(leaf: Leaf): Expr {
    this.#leaves.push(leaf);
    this.#feeds.set(leaf.expr, leaf.values);
    this.#exact.add(leaf.expr);
    this.#expressions.push(leaf.expr);
    this.#loose.add(leaf.expr);
    return leaf.expr;
  }

  /** Keeps what an instruction made, scaled down if it is loud; what is too large, empty or not finite is dropped. */
  keep(made: Expr): boolean {
    if (elementCount(made.shape) > largest) return false;
    const values = this.values(made);
    if (!values.every(Number.isFinite)) return false;
    const loud = values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    if (made.dtype === 'i32' && loud > mostCounted) return false;
    const quiet =
      loud > loudest && made.dtype === 'f32' ? map(scalars.mul, made, 2 ** -Math.ceil(Math.log2(loud / 2))) : made;
    for (const e of topological([quiet])) this.#loose.delete(e);
    this.#expressions.push(quiet);
    this.#loose.add(quiet);
    return true;
  }

  values(e: Expr): Values {
    return this.#evaluation.of(e);
  }

  /** What was made and is used by nothing, in order: the outputs of a program that computes nothing in vain. */
  roots(): Expr[] {
    const leaves = new Set<Expr>(this.#leaves.map((l) => l.expr));
    return [...this.#loose].filter((e) => !leaves.has(e));
  }

  get leaves(): readonly Leaf[] {
    return this.#leaves;
  }

  /** Values that no backend rounds: leaves, and what only moves their elements. Comparing them is safe. */
  isExact(e: Expr): boolean {
    return e.dtype !== 'f32' || this.#exact.has(e);
  }

  /** `made` only moves elements of `source`. */
  moved(made: Expr, source: Expr): Expr {
    if (this.#exact.has(source)) this.#exact.add(made);
    return made;
  }

  /** An f32 operand: mostly one of the latest, so that programs become deep. */
  real(rank = 0): Expr {
    const found = this.#expressions.filter((e) => e.dtype === 'f32' && e.shape.length >= rank);
    if (found.length === 0) return this.expanded(this.#expressions.find((e) => e.dtype === 'f32')!, rank);
    return this.choices.oneIn(4)
      ? this.choices.from(found)
      : found.at(-1 - this.choices.below(Math.min(2, found.length)))!;
  }

  exact(): Expr {
    return this.choices.from([...this.#exact].filter((e) => e.dtype === 'f32'));
  }

  /** An integer operand, as `real`; where there is none yet, an index. */
  whole(): Expr {
    return this.#latest('i32') ?? makeIota(this.shape(1, 2), 0);
  }

  /** A truth value, as `real`; where there is none yet, where an index is less than another number. */
  truth(): Expr {
    return this.#latest('bool') ?? map(scalars.less, this.whole(), 1 + this.choices.below(3));
  }

  #latest(dtype: DType): Expr | undefined {
    const found = this.#expressions.filter((e) => e.dtype === dtype);
    if (found.length === 0) return undefined;
    return this.choices.oneIn(3)
      ? this.choices.from(found)
      : found.at(-1 - this.choices.below(Math.min(2, found.length)));
  }

  /** An operand of this shape: any expression of the type, brought to it by broadcasting or by some view. */
  fitted(shape: readonly number[], dtype: DType = 'f32'): Expr {
    const loose = [...this.#loose].filter((e) => e.dtype === dtype);
    const known = this.#expressions.filter((e) => e.dtype === dtype);
    const all = known.length > 0 ? known : [dtype === 'bool' ? this.truth() : this.whole()];
    const y = this.choices.from(loose.length > 0 && this.choices.oneIn(2) ? loose : all);
    const aligned =
      y.shape.length <= shape.length && y.shape.every((d, i) => [1, shape.at(i - y.shape.length)].includes(d));
    if (!aligned) return this.view(y, shape, 0);
    return dtype === 'f32' ? map(scalars.add, y, literal(0, 'f32', shape)) : broadcastTo(y, shape);
  }

  /** An operand with values inside the domain: `x` itself, or x bent into it. */
  inside(x: Expr, { low, high }: Domain): Expr {
    if (this.values(x).every((v) => v >= low && v <= high)) return x;
    const share = map(scalars.sigmoid, x);
    return map(scalars.add, map(scalars.mul, share, high - low), low);
  }

  /** Is each value away from all points where a step function jumps, or is it exact? */
  clearOf(x: Expr, distance: (v: number) => number): boolean {
    return this.isExact(x) || this.values(x).every((v) => distance(v) > clearance * Math.max(1, Math.abs(v)));
  }

  /** Any affine view of x with this shape. */
  view(x: Expr, shape: readonly number[], fill: number): Expr {
    const moves = shape.map(() => this.choices.below(x.shape.length + 1));
    const axes = x.shape.map((_, k): AxisMap => {
      const coefficients = shape.map((_, j) => (moves[j] === k ? this.choices.from([1, 1, 1, -1, 2]) : 0));
      return { offset: this.choices.from([0, 0, 0, 1, 2, -1]), coefficients, divisor: this.choices.from([1, 1, 1, 2]) };
    });
    return this.moved(makeView(x, shape, axes, fill), x);
  }

  /** x with axes of 1 before its own, up to the rank. */
  expanded(x: Expr, rank: number): Expr {
    const extra = Math.max(0, rank - x.shape.length);
    return extra === 0 ? x : this.moved(makeReshape(x, [...new Array<number>(extra).fill(1), ...x.shape]), x);
  }

  /** A view that changes only how axis `k` is read. */
  along(
    x: Expr,
    k: number,
    extent: number,
    read: { coefficient?: number; offset?: number; divisor?: number; fill?: number },
  ): Expr {
    const { coefficient = 1, offset = 0, divisor = 1, fill = 0 } = read;
    const rank = x.shape.length;
    const axes = x.shape.map((_, j) => (j === k ? axisMap(rank, k, coefficient, offset, divisor) : axisMap(rank, j)));
    return this.moved(makeView(x, x.shape.with(k, extent), axes, fill), x);
  }

  shape(least: number, most: number): number[] {
    return Array.from({ length: least + this.choices.below(most - least + 1) }, () => this.extent());
  }

  extent(): number {
    return this.choices.from([1, 2, 3, 4, 5, 7, 8]);
  }

  axis(x: Expr): number {
    return this.choices.below(x.shape.length);
  }
}

/** Makes an expression from the pool, or null where there is none to make. */
export type Instruction = (pool: Pool) => Expr | null;
