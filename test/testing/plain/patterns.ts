// Axes arranged and reduced by patterns (Rogozhnikov 2022), beside the index of each element.
import { at, made, type Plain, total } from './array.ts';
import type { Drawing, Meaning } from './meaning.ts';

interface Arranged {
  readonly x: Plain;
  readonly pattern: string;
  readonly sizes?: Readonly<Record<string, number>>;
  readonly wanted: Plain;
}

/** Three sizes, and what a pattern makes of an array of them. */
const arrangements: readonly ((d: Drawing, a: number, b: number, c: number) => Arranged)[] = [
  (d, a, b) => {
    const x = d.arrayOf([a, b]);
    return { x, pattern: 'a b -> b a', wanted: made([b, a], ([j, i]) => at(x, [i!, j!])) };
  },
  (d, a, b, c) => {
    const x = d.arrayOf([a, b * c]);
    const wanted = made([a, c, b], ([i, k, j]) => at(x, [i!, j! * c + k!]));
    return { x, pattern: 'a (b c) -> a c b', sizes: d.choices.oneIn(2) ? { b } : { c }, wanted };
  },
  (d, a, b, c) => {
    const x = d.arrayOf([a, b, c]);
    const wanted = made([c * a, b], ([m, j]) => at(x, [m! % a, j!, Math.floor(m! / a)]));
    return { x, pattern: 'a b c -> (c a) b', wanted };
  },
  (d, a, b, c) => {
    const x = d.arrayOf([a, b, c]);
    return { x, pattern: '... c -> c ...', wanted: made([c, a, b], ([k, i, j]) => at(x, [i!, j!, k!])) };
  },
];

const kinds: Readonly<Record<string, (list: readonly number[]) => number>> = {
  sum: total,
  mean: (list) => total(list) / list.length,
  max: (list) => Math.max(...list),
  min: (list) => Math.min(...list),
  prod: (list) => list.reduce((p, v) => p * v, 1),
};

const upTo = (n: number) => Array.from({ length: n }, (_, i) => i);
const sizesOf = ({ choices }: Drawing) => [1, 2, 3].map(() => 1 + choices.below(4)) as [number, number, number];

export const patterns: Readonly<Record<string, Meaning>> = {
  rearrange: (d) => {
    const { x, pattern, sizes, wanted } = d.choices.from(arrangements)(d, ...sizesOf(d));
    return d.is('rearrange', sizes === undefined ? [x, pattern] : [x, pattern, sizes], wanted);
  },
  reduce: (d) => {
    const [a, b, c] = sizesOf(d);
    const kind = d.choices.from(Object.keys(kinds));
    const of = kinds[kind]!;
    if (d.choices.oneIn(2)) {
      const x = d.arrayOf([a, b, c]);
      const pattern = d.choices.from(['a b c -> b', 'a ... c -> ...']);
      const column = (j: number) => upTo(a).flatMap((i) => upTo(c).map((k) => at(x, [i, j, k])));
      return d.is(
        'reduce',
        [x, pattern, kind],
        made([b], ([j]) => of(column(j!))),
      );
    }
    const x = d.arrayOf([a, b * c]);
    const group = ([i, j]: readonly number[]) => upTo(c).map((k) => at(x, [i!, j! * c + k]));
    return d.is(
      'reduce',
      [x, 'a (b c) -> a b', kind, { c }],
      made([a, b], (index) => of(group(index))),
    );
  },
};
