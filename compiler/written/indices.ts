// Indices as a textbook writes them: i, 2 j + 1, (i - 1) / 2, or the value that stands at an index of another tensor.
import type { AxisMap } from '../../dsl/expr.ts';

/** (offset + sum of coefficient * letter) / divisor; `other` is an index that is no such sum. */
export interface Position {
  readonly offset: number;
  readonly terms: readonly { readonly letter: string; readonly coefficient: number }[];
  readonly divisor: number;
  readonly other?: string;
}

export const letterAt = (letter: string): Position => ({
  offset: 0,
  terms: [{ letter, coefficient: 1 }],
  divisor: 1,
});
export const numberAt = (offset: number): Position => ({ offset, terms: [], divisor: 1 });
/** Along an axis of size 1: no index is written. */
export const nowhere: Position = { offset: 0, terms: [], divisor: 1, other: '' };
export const otherAt = (other: string): Position => ({ ...numberAt(0), other });

/** Where a view reads a source axis, given where it is read itself. */
export function through(map: AxisMap, at: readonly Position[]): Position {
  const used = map.coefficients.flatMap((coefficient, j) =>
    coefficient === 0 || at[j]! === nowhere ? [] : [{ coefficient, position: at[j]! }],
  );
  if (used.every(({ position }) => position.divisor === 1 && position.other === undefined)) {
    const sums = new Map<string, number>();
    let { offset } = map;
    for (const { coefficient, position } of used) {
      offset += coefficient * position.offset;
      for (const t of position.terms) sums.set(t.letter, (sums.get(t.letter) ?? 0) + coefficient * t.coefficient);
    }
    const terms = [...sums].flatMap(([letter, coefficient]) => (coefficient === 0 ? [] : [{ letter, coefficient }]));
    return { offset, terms, divisor: map.divisor };
  }
  const [only, ...more] = used;
  if (only && more.length === 0 && only.coefficient === 1 && map.offset === 0 && map.divisor === 1)
    return only.position;
  const sum = signed([
    ...used.map(({ coefficient, position }) => ({
      size: coefficient,
      text: `\\left(${positionText(position)}\\right)`,
    })),
    ...(map.offset === 0 ? [] : [{ size: map.offset, text: '' }]),
  ]);
  return otherAt(map.divisor === 1 ? sum : `(${sum}) / ${map.divisor}`);
}

export function positionText({ offset, terms, divisor, other }: Position): string {
  if (other !== undefined) return other;
  const parts = terms.map(({ letter, coefficient }) => ({ size: coefficient, text: letter }));
  const sum = signed(offset === 0 && parts.length > 0 ? parts : [...parts, { size: offset, text: '' }]);
  if (divisor === 1) return sum;
  return parts.length + (offset === 0 ? 0 : 1) > 1 ? `(${sum})/${divisor}` : `${sum}/${divisor}`;
}

/** 'i - 2 j + 1' */
function signed(parts: readonly { readonly size: number; readonly text: string }[]): string {
  return parts.reduce((all, { size, text }) => {
    const amount = Math.abs(size);
    const term = text === '' ? `${amount}` : amount === 1 ? text : `${amount} ${text}`;
    if (all === '') return size < 0 ? `-${term}` : term;
    return `${all} ${size < 0 ? '-' : '+'} ${term}`;
  }, '');
}

/** Positions of the axes that are not of size 1, put where the source has them. */
export function withoutOnes(shape: readonly number[], source: readonly number[], at: readonly Position[]): Position[] {
  const moving = at.filter((_, j) => shape[j] !== 1);
  let next = 0;
  return source.map((d) => (d === 1 ? nowhere : moving[next++]!));
}
