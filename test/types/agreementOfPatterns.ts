// Calls by patterns, for the law that types and run time agree.
import fc from 'fast-check';
import type { PatternOp } from '../../dsl/shape/index.ts';
import * as rule from '../../dsl/shape/rules/index.ts';
import { answer, type Case, show } from './agreement.ts';

const atoms = ['b', 't', 'h', 'd', 'c'];
const sizeOf: Readonly<Record<string, number>> = { b: 2, t: 3, h: 4, d: 5, c: 6, n: 3 };

const group = (names: readonly string[]) => (names.length === 1 ? names[0]! : `(${names.join(' ')})`);
/** Names in an order of their own, in groups; some ones and ellipses between them. */
const side = (names: readonly string[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...names], { minLength: names.length }),
      fc.array(fc.constantFrom(1, 1, 1, 2, 3), { minLength: 5, maxLength: 5 }),
      fc.constantFrom('', '', '', '', '1', '()', '2'),
    )
    .map(([order, lengths, extra]) => {
      const groups: string[][] = [];
      let from = 0;
      for (const n of lengths) {
        if (from < order.length) groups.push(order.slice(from, from + n));
        from += n;
      }
      return { groups, extra };
    });
const written = ({ groups, extra }: { groups: string[][]; extra: string }, dots: string) =>
  [dots, ...groups.map(group), extra].filter((w) => w !== '').join(' ');

const slips: readonly ((pattern: string) => string)[] = [
  ...new Array<(p: string) => string>(12).fill((p) => p),
  (p) => p.replace('->', '->  '),
  (p) => p.replace('->', ''),
  (p) => p.replace('b', 't'),
  (p) => p.replace('t', 'q'),
  (p) => p.replace('(', ''),
  (p) => p.replace(')', '))'),
  (p) => p.replace(' ', ', '),
  (p) => p.replace(' -> ', '->'),
];

const calls = (op: PatternOp) =>
  fc
    .tuple(fc.subarray(atoms, { minLength: 1 }), fc.subarray(atoms))
    .chain(([left, kept]) => {
      const right = op === 'reduce' ? left.filter((a) => kept.includes(a)) : op === 'repeat' ? [...left, 'n'] : left;
      return fc.tuple(
        side(left),
        side(right),
        fc.subarray([...left, 'n']),
        fc.constantFrom(...slips),
        fc.constantFrom(...new Array<string>(5).fill(' -> '), '... -> ... ', '... -> ', '(...) -> ...', '... -> (...)'),
        fc.constantFrom(0, 0, 0, 0, 1, -1),
        fc.constantFrom('T', 2, 3),
        fc.integer({ min: 0, max: 12 }),
      );
    })
    .map(([left, right, given, slip, arrow, off, stray, at]): Case[] => {
      const [before, after] = arrow.split('->').map((s) => s.trim()) as [string, string];
      const pattern = slip(`${written(left, before)} -> ${written(right, after)}`);
      const extents = left.groups.map((names) => names.reduce((n, a) => n * sizeOf[a]!, 1));
      const shape: (number | string)[] = [
        ...(before === '' ? [] : [stray, 7]),
        ...extents,
        ...(left.extra === '' ? [] : [left.extra === '2' ? 2 : 1]),
      ];
      // now and then a dimension is another, or one is missing
      const wrong = shape.map((d, i) => (i === at && typeof d === 'number' ? d + off : d));
      const spoiled = at === 12 ? wrong.slice(1) : wrong;
      const used = [...left.groups, ...right.groups].flat();
      const known = given.filter((a) => at > 10 || used.includes(a));
      const sizes = Object.fromEntries(
        (op === 'repeat' ? [...new Set([...known, 'n'])] : known).map((a) => [a, sizeOf[a]!]),
      );
      // the rule divides and multiplies numbers, and hands on a name that stands alone
      const value = () => rule.arrange(op, spoiled as unknown as number[], pattern, sizes).shape;
      const expected = answer(value, show);
      // of several sizes too many the types name each
      const strays = Object.keys(sizes).filter((a) => !pattern.includes(a));
      if (strays.length > 1 || /null|NaN/.test(expected)) return [];
      return [
        {
          type: `Arranged<'${op}', ${show(spoiled)}, ${show(pattern)}, ${show(sizes).replaceAll(',', ';')}>`,
          expected,
        },
      ];
    });

export const patterns = { rearrange: calls('rearrange'), reduce: calls('reduce'), repeat: calls('repeat') };
