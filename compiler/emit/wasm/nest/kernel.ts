// The general loop nest as one function. One axis may run on four lanes (schedule/nest/vectorize.ts); its loop is then
// three loops, several vectors a pass, one vector, and for the rest one point or the last vector's points.

import { axesOf } from '../../../program/indices.ts';
import type { AxisId, Scalar } from '../../../program/types.ts';
import { childrenOf, countUses, nodesOf, ownIndices } from '../../../program/visit.ts';
import { type BoundAxis, type NestSchedule, type Vector, vectorOf } from '../../../schedule/nest/types.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import type { GiveLate } from '../given.ts';
import type { Library } from '../math/library.ts';
import { type Accumulator, Fold } from './fold.ts';
import { Forms, rootLevel } from './forms.ts';
import type { Width } from './operations.ts';
import { Scope, type ValueContext } from './scope.ts';
import { registerForms, storeResults } from './stores.ts';
import { Values } from './values.ts';

/** What an emitter of steps is given. */
export interface StepContext {
  readonly f: FunctionBuilder;
  readonly lib: Library;
  readonly late: GiveLate;
  /** parameters that hold the counters of the loops around the step */
  readonly counters: ReadonlyMap<AxisId, { readonly local: Local; readonly extent: number }>;
  /** byte address of element 0 */
  readonly addressOf: (buffer: number) => number;
}

type Reduction = NonNullable<NestSchedule['reduction']>;

/** One lane or four that run together through a loop body. */
interface Stream {
  readonly scope: Scope;
  /** lanes whose points the stream before had too */
  readonly again: number;
}

export function emitNest(nest: NestSchedule, context: StepContext): void {
  new NestEmitter(nest, context).emit();
}

class NestEmitter {
  private readonly levels: readonly BoundAxis[];
  private readonly spatialCount: number;
  private readonly vectorLevel: number;
  private readonly forms: Forms;
  private readonly values: Values;
  private readonly valueContext: ValueContext;
  private readonly f: FunctionBuilder;
  private readonly vector: Vector | null;
  private readonly outputValues: readonly Scalar[];
  /** values to compute on entering each level, and whether four-lane code uses them */
  private readonly placed = new Map<number, Set<Scalar>>();
  private readonly placedWide = new Set<Scalar>();
  private readonly levelOfAxis: ReadonlyMap<AxisId, number>;

  constructor(
    private readonly nest: NestSchedule,
    private readonly context: StepContext,
  ) {
    this.f = context.f;
    this.levels = [...nest.spatial, ...nest.reduce];
    this.spatialCount = nest.spatial.length;
    this.vectorLevel = this.levels.findIndex((a) => vectorOf(a));
    const vectorAxis = this.levels[this.vectorLevel] ?? null;
    this.vector = vectorAxis && vectorOf(vectorAxis);
    this.outputValues = nest.results.map((r) => r.value);
    const roots = [...this.outputValues, ...(nest.reduction ? [nest.reduction.value] : [])];
    this.levelOfAxis = new Map(this.levels.map((a, i) => [a.id, i] as const));
    const extents = new Map(this.levels.map((a) => [a.id, a.extent] as const));
    for (const [id, c] of context.counters) extents.set(id, c.extent);
    const counters = new Map([...context.counters].map(([id, c]) => [id, c.local] as const));
    this.forms = new Forms(this.f, this.levelOfAxis, counters, extents);
    this.valueContext = {
      f: this.f,
      lib: context.lib,
      forms: this.forms,
      vectorAxis,
      extents,
      addressOf: context.addressOf,
      useCount: countUses(roots),
    };
    this.values = new Values(this.valueContext);
  }

  emit(): void {
    if (this.levels.some((a) => a.extent === 0)) return;
    this.registerForms();
    this.placeAll();
    this.forms.enterRoot();
    const shared = new Scope(null, 1, 0, null);
    const root: Stream[] = [{ scope: new Scope(null, 1, 0, shared), again: 0 }];
    this.prepareLevel(rootLevel, root, shared);
    this.spatial(0, root, shared);
  }

  private registerForms(): void {
    const { results, reduction } = this.nest;
    registerForms(this.forms, [...this.outputValues, ...(reduction ? [reduction.value] : [])]);
    for (const r of results) this.forms.register(r.address, 4);
    if (reduction?.index) this.forms.register(reduction.index, 1);
  }

  /** Values of outer loops are computed there once; nothing behind a guard is, since it may not be loaded. */
  private placeAll(): void {
    for (const s of this.outputValues) this.place(s, this.spatialCount - 1, new Set());
    const { reduction } = this.nest;
    if (reduction) this.place(reduction.value, this.levels.length - 1, new Set());
  }

  private place(s: Scalar, innermostLevel: number, seen: Set<Scalar>): void {
    if (seen.has(s)) return;
    seen.add(s);
    if (s.kind === 'literal' || s.kind === 'reduced') return;
    const level = this.levelOf(s);
    if (level < innermostLevel) {
      const at = this.placed.get(level) ?? new Set();
      at.add(s);
      this.placed.set(level, at);
      if (!this.values.varies(s) && this.vectorLevel >= 0) this.placedWide.add(s);
      return;
    }
    const children = s.kind === 'apply' ? s.args : s.kind === 'load' && s.row ? [s.row.index] : [];
    for (const c of children) this.place(c, innermostLevel, seen);
  }

  private readonly levelMemo = new Map<Scalar, number>();

  private levelOf(s: Scalar): number {
    const known = this.levelMemo.get(s);
    if (known !== undefined) return known;
    let level = s.kind === 'reduced' ? this.levels.length : rootLevel;
    for (const i of ownIndices(s))
      for (const id of axesOf(i)) level = Math.max(level, this.levelOfAxis.get(id) ?? rootLevel);
    for (const c of childrenOf(s)) level = Math.max(level, this.levelOf(c));
    this.levelMemo.set(s, level);
    return level;
  }

  private prepareLevel(level: number, streams: readonly Stream[], shared: Scope): void {
    for (const s of this.placed.get(level) ?? []) {
      if (this.values.varies(s) && streams.some((x) => x.scope.width === 4)) {
        for (const x of streams) this.values.prepare(s, x.scope);
        continue;
      }
      this.values.prepare(s, shared);
      const usedWide = level < this.vectorLevel || streams.some((x) => x.scope.width === 4);
      if (this.placedWide.has(s) && usedWide) this.values.prepareWide(s, shared);
    }
  }

  private spatial(level: number, streams: readonly Stream[], shared: Scope): void {
    if (level === this.spatialCount) this.point(streams, shared);
    else this.loop(level, streams, shared, (inner, scope) => this.spatial(level + 1, inner, scope));
  }

  /** One loop, or three where the level is the vector axis. */
  private loop(
    level: number,
    streams: readonly Stream[],
    shared: Scope,
    body: (streams: readonly Stream[], shared: Scope) => void,
  ): void {
    const { extent } = this.levels[level]!;
    this.forms.beginLevel(level);
    const pass = (step: number, inner: readonly Stream[], innerShared: Scope) => {
      this.forms.enterBody(level);
      this.prepareLevel(level, inner, innerShared);
      body(inner, innerShared);
      this.forms.advance(level, step);
    };
    const { vector } = this;
    if (level !== this.vectorLevel || !vector) {
      const innerShared = new Scope(shared, 1, 0, null);
      const inner = streams.map(({ scope, again }) => ({
        scope: new Scope(scope, scope.width, scope.shift, innerShared),
        again,
      }));
      this.f.count(extent, 1, () => pass(1, inner, innerShared));
    } else {
      const [outer] = streams;
      const wide = 4 * vector.unroll;
      const main = Math.floor(extent / wide) * wide;
      const vectors = main + Math.floor((extent - main) / 4) * 4;
      const rest = extent - vectors;
      const overlaps = rest > 0 && vector.overlaps;
      for (const [count, vectorsAPass, width, back] of [
        [main, vector.unroll, 4, 0],
        [vector.unroll === 1 ? 0 : vectors - main, 1, 4, 0],
        overlaps ? [4, 1, 4, 4 - rest] : [rest, 1, 1, 0],
      ] as const) {
        if (count === 0) continue;
        if (back > 0) this.forms.advance(level, -back);
        const innerShared = new Scope(shared, 1, 0, null);
        const inner: Stream[] = Array.from({ length: vectorsAPass }, (_, u) => ({
          scope: new Scope(outer?.scope ?? null, width as Width, u * 4, innerShared),
          again: back,
        }));
        const step = vectorsAPass * width;
        this.f.count(count, step, () => pass(step, inner, innerShared));
      }
    }
    this.forms.endLevel(level);
  }

  private point(streams: readonly Stream[], shared: Scope): void {
    if (this.nest.reduction) this.reduce(streams, shared, this.nest.reduction);
    for (const s of streams) this.store(s.scope);
  }

  private store(scope: Scope): void {
    storeResults(this.valueContext, this.values, this.nest.results, scope);
  }

  /** Runs the reduction's loops for the streams and leaves each one's result in its scope. */
  private reduce(streams: readonly Stream[], shared: Scope, { monoid, value, index, long: isLong }: Reduction): void {
    const withValue = nodesOf(this.outputValues).some((s) => s.kind === 'reduced' && s.extreme);
    const fold = new Fold(this.f, this.context.lib, monoid, value.dtype, withValue);
    const alongReduction = this.vectorLevel >= this.spatialCount;
    const own = streams.map((s) => fold.start(alongReduction ? 1 : s.scope.width));
    const wide = alongReduction ? Array.from({ length: this.vector!.unroll }, () => fold.start(4)) : [];
    const accumulator = (s: Stream, i: number): Accumulator =>
      alongReduction && s.scope.width === 4 ? wide[i]! : own[i]!;
    const LongSum = isLong ? this.context.late('a long sum').LongSum : null;
    const long = LongSum && new LongSum(this.f, [...own, ...wide]);
    this.reduceLevel(this.spatialCount, streams, shared, (inner) => {
      inner.forEach((s, i) => {
        this.values.push(value, s.scope);
        if (alongReduction) fold.forget(s.again);
        fold.step(accumulator(s, i), () => {
          this.forms.push(this.forms.register(index!, 1), index!.offset);
        });
      });
      long?.passed();
    });
    long?.finish();
    const [first, ...rest] = wide;
    if (first) {
      for (const w of rest) fold.merge(first, w);
      fold.mergeLanes(own[0]!, first);
    }
    streams.forEach((s, i) => {
      s.scope.reduced = fold.result(own[i]!);
      s.scope.extreme = own[i]!.value;
    });
  }

  private reduceLevel(
    level: number,
    streams: readonly Stream[],
    shared: Scope,
    body: (s: readonly Stream[]) => void,
  ): void {
    if (level === this.levels.length) body(streams);
    else this.loop(level, streams, shared, (inner, scope) => this.reduceLevel(level + 1, inner, scope, body));
  }
}
