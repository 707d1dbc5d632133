// The block of a value along an axis, as an expression of blocks and whole values of what is stored.
import { literal, makeIota, makeMap, makeReduce } from '../../../dsl/build.ts';
import type { Expr, Reduce } from '../../../dsl/expr.ts';
import { elementCount } from '../../../dsl/expr.ts';
import { composedView } from '../../../dsl/expression/composed.ts';
import { add, mul } from '../../../dsl/expression/pointwise.ts';
import { watch } from '../../../dsl/intern.ts';
import { composedReshape, recomposed } from '../compose.ts';
import { axesOfOperands, whole } from './axis.ts';
import type { Region } from './region.ts';

/** Where blocks of stored values come from: rows of a sequence in a loop, a range of the value after it. */
export interface Source {
  readonly size: number;
  readonly blockOf: (stored: Expr, axis: number) => Expr;
  readonly wholeOf: (stored: Expr) => Expr;
}

/** Thrown where something is needed whole that is not stored, or in blocks along an axis that it cannot be cut along. */
export class Uncut extends Error {}

export class Block {
  private readonly done = new Map<string, Expr>();
  constructor(
    private readonly region: Region,
    private readonly isStored: (e: Expr) => boolean,
    private readonly source: Source,
    /** is told of large sums beside the region that the block is computed from, and their axes */
    private readonly beside: Map<Expr, number>,
  ) {}

  /** What the block adds to an exit: its block along `axis`, or its sum over the block (null). */
  exit(e: Expr, axis: number | null): Expr {
    const sum = e as Reduce;
    const { inside } = this.region;
    return axis === null
      ? makeReduce('sum', this.of(sum.source, inside.get(sum.source)!), sum.axes)
      : this.computed(e, axis)!;
  }

  private of(e: Expr, axis: number): Expr {
    const key = `${e.id}:${axis}`;
    const known = this.done.get(key);
    if (known) return known;
    const { from } = watch;
    watch.from = e;
    const result = axis === whole ? this.all(e) : this.along(e, axis);
    watch.from = from;
    this.done.set(key, result);
    return result;
  }

  private all(e: Expr): Expr {
    if (this.region.inside.has(e)) throw new Uncut();
    if (e.kind === 'iota' || (e.kind === 'constant' && e.data.length === 1)) return e;
    // what is large and pointwise is computed in the loop: read there as a whole, it would be stored
    if (e.kind === 'view' || e.kind === 'reshape' || (e.kind === 'map' && !this.isStored(e)))
      return recomposed(e, (o) => this.of(o, whole));
    return this.source.wholeOf(this.early(e));
  }

  private along(e: Expr, axis: number): Expr {
    const isInside = this.region.inside.has(e);
    if (isInside && this.region.inside.get(e) !== axis) throw new Uncut();
    const isNeeded = isInside || !this.isStored(e);
    if (!isInside && isNeeded && e.kind === 'reduce') this.beside.set(e, axis);
    const result = isNeeded || e.kind === 'view' || e.kind === 'reshape' ? this.computed(e, axis) : null;
    if (result) return result;
    if (isNeeded) throw new Uncut();
    return this.source.blockOf(this.early(e), axis);
  }

  private early(e: Expr): Expr {
    if (this.region.after.has(e)) throw new Uncut();
    return e;
  }

  /** From the blocks of its operands; null where there are none. */
  private computed(e: Expr, axis: number): Expr | null {
    const axes = axesOfOperands(e, axis);
    if (!axes) return e.kind === 'reshape' && !this.isStored(e) ? this.reshaped(e.source, e.shape, axis) : null;
    const shape = e.shape.with(axis, this.source.size);
    const [first, ...others] = axes.map(([o, k]) => this.of(o, k)) as [Expr, ...Expr[]];
    if (e.kind === 'map') return makeMap(e.op, [first, ...others]);
    if (e.kind === 'view') return composedView(first, shape, e.axes, e.fill);
    if (e.kind === 'reduce') return makeReduce(e.monoid, first, e.axes);
    return composedReshape(first, shape);
  }

  /** Of values that positions alone decide (random numbers): the positions are computed, row by row. */
  private reshaped(e: Expr, shape: readonly number[], axis: number): Expr | null {
    const again = (o: Expr) => composedReshape(o, shape);
    if (e.kind === 'map') return this.of(makeMap(e.op, e.args.map(again)), axis);
    if (e.kind !== 'iota') return null;
    const strides = shape.map((_, k) => elementCount(shape.slice(k + 1)));
    return this.of(
      strides.reduce<Expr>((sum, s, k) => add(sum, mul(makeIota(shape, k), s)), literal(0, 'i32', shape)),
      axis,
    );
  }
}
