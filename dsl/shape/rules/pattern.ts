// Run-time counterpart of ../pattern.ts: patterns of axes (Rogozhnikov 2022), 'b t (h d) -> b h t d'.
import { ShapeError } from '../../error.ts';
import { rare } from '../messages.ts';
import type { PatternOp } from '../pattern.ts';

/** The steps from the operand to the result, on the axes that the pattern has names for. */
export interface Arrangement {
  /** the operand with each group cut into its axes, and from which axis of it each is, where it is whole */
  readonly cut: readonly number[];
  readonly cutFrom: readonly (number | null)[];
  /** the pattern's names of these */
  readonly cutNames: readonly string[];
  /** axes of these that the result lacks */
  readonly reduced: readonly number[];
  /** for each axis of the result, before they are joined: which of those that are left, or null where it is new */
  readonly order: readonly (number | null)[];
  readonly sizes: readonly number[];
  /** the result, and which of the axes before it each is, where it is one of them */
  readonly shape: readonly number[];
  readonly shapeFrom: readonly (number | null)[];
}

type Groups = readonly (readonly string[])[];
const dots = '…';
const isNumber = (atom: string) => /^-?\d+$/.test(atom);
const shown = (atom: string) => (atom === dots ? '...' : atom);
const product = (sizes: readonly number[]) => sizes.reduce((n, d) => n * d, 1);

/** A side as groups of names: [] is an axis of 1; `open` has the groups in parentheses with '...' in them. */
function groupsOf(side: string): { readonly groups: string[][]; readonly open: ReadonlySet<string[]> } | null {
  const groups: string[][] = [];
  const open = new Set<string[]>();
  let group: string[] | null = null;
  for (const word of side.replaceAll('...', ` ${dots} `).replace(/[()]/g, ' $& ').split(' ')) {
    if (word === '') continue;
    if (word === '(') {
      if (group) return null;
      group = [];
    } else if (word === ')') {
      if (!group) return null;
      groups.push(group);
      group = null;
    } else if (group) {
      if (word === dots) open.add(group);
      if (word !== '1') group.push(word);
    } else groups.push(word === '1' ? [] : [word]);
  }
  return group ? null : { groups, open };
}

/** The first that is among those after it. */
const twice = (atoms: readonly string[]) => atoms.find((a, i) => !isNumber(a) && atoms.includes(a, i + 1));
/** The first of a that b has not. */
const missing = (a: readonly string[], b: readonly string[]) => a.find((x) => isNumber(x) || !b.includes(x));

interface Pattern {
  readonly left: Groups;
  readonly right: Groups;
  /** groups of the right side that have '...' in parentheses */
  readonly open: ReadonlySet<readonly string[]>;
}

function parse(op: PatternOp, pattern: string, given: Readonly<Record<string, unknown>>): Pattern {
  const sides = String(pattern).split('->');
  if (sides.length !== 2) throw new ShapeError(rare('pattern'), [op, pattern]);
  const [l, r] = sides.map(groupsOf);
  if (!l || !r) throw new ShapeError(rare('patternBrackets'), [op, pattern]);
  const [left, right] = [l.groups.flat(), r.groups.flat()];
  const refuse = (
    key: 'patternName' | 'patternTwice' | 'patternSide' | 'patternSize' | 'patternUnused',
    atom: string | undefined,
  ) => {
    if (atom !== undefined) throw new ShapeError(rare(key), [op, shown(atom), pattern]);
  };
  refuse(
    'patternName',
    [...left, ...right].find((a) => /[.,+\-*/=<>:]/.test(a)),
  );
  refuse('patternTwice', twice(left) ?? twice(right));
  if (l.open.size > 0) throw new ShapeError(rare('patternDots'), [op, pattern]);
  if (op !== 'repeat') refuse('patternSide', missing(right, left));
  if (op !== 'reduce') refuse('patternSide', missing(left, right));
  const isKnown = (a: string) => isNumber(a) || left.includes(a) || Object.hasOwn(given, a);
  refuse(
    'patternSize',
    right.find((a) => !isKnown(a)),
  );
  refuse(
    'patternUnused',
    Object.keys(given).find((a) => !left.includes(a) && !right.includes(a)),
  );
  return { left: l.groups, right: r.groups, open: r.open };
}

/** The sizes of the names in a group of size d. */
function cut(
  op: string,
  pattern: string,
  group: readonly string[],
  d: number,
  given: Readonly<Record<string, number>>,
): number[] {
  const sizes = group.map((a) => (Object.hasOwn(given, a) ? given[a]! : isNumber(a) ? Number(a) : null));
  const known = product(sizes.filter((n) => n !== null));
  const [unknown, another] = group.filter((_, i) => sizes[i] === null);
  if (another !== undefined) throw new ShapeError(rare('patternSize'), [op, unknown!, pattern]);
  if (unknown === undefined) {
    if (known === d) return sizes as number[];
    const name = group.length === 0 ? '1' : group.length === 1 ? group[0]! : `(${group.join(' ')})`;
    throw new ShapeError(rare('patternIs'), [op, name, d, known]);
  }
  if (group.length > 1 && d % known !== 0) throw new ShapeError(rare('patternSplit'), [op, group.join(' '), d, known]);
  return sizes.map((n) => n ?? (group.length === 1 ? d : d / known));
}

/** What an operation does to `shape` by a pattern, with sizes of axes. */
export function arrange(
  op: PatternOp,
  shape: readonly number[],
  pattern: string,
  given: Readonly<Record<string, number>>,
): Arrangement {
  const { left, right, open } = parse(op, pattern, given);
  const at = left.findIndex((g) => g[0] === dots);
  const least = at < 0 ? left.length : left.length - 1;
  if (at < 0 ? least !== shape.length : least > shape.length)
    throw new ShapeError(rare('patternRank'), [op, pattern, at < 0 ? least : `${least} or more`, shape]);
  // the axes of '...' have names that nobody writes
  const middle = Array.from({ length: shape.length - least }, (_, i) => String.fromCharCode(0xe000 + i));
  const spread = (groups: Groups) =>
    groups.flatMap((g) => (g[0] === dots && !open.has(g) ? middle.map((m) => [m]) : [g]));
  const groups = spread(left);
  const sizes = groups.map((g, i) => (middle.includes(g[0]!) ? [shape[i]!] : cut(op, pattern, g, shape[i]!, given)));
  const names = groups.flatMap((g, i) => g.map((a) => (isNumber(a) ? `${a} of ${i}` : a)));
  const cutShape = sizes.flat();

  const result = spread(right).map((g) => g.flatMap((a) => (a === dots ? middle : [a])));
  const wanted = result.flat();
  const reduced = names.flatMap((n, i) => (wanted.includes(n) ? [] : [i]));
  const kept = names.filter((n) => wanted.includes(n));
  const order = wanted.map((n) => (kept.includes(n) ? kept.indexOf(n) : null));
  const sizeOf = (n: string) => (names.includes(n) ? cutShape[names.indexOf(n)]! : (given[n] ?? Number(n)));
  return {
    cut: cutShape,
    cutNames: names,
    cutFrom: groups.flatMap((g, i) => g.map(() => (g.length === 1 ? i : null))),
    reduced,
    order,
    sizes: wanted.map(sizeOf),
    shape: result.map((g) => product(g.map(sizeOf))),
    shapeFrom: result.map((g, i) => (g.length === 1 ? result.slice(0, i).flat().length : null)),
  };
}
