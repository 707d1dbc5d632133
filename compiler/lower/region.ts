// A region is the graph of the program, or of one scan's body: its values are fused and lowered to steps in the order
// in which they were written.
import type { Expr, Reduce, Scan, ScanOutput, Scatter } from '../../dsl/expr.ts';
import { elementCount } from '../../dsl/expr.ts';
import { watch } from '../../dsl/intern.ts';
import { isLeaf } from '../graph.ts';
import { fuse } from '../passes/fuse.ts';
import { groupSiblings } from '../passes/group.ts';
import { placedAs } from '../passes/views.ts';
import type { Extents } from '../program/indices.ts';
import { axisIndex, combine } from '../program/indices.ts';
import { extremeOf } from '../program/monoid.ts';
import type { AxisId, BufferId, Copy, Kernel, ScatterKernel, Step } from '../program/types.ts';
import { manyUpdates, partsLength } from '../scatterParts.ts';
import type { ProgramBuilder } from './builder.ts';
import { type Folded, lowerKernel, lowerScatter } from './kernel.ts';
import type { Place } from './value.ts';

/** A value that must be at a place when the region has run. */
export interface Destination {
  readonly value: Expr;
  readonly place: Place;
}

/** A value that replaces a leaf's when the region has run (all readers of the leaf see the old one). */
export interface Replacement {
  readonly value: Expr;
  readonly to: BufferId;
}

export interface Lowered {
  readonly steps: readonly Step[];
  /** to be done when all steps have run */
  readonly copies: readonly Copy[];
}

export function lowerRegion(
  builder: ProgramBuilder,
  leaves: ReadonlyMap<Expr, Place>,
  destinations: readonly Destination[],
  replacements: readonly Replacement[],
  counters: Extents,
): Lowered {
  const region = new Region(builder, new Map(leaves), counters);
  return region.lower(destinations, replacements);
}

class Region {
  private readonly steps: Step[] = [];
  /** the results of each scan that something reads */
  private readonly scans = new Map<Scan, ScanOutput[]>();
  /** where the rows go that this region, the body of a loop, gives */
  private readonly rows = new Set<BufferId>();

  constructor(
    private readonly builder: ProgramBuilder,
    private readonly places: Map<Expr, Place>,
    private readonly counters: Extents,
  ) {}

  lower(destinations: readonly Destination[], replacements: readonly Replacement[]): Lowered {
    const values = [...destinations.map((d) => d.value), ...replacements.map((r) => r.value)].filter((v) => !isLeaf(v));
    const { roots, reductions } = fuse(values, this.builder.capabilities);
    for (const r of roots) {
      if (r.kind === 'scanOutput') this.scans.set(r.scan, [...(this.scans.get(r.scan) ?? []), r]);
    }
    const late: Destination[] = [];
    for (const d of destinations) {
      const isRow = this.builder.buffers[d.place.buffer]!.role === 'temporary';
      if (isRow) this.rows.add(d.place.buffer);
      // loops and scatters write whole buffers
      const isWhole = d.value.kind === 'scanOutput' || (isRow && d.value.kind === 'scatter');
      if (isLeaf(d.value) || isWhole || this.places.has(d.value)) late.push(d);
      else this.places.set(d.value, d.place);
    }
    for (const group of groupSiblings(roots, reductions, this.builder.capabilities)) this.lowerGroup(group, reductions);
    for (const d of late) this.copyInto(d.value, d.place);
    return { steps: this.steps, copies: replacements.map((r) => ({ from: this.stored(r.value), to: r.to })) };
  }

  private lowerGroup(group: readonly Expr[], reductions: ReturnType<typeof fuse>['reductions']): void {
    const first = group[0]!;
    watch.from = first;
    if (first.kind === 'scanOutput') {
      if (!this.places.has(first)) this.lowerScan(first.scan, this.scans.get(first.scan)!);
      return;
    }
    const folded = foldedBy(group.flatMap((r) => reductions.get(r) ?? []));
    const name = this.builder.kernelName(group, folded.reduction, (e) => this.placeOf(e) !== undefined);
    group.forEach((r, i) => {
      if (!this.places.has(r)) this.places.set(r, this.builder.temporary(i === 0 ? name : `${name}_${i}`, r));
    });
    const { nextAxis, capabilities } = this.builder;
    const placeOf = (e: Expr) => this.placeOf(e);
    const context = { nextAxis, counters: this.counters, placeOf, largestIndex: capabilities.largestIndex };
    this.steps.push(
      first.kind === 'scatter'
        ? lowerScatter(name, first, this.partsOf(first, name), context)
        : lowerKernel(name, group, folded, context),
    );
  }

  /** Memory for rows that may take many updates. */
  private partsOf({ shape, indices, uniqueIndices }: Scatter, name: string): ScatterKernel['parts'] {
    const updates = elementCount(indices.shape);
    if (uniqueIndices || updates < manyUpdates) return null;
    const length = partsLength(shape[0]!, elementCount(shape.slice(1)), updates);
    return { buffer: this.builder.buffer(`${name}_parts`, 'f32', length, 'temporary'), updates };
  }

  private placeOf(e: Expr): Place | undefined {
    if (e.kind === 'constant' && isLeaf(e)) return this.builder.constant(e);
    return this.places.get(e);
  }

  private placeOfOperand(e: Expr): Place {
    return this.placeOf(placedAs(e))!;
  }

  /**
   * The buffer that holds all of the value and nothing else, which no later step of the region changes. One that others
   * read after the region, as they do the rows of a loop, is none: `order` would have the state's buffer in its place.
   */
  private stored(value: Expr): BufferId {
    const place = this.placeOf(value);
    const isWhole = place && this.builder.buffers[place.buffer]!.length === elementCount(value.shape);
    if (isWhole && !isLeaf(value) && !this.rows.has(place.buffer)) return place.buffer;
    const copy = this.builder.temporary('copy', value);
    this.copyInto(value, copy);
    return copy.buffer;
  }

  private copyInto(value: Expr, to: Place, from: Place = this.placeOf(value)!): void {
    this.steps.push(copyKernel(this.builder, from, to, value));
  }

  /** Initial carries are copied to the loop's own buffers; rows of the results are written where they belong. */
  private lowerScan(scan: Scan, results: readonly ScanOutput[]): void {
    const { builder } = this;
    const name = builder.plainName('loop');
    const counter = builder.nextAxis();
    const leaves = new Map<Expr, Place>();
    scan.sliceInputs.forEach((p, i) => {
      leaves.set(p, rowOf(this.placeOfOperand(scan.sequences[i]!), counter, p));
    });
    scan.constantInputs.forEach((p, i) => {
      leaves.set(p, this.placeOfOperand(scan.constants[i]!));
    });
    const carries = scan.carryInputs.map((p, i) => {
      const carry = builder.temporary(`${name}_carry${i}`, p);
      this.copyInto(scan.initial[i]!, carry, this.placeOfOperand(scan.initial[i]!));
      leaves.set(p, carry);
      return carry;
    });
    const replacements = scan.nextCarries.flatMap((value, i) =>
      value === scan.carryInputs[i] ? [] : [{ value, to: carries[i]!.buffer }],
    );
    const destinations: Destination[] = [];
    for (const result of results) {
      const i = result.index - carries.length;
      const place = i < 0 ? carries[result.index]! : builder.temporary(`${name}_rows${i}`, result);
      this.places.set(result, place);
      const row = scan.outputs[i];
      if (row) destinations.push({ value: row, place: rowOf(place, counter, row) });
    }
    const counters = new Map(this.counters).set(counter, scan.length);
    const body = lowerRegion(builder, leaves, destinations, replacements, counters);
    this.steps.push({
      kind: 'loop',
      name,
      counter,
      extent: scan.length,
      reverse: scan.reverse,
      body: body.steps,
      carries: body.copies,
    });
  }
}

/** Of an extreme value and its place (group.ts), the place is folded: it knows the value too. */
function foldedBy(reductions: readonly Reduce[]): Folded {
  const reduction = reductions.find((r) => extremeOf(r.monoid) !== null) ?? reductions[0] ?? null;
  return { reduction, extreme: reductions.find((r) => r !== reduction) ?? null };
}

/** Row `counter` of a sequence. */
function rowOf(sequence: Place, counter: AxisId, row: Expr): Place {
  const parts = [
    { index: sequence.base, factor: 1 },
    { index: axisIndex(counter), factor: elementCount(row.shape) },
  ];
  return { buffer: sequence.buffer, base: combine(parts) };
}

export function copyKernel(builder: ProgramBuilder, from: Place, to: Place, value: Expr): Kernel {
  const length = elementCount(value.shape);
  const axis = { id: builder.nextAxis(), extent: length };
  const at = axisIndex(axis.id);
  const address = (place: Place) => combine([place.base, at].map((index) => ({ index, factor: 1 })));
  return {
    kind: 'kernel',
    name: builder.plainName('copy'),
    axes: [axis],
    reduction: null,
    outputs: [
      {
        buffer: to.buffer,
        address: address(to),
        value: { kind: 'load', buffer: from.buffer, address: address(from), dtype: value.dtype },
      },
    ],
  };
}
