// What a run is fed: every input, of the right length, as numbers of its element type.
import type { Port, Program } from '../compiler/program.ts';
import { elementCount } from '../dsl/expr.ts';
import type { Graph } from '../dsl/graph.ts';
import { nameOf } from './expected.ts';

export type Feeds = Readonly<Record<string, ArrayLike<number>>>;

/** The data for each input of the program; an error, before anything is written, if some are missing or wrong. */
export function checkedFeeds(
  name: string,
  graph: Graph,
  program: Program,
  feeds: Feeds,
): readonly (readonly [Port, ArrayLike<number>])[] {
  const known = graph.inputs.map((i) => i.name);
  for (const input of known) {
    if (!(input in feeds))
      throw new Error(`${name}: input '${input}' was not given; pass it in run(state, { ${input} })`);
  }
  for (const given of Object.keys(feeds)) {
    if (!known.includes(given))
      throw new Error(`${name}: there is no input '${given}'; the inputs are ${known.join(', ')}`);
  }
  return program.inputs.map(
    (port) => [port, checked(`${name}: input '${port.name}'`, port, feeds[port.name])] as const,
  );
}

function checked(what: string, { shape, dtype }: Port, data: unknown): ArrayLike<number> {
  const is = `${what} is ${dtype} [${shape.join(', ')}]`;
  const count = elementCount(shape);
  if (!isFlat(data)) throw new TypeError(`${is}; give its ${count} numbers as a flat array, not ${foundInstead(data)}`);
  if (data.length !== count) {
    throw new RangeError(`${is}, ${count} elements; the data has ${data.length}${otherRows(shape, data.length)}`);
  }
  const wrong = dtype === 'f32' ? -1 : firstFraction(data);
  if (wrong >= 0) throw new TypeError(`${is}; element ${wrong} is ${data[wrong]}, not an integer`);
  return data;
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
