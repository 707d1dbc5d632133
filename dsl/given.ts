// Numbers that come from outside the language: feeds, states, constants. Each is looked at once, so that what was checked
// is what is used, whatever else has hold of the data.
import type { DType, TypedArray } from './dtype.ts';

/** How a message names a value that is not what was expected. */
export function nameOf(x: unknown): string {
  if (typeof x === 'string') return `'${x}'`;
  if (x === null || x === undefined) return `${x}`;
  if (typeof x !== 'object') return `a ${typeof x}`;
  if ('then' in x && typeof x.then === 'function') return 'a promise: await it';
  return Array.isArray(x) ? 'an array' : 'an object';
}

/** A plain array or a typed one, of this realm or another. */
export interface Flat {
  /** '' of a plain array, else the name of its type */
  readonly kind: string;
  readonly length: number;
  readonly data: ArrayLike<unknown>;
}

/** What engines know of a typed array, whatever its class says. */
const internal = (key: PropertyKey) =>
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Int8Array.prototype), key)!.get!;

/** null of everything else: strings, nested arrays, a DataView, objects with a length. */
export function flatOf(data: unknown): Flat | null {
  const kind: string | undefined = internal(Symbol.toStringTag).call(data);
  // the engine has named the type
  if (kind !== undefined) return { kind, length: internal('length').call(data), data: data as ArrayLike<unknown> };
  return Array.isArray(data) && !Array.isArray(data[0]) ? { kind: '', length: data.length, data } : null;
}

/** integers that i32 holds */
const narrow = /^Int|^Uint(8|16)/;

/**
 * Copies numbers of `dtype` into an array of their count. `fault` makes the error of what is no such number: i32 takes
 * whole numbers of 32 bits, bool true, false and whole numbers, all but 0 true.
 */
export function convert<T extends TypedArray>(
  { kind, data }: Flat,
  dtype: DType,
  to: T,
  fault: (what: string) => Error,
): T {
  if (kind[0] === 'B') throw fault(`its data is a ${kind}, expected numbers: Array.from(data, Number)`);
  if (kind !== '' && (dtype === 'f32' || (dtype === 'i32' && narrow.test(kind)))) {
    to.set(data as ArrayLike<number>); // its kind says so
    return to;
  }
  for (let i = 0; i < to.length; i++) {
    const x = data[i];
    if (typeof x === 'number' && (dtype === 'f32' || (dtype === 'i32' ? (x | 0) === x : Number.isInteger(x)))) {
      to[i] = dtype === 'bool' && x !== 0 ? 1 : x;
    } else if (dtype === 'bool' && typeof x === 'boolean') to[i] = +x;
    else throw fault(`element ${i} is ${wrong(x)}`);
  }
  return to;
}

function wrong(x: unknown): string {
  if (typeof x !== 'number') return `${nameOf(x)}, not a number`;
  return Number.isInteger(x) ? `${x}, outside of i32: -2147483648 to 2147483647` : `${x}, not an integer`;
}
