// What commands read from their flags.
import { InvalidArgumentError } from 'commander';

export type Symbols = Readonly<Record<string, number>>;

export function symbolsOf(text: string, earlier: Symbols = {}): Symbols {
  const entries = text.split(',').map((part) => {
    const match = /^\s*(\w+)=(\d+)\s*$/.exec(part);
    if (match === null) throw new InvalidArgumentError('write NAME=SIZE, e.g. batch=64 or batch=64,time=16');
    return [match[1]!, Number(match[2])] as const;
  });
  return { ...earlier, ...Object.fromEntries(entries) };
}

/** A number that satisfies `holds`. */
const numberOf = (what: string, holds: (n: number) => boolean) => (text: string) => {
  const n = text.trim() === '' ? Number.NaN : Number(text);
  if (!holds(n)) throw new InvalidArgumentError(`write ${what}`);
  return n;
};
export const countOf = numberOf('a whole number, 1 or more', (n) => Number.isSafeInteger(n) && n >= 1);
export const wholeOf = numberOf('a whole number', Number.isSafeInteger);
export const orderOf = numberOf('1 or 2', (n) => n === 1 || n === 2);
export const positiveOf = numberOf('a number above 0', (n) => n > 0 && Number.isFinite(n));
export const listOf = (name: string, earlier: readonly string[]): string[] => [...earlier, name];
