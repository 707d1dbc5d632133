// What a run is fed: every input, of the right length, as numbers of its element type.
import type { DType } from '../dsl/dtype.ts';
import { elementCount } from '../dsl/expr.ts';
import { nameOf } from './expected.ts';

export type Feeds = Readonly<Record<string, ArrayLike<number>>>;

/** An input as it is declared. */
interface Fed {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/**
 * An error unless every input is there, no other, and each as long as declared; `call` is how the message writes a run
 * that is given one input.
 */
export function requireFeeds(
  name: string,
  inputs: readonly Fed[],
  feeds: Feeds,
  call: (input: string) => string,
): void {
  for (const input of inputs) {
    if (!(input.name in feeds)) {
      throw new Error(`${name}: input '${input.name}' was not given; pass it in ${call(input.name)}`);
    }
    requireData(name, input, feeds[input.name]);
  }
  for (const given in feeds) {
    if (!inputs.some((input) => input.name === given)) {
      throw new Error(
        `${name}: there is no input '${given}'; the inputs are ${inputs.map((input) => input.name).join(', ')}`,
      );
    }
  }
}

function requireData(program: string, { name, shape, dtype }: Fed, data: unknown): void {
  const is = () => `${program}: input '${name}' is ${dtype} [${shape.join(', ')}]`;
  const count = elementCount(shape);
  if (!isFlat(data))
    throw new TypeError(`${is()}; give its ${count} numbers as a flat array, not ${foundInstead(data)}`);
  if (data.length !== count) {
    throw new RangeError(`${is()}, ${count} elements; the data has ${data.length}${otherRows(shape, data.length)}`);
  }
  const wrong = dtype === 'f32' ? -1 : firstFraction(data);
  if (wrong >= 0) throw new TypeError(`${is()}; element ${wrong} is ${data[wrong]}, not an integer`);
}

/** Looks at the first element only: that the rest are numbers too is the types' business. */
function isFlat(data: unknown): data is ArrayLike<number> {
  if (ArrayBuffer.isView(data)) return 'length' in data;
  return Array.isArray(data) && (data.length === 0 || typeof data[0] === 'number');
}

function foundInstead(data: unknown): string {
  return Array.isArray(data) && Array.isArray(data[0]) ? 'an array of arrays: use .flat()' : nameOf(data);
}

/** Data of whole rows of the right size is most often a batch of another size. (Not of labels: any length is.) */
function otherRows(shape: readonly number[], length: number): string {
  const row = elementCount(shape.slice(1));
  const rows = length / row;
  return shape.length > 1 && Number.isInteger(rows) && rows > 0 ? `, ${rows} rows: compile for that size too` : '';
}

function firstFraction(data: ArrayLike<number>): number {
  if (data instanceof Int32Array) return -1;
  for (let i = 0; i < data.length; i++) if (!Number.isInteger(data[i])) return i;
  return -1;
}
