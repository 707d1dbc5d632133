// The loop that computes a region block by block: what keeps the axis is stacked, what is reduced over it adds up.
import { literal, makeInput, makeMap, makeScanOutput } from '../../../dsl/build.ts';
import type { Expr, Input, Scan } from '../../../dsl/expr.ts';
import { elementCount } from '../../../dsl/expr.ts';
import { concat, permute, rangeOf } from '../../../dsl/expression/views.ts';
import { nextId } from '../../../dsl/intern.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import { composedReshape } from '../compose.ts';
import { Block, type Source, Uncut } from './block.ts';
import type { Cut, Region } from './region.ts';

export interface Looped {
  /** what leaves the loop, by the value that it is */
  readonly results: ReadonlyMap<Expr, Expr>;
  /** large sums beside the region that it computes too, and their axes */
  readonly beside: ReadonlyMap<Expr, number>;
}

/** What is done to the results of a loop's body. */
export type Body = (roots: readonly Expr[]) => readonly Expr[];

/** Throws Uncut where the region cannot be computed in blocks. */
export function loopOf(region: Region, cut: Cut, isStored: (e: Expr) => boolean, body: Body): Looped {
  const exits = [...region.exits];
  const slices = new Map<Expr, Input>();
  const wholes = new Map<Expr, Input>();
  const placeholder = (e: Expr, shape: readonly number[], of: Map<Expr, Input>): Input => {
    const input = of.get(e) ?? makeInput(`block${of.size}`, shape, e.dtype);
    of.set(e, input);
    return input;
  };
  const beside = new Map<Expr, number>();
  const exitsIn = (source: Source): Expr[] => {
    const block = new Block(region, isStored, source, beside);
    return exits.map(([e, axis]) => block.exit(e, axis));
  };
  const values = exitsIn({
    size: cut.size,
    blockOf: (e, axis) => placeholder(sequence(e, axis, cut, region.isLarge(e)), e.shape.with(axis, cut.size), slices),
    wholeOf: (e) => placeholder(e, e.shape, wholes),
  });
  const rest =
    cut.rest > 0
      ? exitsIn({
          size: cut.rest,
          blockOf: (e, axis) => rangeOf(e, axis, cut.count * cut.size, cut.rest),
          wholeOf: (e) => e,
        })
      : [];
  const joined = exits.flatMap(([e, axis], i) => (axis === null ? [{ e, i }] : []));
  const stacked = exits.flatMap(([e, axis], i) => (axis === null ? [] : [{ e, i, axis }]));
  const carryInputs = joined.map(({ e }, i) => makeInput(`sum${i}`, e.shape, e.dtype));
  const added = joined.map(({ i }, c) => makeMap(scalars.add, [carryInputs[c]!, values[i]!]));
  const roots = body([...added, ...stacked.map(({ i }) => values[i]!)]);
  const scan: Scan = Object.freeze({
    id: nextId(),
    length: cut.count,
    reverse: false,
    initial: joined.map(({ e, i }) => rest[i] ?? literal(0, e.dtype, e.shape)),
    sequences: [...slices.keys()],
    constants: [...wholes.keys()],
    carryInputs,
    sliceInputs: [...slices.values()],
    constantInputs: [...wholes.values()],
    nextCarries: roots.slice(0, joined.length),
    outputs: roots.slice(joined.length),
  });
  const results = new Map<Expr, Expr>(joined.map(({ e }, i) => [e, makeScanOutput(scan, i)]));
  stacked.forEach(({ e, i, axis }, o) => {
    const rows = unstacked(makeScanOutput(scan, joined.length + o), axis);
    results.set(e, rest[i] ? concat(axis, [rows, rest[i]]) : rows);
  });
  return { results, beside };
}

/** [..., n, ...] -> [count, ..., size, ...] */
function sequence(e: Expr, axis: number, { count, size }: Cut, isLarge: boolean): Expr {
  // anything but the beginning of what is stored would be a copy
  if (isLarge && elementCount(e.shape.slice(0, axis)) > 1) throw new Uncut();
  const cut = rangeOf(e, axis, 0, count * size);
  if (elementCount(e.shape.slice(0, axis)) === 1) return composedReshape(cut, [count, ...e.shape.with(axis, size)]);
  const split = composedReshape(cut, e.shape.toSpliced(axis, 1, count, size));
  return permute(split, [axis, ...[...split.shape.keys()].filter((k) => k !== axis)]);
}

/** [count, ..., size, ...] -> [..., count size, ...] */
function unstacked(e: Expr, axis: number): Expr {
  const [count, ...block] = e.shape as [number, ...number[]];
  const shape = block.with(axis, count * block[axis]!);
  if (elementCount(block.slice(0, axis)) === 1) return composedReshape(e, shape);
  return composedReshape(permute(e, [...e.shape.keys()].slice(1).toSpliced(axis, 0, 0)), shape);
}
