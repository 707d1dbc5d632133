// A number in a formula is the number: the text, computed, comes to it to the bit. (-Infinity was written 1 / 0, as the fill of
// max pooling and wherever else it stood.)
import { describe, expect, it } from 'vitest';
import { numberPiece } from '../../compiler/written/notation.ts';
import { numberText } from '../../compiler/written/vocabulary.ts';

const sizes = [0, 1, 3, 7, 49, 1e-45, 1e-7, 0.1, 2 ** 24, 2 ** 53, 1e21, 1e300, 5e-324, Number.MAX_VALUE, Infinity];
const numbers = [...sizes.flatMap((x) => [x, 1 / x, Math.fround(x), Math.fround(1 / x)]), Number.NaN];
const signed = [...new Set(numbers.flatMap((x) => [x, -x, Math.abs(x), -Math.abs(x)]))];

/** The number that a text of the language is: one number, or a quotient of two. */
const read = (text: string): number => {
  const [above, below = 1, ...more] = text.split(' / ').map(Number) as [number, number?, ...number[]];
  expect(more, text).toEqual([]);
  return above / below;
};

describe('a number as text', () => {
  it.each(signed)('%s is that number', (value) => {
    expect(read(numberText(value))).toBe(value);
  });

  it.each(signed.filter((v) => v < 0))('%s keeps its sign as a formula', (value) => {
    expect(numberPiece(value).text).toMatch(/^-/);
  });
});
