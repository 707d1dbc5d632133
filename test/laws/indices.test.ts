// The algebra of index expressions: what is simplified has the same value at every point of its axes.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  axisIndex,
  combine,
  constantIndex,
  type Extents,
  floorDivide,
  indexKey,
  modulo,
  rangeOf,
  shifted,
  simplifyIndex,
  substitute,
} from '../../compiler/program/indices.ts';
import type { Atom, AxisId, Index } from '../../compiler/program/types.ts';

type Point = ReadonlyMap<AxisId, number>;

/** An expression as a function, beside the index that the algebra makes of it. */
interface Twin {
  readonly index: Index;
  readonly at: (p: Point) => number;
}

const floored = (x: number, by: number) => Math.floor(x / by);

function valueAt(index: Index, p: Point): number {
  return index.terms.reduce((sum, t) => sum + t.factor * atomOf(t.atom, p), index.offset);
}

function atomOf(atom: Atom, p: Point): number {
  if (atom.kind === 'axis') return p.get(atom.id)!;
  const x = valueAt(atom.value, p);
  return atom.kind === 'floor' ? floored(x, atom.by) : x - atom.by * floored(x, atom.by);
}

const extents: fc.Arbitrary<Extents> = fc
  .array(
    fc.oneof({ weight: 1, arbitrary: fc.constant(0) }, { weight: 9, arbitrary: fc.constantFrom(1, 2, 3, 4, 5, 6, 8) }),
    {
      minLength: 3,
      maxLength: 3,
    },
  )
  .map((sizes) => new Map(sizes.map((d, id) => [id, d])));

/** Sums, quotients and remainders in each other; divisors that share factors, so that the rules meet. */
function twins(e: Extents): fc.Arbitrary<Twin> {
  const leaf: fc.Arbitrary<Twin> = fc
    .constantFrom(0, 1, 2)
    .map((id) => ({ index: axisIndex(id), at: (p) => p.get(id)! }));
  const by = fc.constantFrom(1, 2, 3, 4, 6, 8, 12);
  const factor = fc.constantFrom(-3, -1, 1, 1, 2, 3, 4, 6, 8, 12);
  const { tree } = fc.letrec<{ tree: Twin }>((tie) => {
    const sum = fc
      .tuple(fc.array(fc.tuple(tie('tree'), factor), { minLength: 1, maxLength: 3 }), fc.integer({ min: -13, max: 13 }))
      .map(
        ([parts, offset]): Twin => ({
          index: combine(
            parts.map(([t, f]) => ({ index: t.index, factor: f })),
            offset,
          ),
          at: (p) => parts.reduce((s, [t, f]) => s + f * t.at(p), offset),
        }),
      );
    const quotient = fc
      .tuple(tie('tree'), by)
      .map(([t, d]): Twin => ({ index: floorDivide(t.index, d, e), at: (p) => floored(t.at(p), d) }));
    const remainder = fc
      .tuple(tie('tree'), by)
      .map(([t, d]): Twin => ({ index: modulo(t.index, d, e), at: (p) => t.at(p) - d * floored(t.at(p), d) }));
    return { tree: fc.oneof({ maxDepth: 4, depthSize: 'medium' }, leaf, sum, sum, quotient, remainder) };
  });
  return tree;
}

function points(e: Extents): Point[] {
  return [...e].reduce<Map<AxisId, number>[]>(
    (known, [id, d]) => known.flatMap((p) => Array.from({ length: d }, (_, i) => new Map([...p, [id, i]]))),
    [new Map()],
  );
}

const both = extents.chain((e) => twins(e).map((t) => ({ e, t })));

describe('index expressions', () => {
  it('have the value that was asked for, within their range', () => {
    fc.assert(
      fc.property(both, ({ e, t }) => {
        const [low, high] = rangeOf(t.index, e);
        for (const p of points(e)) {
          const value = valueAt(t.index, p);
          expect(value, indexKey(t.index)).toBe(t.at(p));
          expect(value).toBeGreaterThanOrEqual(low);
          expect(value).toBeLessThanOrEqual(high);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('have the same value after substitution', () => {
    fc.assert(
      fc.property(both, fc.array(fc.integer({ min: 0, max: 7 }), { minLength: 3, maxLength: 3 }), ({ e, t }, to) => {
        fc.pre(![...e.values()].includes(0));
        const point = new Map(to.map((v, id) => [id, v % e.get(id)!]));
        const constant = substitute(t.index, (id) => constantIndex(point.get(id)!), e);
        expect(constant).toEqual(constantIndex(t.at(point)));
        // two axes exchanged, where both run as far
        const swapped = substitute(
          t.index,
          (id) => axisIndex(id === 2 ? 2 : 1 - id),
          new Map([...e, [0, e.get(1)!], [1, e.get(0)!]]),
        );
        const there = new Map([...point, [0, point.get(1)!], [1, point.get(0)!]]);
        expect(valueAt(swapped, there)).toBe(t.at(point));
      }),
      { numRuns: 1000 },
    );
  });

  it('have a range that is reached where there is one axis in it, and none where that is empty', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0, 1, 2, 3, 7),
        fc.integer({ min: -9, max: 9 }),
        fc.integer({ min: 1, max: 5 }),
        kinds,
        (d, offset, by, kind) => {
          const value: Index = { offset, terms: axisIndex(0).terms };
          const index: Index = { offset: 0, terms: [{ atom: { kind, value, by }, factor: 1 }] };
          const values = points(new Map([[0, d]])).map((p) => valueAt(index, p));
          const [low, high] = rangeOf(index, new Map([[0, d]]));
          if (d === 0) expect(low).toBeGreaterThan(high);
          else {
            expect(low).toBeLessThanOrEqual(Math.min(...values));
            expect(high).toBeGreaterThanOrEqual(Math.max(...values));
            if (d === 1) expect([low, high]).toEqual([values[0], values[0]]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('of kernels have the same value when they are simplified, and when an axis is moved', () => {
    fc.assert(
      fc.property(written, extents, fc.integer({ min: 0, max: 4 }), (index, e, by) => {
        const simple = simplifyIndex(index, e);
        const later = shifted(index, 0, { offset: by, terms: [{ atom: { kind: 'axis', id: 1 }, factor: 2 }] });
        for (const p of points(e)) {
          const [low, high] = rangeOf(index, e);
          const value = valueAt(index, p);
          expect(valueAt(simple, p)).toBe(value);
          expect(value >= low && value <= high, `${low} <= ${value} <= ${high}`).toBe(true);
          expect(valueAt(later, p)).toBe(valueAt(index, new Map([...p, [0, p.get(0)! + by + 2 * p.get(1)!]])));
        }
      }),
      { numRuns: 1000 },
    );
  });
});

const kinds = fc.constantFrom('floor' as const, 'modulo' as const);

/** Indices as kernels have them, not simplified: terms may repeat and be constant. */
const written: fc.Arbitrary<Index> = fc.letrec<{ index: Index; atom: Atom }>((tie) => ({
  index: fc.record({
    offset: fc.integer({ min: -9, max: 9 }),
    terms: fc.array(fc.record({ atom: tie('atom'), factor: fc.integer({ min: -3, max: 4 }) }), { maxLength: 3 }),
  }),
  atom: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.record({ kind: fc.constant('axis' as const), id: fc.constantFrom(0, 1, 2) }),
    fc.record({ kind: kinds, value: tie('index'), by: fc.integer({ min: 1, max: 6 }) }),
  ),
})).index;
