// Random well-typed programs: a list of choices is read as instructions, each of which makes a new expression from
// earlier ones. What the ops never build, the compiler must still get right.
import fc from 'fast-check';
import {
  literal,
  makeConstant,
  makeGather,
  makeInput,
  makeIota,
  makeReduce,
  makeReshape,
  makeScatter,
  makeView,
} from '../../dsl/build.ts';
import { type AxisMap, type Expr, elementCount, type Input, topological } from '../../dsl/expr.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { map } from '../../dsl/scalar/map.ts';
import type { ScalarOp } from '../../dsl/scalar/op.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { loop } from './scans.ts';

export interface RandomProgram {
  readonly inputs: readonly { readonly leaf: Input; readonly value: readonly number[] }[];
  readonly outputs: readonly Expr[];
  /** every expression on the way */
  readonly all: readonly Expr[];
}

const largest = 400;

export const programs: fc.Arbitrary<RandomProgram> = fc
  .array(fc.nat({ max: 9999 }), { minLength: 30, maxLength: 240, size: 'max' })
  .map((choices) => new Builder(choices).program());

const unary: readonly ScalarOp[] = [scalars.neg, scalars.abs, scalars.sin, scalars.tanh, scalars.sigmoid, scalars.erf];
const binary: readonly ScalarOp[] = [scalars.add, scalars.sub, scalars.mul, scalars.mul, scalars.max, scalars.min];

class Builder {
  private next = 0;
  private readonly inputs: { leaf: Input; value: number[] }[] = [];
  private readonly pool: Expr[] = [];
  /** expressions whose values are values of leaves: comparing them does not depend on rounding */
  private readonly exact = new Set<Expr>();

  constructor(private readonly choices: readonly number[]) {}

  program(): RandomProgram {
    for (let i = 0; i < 3; i++) this.input(i);
    while (this.next < this.choices.length) {
      // mostly the latest: programs become deep
      const x = this.below(4) === 0 ? this.from(this.pool) : this.pool.at(-1 - this.below(2))!;
      const made = this.instruction(x);
      if (made !== null && elementCount(made.shape) <= largest) this.pool.push(made);
    }
    const inputs = new Set<Expr>(this.inputs.map((i) => i.leaf));
    const made = this.pool.filter((e) => !inputs.has(e));
    return { inputs: this.inputs, outputs: made.length === 0 ? [this.pool[0]!] : made.slice(-3), all: this.pool };
  }

  private below(n: number): number {
    return (this.choices[this.next++] ?? 0) % n;
  }

  private from<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  private shape(least: number, most: number): number[] {
    return Array.from({ length: least + this.below(most - least + 1) }, () => this.from([1, 2, 3, 4, 5, 8]));
  }

  private input(i: number): void {
    const shape = this.shape(1, 3);
    const leaf = makeInput(`x${i}`, shape, 'f32');
    const value = Array.from({ length: elementCount(shape) }, (_, j) =>
      Math.fround(Math.sin(17 * j + 5 * i + 1) * 1.5),
    );
    this.inputs.push({ leaf, value });
    this.pool.push(leaf);
    this.exact.add(leaf);
  }

  private instruction(x: Expr): Expr | null {
    switch (this.below(13)) {
      case 0:
        return map(this.from(unary), x);
      case 1:
        return map(this.from(binary), x, this.fitted(x.shape));
      case 2:
        return this.moved(this.view(x, this.shape(0, 3), this.from([0, 0, 0.5])), x);
      case 3:
        return this.moved(makeReshape(x, this.refactored(x.shape)), x);
      case 4:
        return x.shape.length === 0 ? null : makeReduce(this.from(['sum', 'max', 'min', 'prod']), x, this.axes(x));
      case 5:
        return this.contraction(x);
      case 6:
        return x.shape.length === 0 ? null : this.moved(makeGather(x, this.rows(this.shape(1, 2), x.shape[0]!)), x);
      case 7: {
        const rows = 1 + this.below(5);
        return x.shape.length === 0 ? null : makeScatter(rows, this.rows([x.shape[0]!], rows + 1), x);
      }
      case 8:
        return this.loop(x);
      case 9:
        return this.derivative(x);
      case 10:
        return this.chosen();
      case 11:
        return this.counted(x);
      default:
        return map(this.from(binary), x, this.from([0.5, 2, -1, 0, 1]));
    }
  }

  /** A view or a gather of exact values is exact. */
  private moved(made: Expr, source: Expr): Expr {
    if (this.exact.has(source)) this.exact.add(made);
    return made;
  }

  /** Any affine view of x with this shape. */
  private view(x: Expr, shape: readonly number[], fill: number): Expr {
    const moves = shape.map(() => this.below(x.shape.length + 1));
    const axes = x.shape.map((_, k): AxisMap => {
      const coefficients = shape.map((_, j) => (moves[j] === k ? this.from([1, 1, 1, -1, 2]) : 0));
      return { offset: this.from([0, 0, 0, 1, 2, -1]), coefficients, divisor: this.from([1, 1, 1, 2]) };
    });
    return makeView(x, shape, axes, fill);
  }

  /** An earlier expression, brought to the shape. */
  private fitted(shape: readonly number[]): Expr {
    const y = this.from(this.pool);
    const fits =
      y.shape.length <= shape.length && y.shape.every((d, i) => [1, shape.at(i - y.shape.length)].includes(d));
    return fits ? y : this.view(y, shape, 0);
  }

  private refactored(shape: readonly number[]): number[] {
    const n = elementCount(shape);
    const a = this.from([1, 2, 3, 4, n].filter((d) => n % d === 0));
    return this.from([[n], [a, n / a], [n / a, a], [1, n / a, 1, a]]);
  }

  private axes(x: Expr): number[] {
    const all = [...x.shape.keys()];
    const some = all.filter(() => this.below(2) === 0);
    return some.length === 0 ? [this.from(all)] : some;
  }

  /** sum_k x[.., k] y[k, j] */
  private contraction(x: Expr): Expr {
    const n = elementCount(x.shape);
    const k = x.shape.at(-1) ?? 1;
    const left = makeReshape(x, [n / k, k]);
    const j = this.from([1, 3, 4, 8]);
    const right = this.fitted([k, j]);
    const product = map(
      scalars.mul,
      makeReshape(left, [n / k, k, 1]),
      makeReshape(this.full(right, [k, j]), [1, k, j]),
    );
    return makeReduce('sum', product, [1]);
  }

  private full(x: Expr, shape: readonly number[]): Expr {
    return map(scalars.add, x, literal(0, 'f32', shape));
  }

  /** indices in [0, below), or a row out of range now and then for what drops it */
  private rows(shape: readonly number[], below: number): Expr {
    const data = Int32Array.from({ length: elementCount(shape) }, () => this.below(below));
    return makeConstant(data, shape, 'i32');
  }

  private loop(x: Expr): Expr {
    const length = Math.min(6, Math.max(1, Math.floor(elementCount(x.shape) / 2)));
    const row = () => this.full(this.fitted([2]), [2]);
    const results = loop(length, this.below(2) === 1, [row(), row(), this.view(x, [length, 2], 0), row()]);
    return this.from([0, 1, 3, 4].map((i) => results[i]!));
  }

  private derivative(x: Expr): Expr {
    const loss = makeReduce('sum', x, [...x.shape.keys()]);
    const reached = this.inputs.map((i) => i.leaf).filter((leaf) => topological([x]).includes(leaf));
    return reached.length === 0 ? x : gradient(loss, [this.from(reached)])[0]!;
  }

  /** select by a comparison, or an argMax, of exact values */
  private chosen(): Expr | null {
    const x = this.from([...this.exact]);
    if (this.below(2) === 0) {
      const condition = map(this.from([scalars.greater, scalars.lessEqual, scalars.notEqual]), x, 0.25);
      return map(scalars.select, condition, this.full(this.fitted(x.shape), x.shape), x);
    }
    if (x.shape.length === 0) return null;
    return map(scalars.toF32, makeReduce(this.from(['argMax', 'argMin']), x, this.axes(x)));
  }

  /** integer arithmetic on indices */
  private counted(x: Expr): Expr | null {
    if (x.shape.length === 0) return null;
    const i = makeIota(x.shape, this.below(x.shape.length));
    const n = map(this.from([scalars.mod, scalars.div, scalars.sub, scalars.mul]), i, this.from([2, 3, -2]));
    return map(scalars.mul, map(scalars.toF32, n), x);
  }
}
