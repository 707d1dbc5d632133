// A node's value at one point: pushes index expressions from users to operands until they reach loads.
import type { Expr, Gather, Reduce, Reshape, View } from '../../dsl/expr.ts';
import type { Extents } from '../program/indices.ts';
import {
  axisIndex,
  combine,
  constantIndex,
  dense,
  floorDivide,
  indexKey,
  modulo,
  rangeOf,
  substitute,
  zero,
} from '../program/indices.ts';
import type { BufferId, Condition, Index, Load, Scalar } from '../program/types.ts';

/** Where a value is in memory: element i (row-major) at `base` + i. */
export interface Place {
  readonly buffer: BufferId;
  readonly base: Index;
}

export interface Surroundings {
  readonly extents: Extents;
  /** the place of a value that is loaded; undefined: the value is computed here */
  readonly placeOf: (e: Expr) => Place | undefined;
  /** the reduction that this kernel folds, seen from its epilogue */
  readonly reduction: Reduce | null;
  /** the extreme value whose place that reduction finds */
  readonly extreme?: Reduce | null;
}

/** Lowers values of one kernel; equal values at equal positions are one object. */
export class ValueLowering {
  private readonly known = new Map<string, Scalar>();
  private readonly loads = new Map<string, Load>();
  private readonly scalarIds = new Map<Scalar, number>();
  /** where the epilogue reads the reduction */
  reductionPosition: readonly Index[] | null = null;

  constructor(private readonly around: Surroundings) {}

  /** The value of `e` at `position` (one index per axis of e). */
  lower(e: Expr, position: readonly Index[]): Scalar {
    const place = this.around.placeOf(e);
    if (place) return this.load(e.dtype, place, dense(e.shape, position, place.base));
    const key = `${e.id}@${position.map(indexKey).join()}`;
    const known = this.known.get(key);
    if (known) return known;
    const scalar = this.compute(e, position);
    this.known.set(key, scalar);
    return scalar;
  }

  private compute(e: Expr, position: readonly Index[]): Scalar {
    switch (e.kind) {
      case 'constant':
        return { kind: 'literal', value: e.data[0]!, dtype: e.dtype };
      case 'iota':
        return indexScalar(position[e.axis]!);
      case 'map':
        return { kind: 'apply', op: e.op.name, args: e.args.map((a) => this.lower(a, position)), dtype: e.dtype };
      case 'view':
        return this.view(e, position);
      case 'reshape':
        return this.lower(e.source, reshapedPosition(e, position, this.around.extents));
      case 'gather':
        return this.gather(e, position);
      case 'gradientRule':
        return this.lower(e.source, position);
      case 'reduce':
        return this.reduced(e, position);
      default:
        throw new Error(`lower: ${e.kind} of shape [${e.shape.join(', ')}] has no place in memory`);
    }
  }

  private reduced(e: Reduce, position: readonly Index[]): Scalar {
    const isExtreme = e === this.around.extreme;
    if (e !== this.around.reduction && !isExtreme)
      throw new Error(`lower: a second reduction (${e.monoid}) in one kernel`);
    const known = this.reductionPosition;
    if (known && known.map(indexKey).join() !== position.map(indexKey).join()) {
      throw new Error(`lower: ${e.monoid} is read at two positions of one kernel`);
    }
    this.reductionPosition = position;
    return isExtreme ? { kind: 'reduced', dtype: e.dtype, extreme: true } : { kind: 'reduced', dtype: e.dtype };
  }

  private view(e: View, position: readonly Index[]): Scalar {
    const { extents } = this.around;
    const conditions: Condition[] = [];
    let never = false;
    const inner = e.axes.map((a, k) => {
      const numerator = combine(
        a.coefficients.map((factor, j) => ({ index: position[j]!, factor })),
        a.offset,
      );
      const below = e.source.shape[k]! * a.divisor;
      const [low, high] = rangeOf(numerator, extents);
      if (low > high) return zero;
      if (high < 0 || low >= below) never = true;
      if (low < 0 || high >= below) conditions.push({ kind: 'range', value: numerator, below });
      if (a.divisor === 1) return numerator;
      const remainder = modulo(numerator, a.divisor, extents);
      if (remainder.terms.length === 0 && remainder.offset !== 0) never = true;
      if (remainder.terms.length > 0) conditions.push({ kind: 'divides', value: numerator, by: a.divisor });
      return exactQuotient(numerator, a.divisor, extents);
    });
    if (never) return { kind: 'literal', value: e.fill, dtype: e.dtype };
    const value = this.lower(e.source, inner);
    if (conditions.length === 0) return value;
    if (value.kind === 'literal' && Object.is(value.value, e.fill)) return value;
    return { kind: 'guard', conditions, value, fill: e.fill, dtype: e.dtype };
  }

  private gather(e: Gather, position: readonly Index[]): Scalar {
    const rank = e.indices.shape.length;
    const place = this.around.placeOf(e.source);
    if (!place) throw new Error('lower: the source of a gather has no place in memory');
    const index = this.lower(e.indices, position.slice(0, rank));
    const rest = e.source.shape.slice(1);
    const stride = rest.reduce((a, b) => a * b, 1);
    const address = dense(rest, position.slice(rank), place.base);
    return this.load(e.dtype, place, address, { index, stride, count: e.source.shape[0]! });
  }

  private load(dtype: Load['dtype'], place: Place, address: Index, row?: NonNullable<Load['row']>): Load {
    const key = `${place.buffer}@${indexKey(address)}${row ? `row${this.idOf(row.index)}` : ''}`;
    const known = this.loads.get(key);
    if (known) return known;
    const load: Load = { kind: 'load', buffer: place.buffer, address, dtype, ...(row ? { row } : {}) };
    this.loads.set(key, load);
    return load;
  }

  private idOf(s: Scalar): number {
    const id = this.scalarIds.get(s) ?? this.scalarIds.size;
    this.scalarIds.set(s, id);
    return id;
  }
}

/** numerator / by where it is known to divide */
function exactQuotient(numerator: Index, by: number, extents: Extents): Index {
  return floorDivide(numerator, by, extents);
}

function indexScalar(index: Index): Scalar {
  if (index.terms.length === 0) return { kind: 'literal', value: index.offset, dtype: 'i32' };
  return { kind: 'index', value: index, dtype: 'i32' };
}

/**
 * The source's position for a position of a reshape. Axes are matched in groups of equal size: within a group of one
 * axis on each side the index passes unchanged. Divisions are simplified first as if the group's indices were loop
 * axes of their full extents, which they are wherever the value is read, and only then with what they really are.
 */
export function reshapedPosition(e: Reshape, position: readonly Index[], extents: Extents): Index[] {
  const result: Index[] = e.source.shape.map(() => zero);
  if (e.shape.includes(0)) return result;
  for (const { from, to } of matchedAxes(e.source.shape, e.shape)) {
    if (from.length === 1 && to.length === 1) {
      result[from[0]!] = position[to[0]!]!;
      continue;
    }
    const whole = new Map(to.map((j) => [j, e.shape[j]!]));
    let stride = 1;
    const linear = combine(
      [...to].reverse().map((j) => {
        const part = { index: axisIndex(j), factor: stride };
        stride *= e.shape[j]!;
        return part;
      }),
    );
    stride = 1;
    for (const k of [...from].reverse()) {
      const d = e.source.shape[k]!;
      const index = modulo(floorDivide(linear, stride, whole), d, whole);
      result[k] = substitute(index, (j) => position[j]!, extents);
      stride *= d;
    }
  }
  return result;
}

/** Pairs runs of axes of equal sizes; axes of size one are in no run. */
function matchedAxes(source: readonly number[], target: readonly number[]): { from: number[]; to: number[] }[] {
  const groups: { from: number[]; to: number[] }[] = [];
  const s = source.flatMap((d, k) => (d === 1 ? [] : [k]));
  const t = target.flatMap((d, j) => (d === 1 ? [] : [j]));
  let [i, j] = [0, 0];
  while (i < s.length && j < t.length) {
    const group = { from: [s[i]!], to: [t[j]!] };
    let [a, b] = [source[s[i++]!]!, target[t[j++]!]!];
    while (a !== b) {
      if (a < b) {
        group.from.push(s[i]!);
        a *= source[s[i++]!]!;
      } else {
        group.to.push(t[j]!);
        b *= target[t[j++]!]!;
      }
    }
    groups.push(group);
  }
  return groups;
}

export function constantPlace(buffer: BufferId): Place {
  return { buffer, base: constantIndex(0) };
}
