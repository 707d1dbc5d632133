// Run-time counterpart of ../options.ts: a name that is no option is an error, not a default that is used in silence, and
// so is a value that an option cannot have.
import { ShapeError } from '../../error.ts';

/** The options of a call, each of which is among `known`. */
export function optionsOf<K extends object>(
  op: string,
  options: unknown,
  known: Readonly<Record<keyof K, unknown>>,
): K {
  const given = options ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    const found = Array.isArray(given) ? 'an array' : typeof given === 'function' ? 'a function' : String(given);
    throw new TypeError(`${op}: its options are an object, { ${Object.keys(known).join(', ')} }, not ${found}`);
  }
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(known, name)) continue;
    const meant = oneMeant(name, Object.keys(known));
    throw meant === undefined ? new ShapeError('option', [op, name]) : new ShapeError('optionMeant', [op, name, meant]);
  }
  return given as K;
}

/** The one of `names` that `name` becomes by one slip, if there is just one. */
export function oneMeant(name: string, names: readonly string[]): string | undefined {
  const meant = names.filter((k) => isSlip(name.toLowerCase(), k.toLowerCase()));
  return meant.length === 1 ? meant[0] : undefined;
}

/** Does one slip of the keyboard make b of a: one letter for another, too few, too many, or two exchanged? */
export function isSlip(a: string, b: string): boolean {
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [x, y] = [a.slice(i), b.slice(i)];
  const [rest, other] = [x.slice(1), y.slice(1)];
  return y === rest || other === x || other === rest || y === rest.slice(0, 1) + x[0] + rest.slice(1);
}

/** The intervals that numbers of calls are in. */
const intervals = {
  '0 or more and less than 1': (x: number) => x >= 0 && x < 1,
  'a number': (x: number) => !Number.isNaN(x),
  'from 0 to 1': (x: number) => x >= 0 && x <= 1,
  'positive and finite': (x: number) => x > 0 && x < Infinity,
  'finite and not negative': (x: number) => x >= 0 && x < Infinity,
  finite: Number.isFinite,
  'a whole number, 0 or more': (x: number) => Number.isSafeInteger(x) && x >= 0,
  'a whole number, 1 or more': (x: number) => Number.isSafeInteger(x) && x >= 1,
};

/** A RangeError unless each value is a number of the kind. */
export function numbersIn(op: string, kind: keyof typeof intervals, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'number' && intervals[kind](value)) continue;
    throw new RangeError(`${op}: ${name} is ${String(value)}; it must be ${kind}`);
  }
}

/** A RangeError unless the value is one of the choices; undefined is the default. */
export function oneOf(op: string, name: string, value: unknown, choices: readonly unknown[]): void {
  if (value === undefined || choices.includes(value)) return;
  const [given, ...all] = [value, ...choices].map((v) => (typeof v === 'string' ? `'${v}'` : String(v)));
  throw new RangeError(`${op}: ${name} is ${given}; it must be ${all.join(' or ')}`);
}
