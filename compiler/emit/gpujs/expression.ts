// Pieces of kernel source: a text with its binding strength, so that only needed parentheses are written.

export interface Expression {
  readonly text: string;
  /** 3: name, number or call; 2: product; 1: sum; 0: anything weaker */
  readonly level: 0 | 1 | 2 | 3;
  /** the same value as a condition, where it is a 0 or 1 that came from one */
  readonly test?: string;
}

export const atom = (text: string): Expression => ({ text, level: 3 });

/** The text, in parentheses unless it binds at least as strongly as `level`. */
export function at(level: number, e: Expression): string {
  return e.level >= level ? e.text : `(${e.text})`;
}

/** Floats are added in the order of the text, so a sum on the right keeps its parentheses. */
export const sum = (a: Expression, b: Expression): Expression => ({ text: `${at(1, a)} + ${at(2, b)}`, level: 1 });
export const difference = (a: Expression, b: Expression): Expression => ({
  text: `${at(1, a)} - ${at(2, b)}`,
  level: 1,
});
export const product = (a: Expression, b: Expression): Expression => ({ text: `${at(2, a)} * ${at(3, b)}`, level: 2 });
export const quotient = (a: Expression, b: Expression): Expression => ({ text: `${at(2, a)} / ${at(3, b)}`, level: 2 });
export const call = (name: string, ...args: Expression[]): Expression =>
  atom(`Math.${name}(${args.map((a) => a.text).join(', ')})`);

/** `test` is a comparison or a parenthesised condition: the value is 1 where it holds, else 0 */
export const truth = (test: string): Expression => ({ text: `${test} ? 1 : 0`, level: 0, test });

/** A value used as a condition. */
export const condition = (e: Expression): string => e.test ?? `${at(1, e)} !== 0`;

/** Whether a named value is NaN. Not `x !== x`: WGSL compilers make that an ordered comparison, false for NaN. */
export const isNaNTest = (x: Expression): string => `!(${x.text} === ${x.text})`;

/** Of two equal named values, is the one that max (or min) does not take by itself the one that it must: of zeros, 0 or -0? */
export const zeroTest = (operator: '<' | '>', a: Expression, b: Expression): string =>
  `(${a.text} === ${b.text} && 1 / ${at(3, operator === '>' ? b : a)} < 0)`;

/** The shortest decimal that rounds to the same 32-bit float; a sign is kept in parentheses when combined. */
export function number(value: number): Expression {
  if (!Number.isFinite(value)) throw new RangeError(`gpu.js source has no literal for ${value}`);
  const target = Math.fround(value);
  let text = Object.is(value, -0) ? '-0' : `${value}`;
  if (!Number.isInteger(value))
    for (let digits = 1; digits < 17; digits++) {
      const short = value.toPrecision(digits);
      if (Math.fround(Number(short)) === target) {
        text = `${Number(short)}`;
        break;
      }
    }
  return { text, level: value < 0 || Object.is(value, -0) ? 0 : 3 };
}
