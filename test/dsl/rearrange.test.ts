// Patterns of axes against plain loops: an element of the result is at the place that the pattern's names say.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as q from '../../dsl/index.ts';
import type { AnyTensor } from '../../dsl/tensor.ts';
import { at, indices, made, type Plain } from '../testing/plain/array.ts';
import { shapeOf, valuesOf } from './values.ts';

type Untyped = (x: unknown, ...rest: readonly unknown[]) => AnyTensor;
const ops = q as unknown as Record<'rearrange' | 'reduce' | 'repeat' | 'einsum', Untyped>;
const tensor = ({ shape, values }: Plain) => (q.constant as Untyped)(values, ...shape);
const count = (shape: readonly number[]) => shape.reduce((n, d) => n * d, 1);
const numbered = (shape: readonly number[]): Plain => {
  let n = 0;
  return made(shape, () => ((n++ * 7) % 11) - 4);
};
/** the size of each name */
const sizes: Readonly<Record<string, number>> = { a: 2, b: 3, c: 1, d: 2, e: 4, n: 2, m: 3 };
const extent = (group: readonly string[]) => count(group.map((a) => sizes[a]!));
const text = (group: readonly string[]) =>
  group.length === 0 ? '1' : group.length === 1 ? group[0]! : `(${group.join(' ')})`;

/** Names in some order, next to each other in groups of 0 to 3. */
const grouped = (names: readonly string[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...names], { minLength: names.length }),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
    )
    .map(([order, lengths]) => {
      const groups: string[][] = [];
      let from = 0;
      for (const n of [...lengths, ...order.map(() => 1)]) {
        if (from >= order.length && n > 0) break;
        groups.push(order.slice(from, from + n));
        from += n;
      }
      return groups;
    });

/** Where the names are at an index of the groups. */
function namesAt(groups: readonly (readonly string[])[], index: readonly number[]): Map<string, number> {
  const found = new Map<string, number>();
  groups.forEach((group, i) => {
    let rest = index[i]!;
    for (const name of group.toReversed()) {
      found.set(name, rest % sizes[name]!);
      rest = Math.floor(rest / sizes[name]!);
    }
  });
  return found;
}
const indexOf = (groups: readonly (readonly string[])[], found: ReadonlyMap<string, number>) =>
  groups.map((group) => group.reduce((n, name) => n * sizes[name]! + found.get(name)!, 0));

const folds = {
  sum: (list: readonly number[]) => list.reduce((a, b) => a + b, 0),
  mean: (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length,
  max: (list: readonly number[]) => Math.max(...list),
  min: (list: readonly number[]) => Math.min(...list),
  prod: (list: readonly number[]) => list.reduce((a, b) => a * b, 1),
};

const names = fc.subarray(['a', 'b', 'c', 'd', 'e'], { minLength: 1 });
const sides = names.chain((all) =>
  fc.tuple(
    fc.constant(all),
    grouped(all),
    fc
      .subarray(all)
      .chain((kept) => fc.tuple(fc.constant(kept), grouped(kept), grouped(all), grouped([...kept, 'n', 'm']))),
  ),
);

function expectEqual(y: AnyTensor, wanted: Plain, what: string) {
  expect(shapeOf(y), what).toEqual(wanted.shape);
  const values = [...valuesOf(y)];
  for (const [i, v] of wanted.values.entries()) expect(values[i], what).toBeCloseTo(v, 4);
}

describe('against plain loops', () => {
  test('rearrange, reduce, repeat', () => {
    fc.assert(
      fc.property(sides, fc.constantFrom(...Object.keys(folds)), ([all, left, [kept, less, same]], kind) => {
        const x = numbered(left.map(extent));
        const given = Object.fromEntries(all.map((a) => [a, sizes[a]!]));
        const side = (groups: readonly (readonly string[])[]) => groups.map(text).join(' ');

        const moved = made(same.map(extent), (i) => at(x, indexOf(left, namesAt(same, i))));
        const pattern = `${side(left)} -> ${side(same)}`;
        expectEqual(ops.rearrange(tensor(x), pattern, given), moved, pattern);

        const lost = all.filter((a) => !kept.includes(a));
        const inner = [...indices(lost.map((a) => sizes[a]!))];
        const reduced = made(less.map(extent), (i) => {
          const found = namesAt(less, i);
          const places = inner.map((s) => new Map([...found, ...lost.map((a, k) => [a, s[k]!] as const)]));
          return folds[kind as keyof typeof folds](places.map((p) => at(x, indexOf(left, p))));
        });
        const reduction = `${side(left)} -> ${side(less)}`;
        expectEqual(ops.reduce(tensor(x), reduction, kind, given), reduced, `${kind} ${reduction}`);
      }),
      { seed: 7, numRuns: 300 },
    );
    fc.assert(
      fc.property(sides, ([all, left, [, , same]]) => {
        const x = numbered(left.map(extent));
        const more = [...same, ['n'], ['m', ...(same[0] ?? [])]].toSpliced(0, 1);
        const given = Object.fromEntries([...all, 'n', 'm'].map((a) => [a, sizes[a]!]));
        const wanted = made(more.map(extent), (i) => at(x, indexOf(left, namesAt(more, i))));
        const pattern = `${left.map(text).join(' ')} -> ${more.map(text).join(' ')}`;
        expectEqual(ops.repeat(tensor(x), pattern, given), wanted, pattern);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test('an ellipsis of einsum', () => {
    const shape = fc.array(fc.constantFrom(1, 2, 3), { maxLength: 3 });
    fc.assert(
      fc.property(shape, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), fc.nat(3), (lead, ones, skip) => {
        const stretched = (from: number) => lead.map((n, i) => (ones[i + from] ? 1 : n));
        const p = stretched(0);
        const r = stretched(3).slice(skip);
        const [a, b] = [numbered([...p, 2, 3]), numbered([3, ...r, 2])];
        const lengths = Math.max(p.length, r.length);
        const out = Array.from({ length: lengths }, (_, i) =>
          Math.max(p[i - lengths + p.length] ?? 1, r[i - lengths + r.length] ?? 1),
        );
        const own = (s: readonly number[], i: readonly number[]) =>
          s.map((n, k) => (n === 1 ? 0 : i[i.length - s.length + k]!));
        const wanted = made([2, ...out, 2], (index) => {
          const [i, k, e] = [index[0]!, index.at(-1)!, index.slice(1, -1)];
          return folds.sum([0, 1, 2].map((j) => at(a, [...own(p, e), i, j]) * at(b, [j, ...own(r, e), k])));
        });
        expectEqual(ops.einsum('...ij,j...k->i...k', tensor(a), tensor(b)), wanted, `${p} ${r}`);
      }),
      { seed: 7, numRuns: 300 },
    );
  });
});

test('a group, an ellipsis, an axis of 1, a number', () => {
  const x = numbered([2, 3, 4]);
  const y = (pattern: string, given?: object) => shapeOf(ops.rearrange(tensor(x), pattern, given));
  expect(y('b t (h d) -> b h t d', { h: 2 })).toEqual([2, 2, 3, 2]);
  expect(y('b ... -> b (...)')).toEqual([2, 12]);
  expect(y('... c -> 1 c () ...')).toEqual([1, 4, 1, 2, 3]);
  expect(y('...->...')).toEqual([2, 3, 4]);
  expect(shapeOf(ops.reduce(tensor(x), 'b t (d 2) -> b d', 'max'))).toEqual([2, 2]);
  expect(shapeOf(ops.repeat(tensor(x), '... c -> ... (c 3) 2'))).toEqual([2, 3, 12, 2]);
});

test('pooling by a pattern is pooling', () => {
  const x = numbered([1, 2, 4, 6]);
  const pooled = ops.reduce(tensor(x), 'b c (h 2) (w 2) -> b c h w', 'max');
  expect(valuesOf(pooled)).toEqual(valuesOf((q.maxPool2d as unknown as Untyped)(tensor(x), 2, { stride: 2 })));
});

test('any and all are of truth values, mean of floats', () => {
  const x = q.constant([1, 0, 0, 0], 2, 2);
  expect([...valuesOf(q.reduce(q.greater(x, 0), 'a b -> a', 'any'))]).toEqual([1, 0]);
  expect([...valuesOf(q.reduce(q.greater(x, 0), 'a b -> a', 'all'))]).toEqual([0, 0]);
  expect(() => ops.reduce(tensor(numbered([2])), 'a ->', 'median')).toThrow(/the kind is 'median'/);
});
