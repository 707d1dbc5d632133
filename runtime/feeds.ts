// What a run is fed: every input, of the right length, as numbers of its element type, as they are at the call.
import { allocate, type DType, type Numbers } from '../dsl/dtype.ts';
import { elementCount } from '../dsl/expr.ts';
import { convert, flatOf, nameOf } from '../dsl/given.ts';
import type { IndexRange } from '../dsl/ranges.ts';

/** By input, of the names F: plain arrays of numbers or typed arrays. A run reads them when it is called; they may change afterwards. */
export type Feeds<F extends string = string> = Readonly<Record<F, ArrayLike<number>>>;

/** A tensor as it is declared. */
export interface Declared {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** what whole numbers are held to */
  readonly ranges?: readonly IndexRange[];
}

/**
 * The data of each input, in their order. An error unless every input is there, no other, and each as declared; `call` is
 * how the message writes a run that is given one input. Where data need no conversion they are the caller's own, unless
 * `copy`.
 */
export function takeFeeds(
  name: string,
  inputs: readonly Declared[],
  feeds: Feeds,
  call: (input: string) => string,
  copy: boolean,
): Numbers[] {
  const known = new Set(inputs.map((input) => input.name));
  const others = Object.keys(feeds ?? {}).filter((given) => !known.has(given));
  const taken = inputs.map((input) => {
    if (!has(feeds, input.name)) {
      const instead =
        others.length > 0 ? `; it is no input that was: ${others.map((given) => `'${given}'`).join(', ')}` : '';
      throw new Error(`${name}: input '${input.name}' was not given; pass it in ${call(asKey(input.name))}${instead}`);
    }
    return numbersOf(`${name}: input`, input, feeds[input.name], copy);
  });
  if (others.length > 0) {
    const all = inputs.length > 0 ? `the inputs are ${[...known].join(', ')}` : 'it has no inputs';
    throw new Error(`${name}: there is no input '${others[0]}'; ${all}`);
  }
  return taken;
}

/** Own properties, and those of a class, but not what every object has. */
const has = (feeds: unknown, name: string): boolean =>
  typeof feeds === 'object' && feeds !== null && (Object.hasOwn(feeds, name) || (name in feeds && !(name in {})));

/** A name as it is written in an object. */
const asKey = (name: string): string => (/^[\w$]+$/.test(name) ? name : `'${name}': data`);

/**
 * The numbers of one tensor; `what` begins the error. Where the data are an array of the very type they are returned as
 * they are, unless `copy`.
 */
export function numbersOf(
  what: string,
  { name, shape, dtype, ranges }: Declared,
  data: unknown,
  copy: boolean,
): Numbers {
  const is = () => `${what} '${name}' is ${dtype} [${shape.join(', ')}]`;
  const count = elementCount(shape);
  const flat = flatOf(data);
  if (flat === null) {
    throw new TypeError(`${is()}; give its ${count} numbers as a flat array, not ${foundInstead(data)}`);
  }
  const { kind, length } = flat;
  if (length !== count) {
    const why = length === 0 && isDetached(data) ? ': its buffer was transferred away' : otherRows(shape, length);
    throw new RangeError(`${is()}, ${count} elements; the data has ${length}${why}`);
  }
  const held = (numbers: Numbers): Numbers => {
    for (const { by, of, below, besides, read } of ranges ?? []) {
      const at = numbers.findIndex((n, i) => (n < 0 || n >= below) && n !== besides && read?.[i] !== 0);
      if (at < 0) continue;
      const fix = of === 'classes' && besides === undefined ? '; examples to leave out have its ignoreIndex' : '';
      throw new RangeError(
        `${is()}; element ${placeOf(at, shape)} is ${numbers[at]}, but ${by} has ${below} ${of}, 0 to ${below - 1}${fix}`,
      );
    }
    return numbers;
  };
  // f32 and i32 as they are stored: the engine has named the type
  if (!copy && ((dtype === 'f32' && kind === 'Float32Array') || (dtype === 'i32' && kind === 'Int32Array'))) {
    return held(data as Numbers);
  }
  return held(convert(flat, dtype, allocate(dtype, count), (fault) => new TypeError(`${is()}; ${fault}`)));
}

/** The place of an element in row-major data: 3, or [1, 0]. */
export function placeOf(element: number, shape: readonly number[]): string {
  let rest = element;
  const at = shape.map((_, k) => {
    const stride = elementCount(shape.slice(k + 1));
    const index = Math.floor(rest / stride);
    rest -= index * stride;
    return index;
  });
  return at.length === 1 ? `${element}` : `[${at.join(', ')}]`;
}

function foundInstead(data: unknown): string {
  return Array.isArray(data) ? 'an array of arrays: use .flat()' : nameOf(data);
}

/** A view of a buffer that is gone has no length, and no other view of it can be made. */
function isDetached(data: unknown): boolean {
  if (!ArrayBuffer.isView(data)) return false;
  try {
    new Uint8Array(data.buffer);
    return false;
  } catch {
    return true;
  }
}

/** Data of whole rows of the right size is most often a batch of another size. (Not of labels: any length is.) */
function otherRows(shape: readonly number[], length: number): string {
  const row = elementCount(shape.slice(1));
  const rows = length / row;
  return shape.length > 1 && Number.isInteger(rows) && rows > 0 ? `, ${rows} rows: compile for that size too` : '';
}
