// The IDX format of the MNIST files (LeCun, Cortes and Burges 1998): magic 0, 0, element type, rank; then one big-endian
// 32-bit size per axis; then the elements, big-endian and row-major. Works on bytes: no files, so a page can use it too.
import { numbersIn, optionsOf } from '../../dsl/shape/rules/index.ts';
import { type Bytes, bytesOf } from '../bytes.ts';
import { DataError, type Dataset, dataset } from './dataset.ts';

const elementTypes = {
  8: { name: 'u8', bytes: 1, read: (view: DataView, at: number) => view.getUint8(at) },
  9: { name: 'i8', bytes: 1, read: (view: DataView, at: number) => view.getInt8(at) },
  11: { name: 'i16', bytes: 2, read: (view: DataView, at: number) => view.getInt16(at) },
  12: { name: 'i32', bytes: 4, read: (view: DataView, at: number) => view.getInt32(at) },
  13: { name: 'f32', bytes: 4, read: (view: DataView, at: number) => view.getFloat32(at) },
  14: { name: 'f64', bytes: 8, read: (view: DataView, at: number) => view.getFloat64(at) },
} as const;

type TypeCode = keyof typeof elementTypes;

/** A parsed file. Integers up to 32 bits are exact in `data`. */
export interface IdxArray {
  /** what errors call it: its file name */
  readonly name: string;
  readonly elementType: (typeof elementTypes)[TypeCode]['name'];
  readonly shape: readonly number[];
  readonly data: Float64Array | Uint8Array;
}

const hex = (magic: number): string => `0x${magic.toString(16).padStart(8, '0')}`;
const isTypeCode = (code: number): code is TypeCode => Object.hasOwn(elementTypes, code);
const magicOf = (array: IdxArray): number => {
  const code = Object.entries(elementTypes).find(([, type]) => type.name === array.elementType)![0];
  return Number(code) * 256 + array.shape.length;
};

type Element = (typeof elementTypes)[TypeCode];

interface Header {
  readonly type: Element;
  readonly shape: readonly number[];
  /** bytes of the header itself */
  readonly length: number;
  /** bytes of the whole file, as the header has it */
  readonly total: number;
}

/** What the first bytes of a file say of it; null where more of them are needed. */
function headerOf(bytes: Uint8Array, name: string): Header | null {
  if (bytes.length < 4) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const [code, rank] = [view.getUint8(2), view.getUint8(3)];
  if (magic >>> 16 !== 0 || !isTypeCode(code) || rank === 0) {
    throw new DataError(
      `${name}: not an IDX file: its magic number is ${hex(magic)}; images have ${hex(0x803)}, labels ${hex(0x801)}`,
    );
  }
  const length = 4 + 4 * rank;
  if (bytes.length < length) return null;
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const total = length + shape.reduce((n, d) => n * d, elementTypes[code].bytes);
  if (!Number.isSafeInteger(total)) {
    throw new DataError(`${name}: not an IDX file: it would be of shape [${shape.join(', ')}]`);
  }
  return { type: elementTypes[code], shape, length, total };
}

/** Parses the bytes of an IDX file that is not compressed; `name` is what errors call it. */
export function parseIdx(given: Bytes, name = 'IDX data'): IdxArray {
  const bytes = bytesOf(name, given);
  const header = headerOf(bytes, name);
  if (header === null) {
    const least = bytes.length < 4 ? 'an IDX header has at least 4' : `the IDX header has ${4 + 4 * bytes[3]!}`;
    throw new DataError(`${name}: truncated: ${least} bytes, the file has ${bytes.length}`);
  }
  const { type, shape, length, total } = header;
  if (bytes.length !== total) {
    const what = bytes.length < total ? 'truncated' : 'too long';
    throw new DataError(
      `${name}: ${what}: ${type.name} [${shape.join(', ')}] takes ${total} bytes, the file has ${bytes.length}`,
    );
  }
  if (type.name === 'u8') return { name, elementType: type.name, shape, data: bytes.subarray(length) };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Float64Array((total - length) / type.bytes);
  for (let i = 0; i < data.length; i++) data[i] = type.read(view, length + i * type.bytes);
  return { name, elementType: type.name, shape, data };
}

export interface DecompressOptions {
  /** how many bytes there may be at most when they are plain; 256 MiB if nothing is said */
  readonly limit?: number;
}

/**
 * Gzip (RFC 1952) or plain bytes to plain bytes, with what browsers and Node both have. An error as soon as there are more
 * of them than `limit`: a thousandth of that is enough to make them of.
 */
export async function decompress(
  given: Bytes,
  name = 'IDX data',
  options: DecompressOptions = {},
): Promise<Uint8Array> {
  const { limit = 2 ** 28 } = optionsOf<DecompressOptions>('decompress', options, { limit: 1 });
  numbersIn('decompress', 'positive and finite', { limit });
  return unzip(bytesOf(name, given), name, () => limit);
}

/** The same of an IDX file, which may be as long as its header says, and no longer. */
export function decompressIdx(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  return unzip(bytes, name, (head) => headerOf(head, name)?.total ?? null);
}

/** Deflate makes at most so many bytes of one (RFC 1951: 258 of 2 bits). */
const densest = 1032;

/** `limitOf` says of the first bytes how many there may be, or null where it needs more of them. */
async function unzip(
  bytes: Uint8Array,
  name: string,
  limitOf: (head: Uint8Array) => number | null,
): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
  const reader = stream.getReader();
  const damaged = (cause: unknown) => new DataError(`${name}: truncated or damaged gzip data`, { cause });
  let plain = new Uint8Array(1024);
  let [length, limit]: [number, number | null] = [0, null];
  const checkLimit = () => {
    limit ??= limitOf(plain.subarray(0, length));
    if (limit === null || length <= limit) return;
    throw new DataError(`${name}: too long: it should be ${limit} bytes at most, and unpacks to more`);
  };
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => Promise.reject(damaged(cause)));
      if (done) return plain.subarray(0, length);
      if (length + value.length > plain.length) {
        const most = Math.min(limit ?? Number.POSITIVE_INFINITY, bytes.length * densest);
        const larger = new Uint8Array(Math.max(length + value.length, Math.min(most, 2 * plain.length)));
        larger.set(plain.subarray(0, length));
        plain = larger;
      }
      plain.set(value, length);
      length += value.length;
      checkLimit();
    }
  } finally {
    await reader.cancel().catch(() => undefined); // where it was left before its end; otherwise it is nothing
  }
}

const kinds = { images: { rank: 3, magic: 0x803 }, labels: { rank: 1, magic: 0x801 } } as const;

function requireKind(array: IdxArray, kind: keyof typeof kinds): void {
  if (array.shape.length === kinds[kind].rank) return;
  const found = Object.entries(kinds).find(([, { rank }]) => rank === array.shape.length)?.[0];
  throw new DataError(
    `${array.name}: expected ${kind} (magic ${hex(kinds[kind].magic)}), ` +
      `found ${found ?? `${array.shape.length} axes`} (magic ${hex(magicOf(array))}) of shape [${array.shape.join(', ')}]`,
  );
}

/** Images [count, rows, columns] and labels [count] as one data set. Bytes are scaled from 0..255 to [0, 1]. */
export function pairIdx(images: IdxArray, labels: IdxArray, classes = 10): Dataset {
  requireKind(images, 'images');
  requireKind(labels, 'labels');
  if (images.shape[0] !== labels.shape[0]) {
    throw new DataError(
      `${images.name} has ${images.shape[0]} images, but ${labels.name} has ${labels.shape[0]} labels: they do not belong together`,
    );
  }
  if (images.data.length === 0) throw new DataError(`${images.name}: holds no images`);
  const scale = images.elementType === 'u8' ? 255 : 1;
  // a plain loop: Float32Array.from with a function takes ten times as long
  const inputs = new Float32Array(images.data.length);
  for (let i = 0; i < inputs.length; i++) inputs[i] = images.data[i]! / scale;
  return dataset({ inputs, labels: wholeNumbers(labels, classes), shape: images.shape.slice(1), classes }, labels.name);
}

/** As 32-bit integers, each the number that it was in the file. */
function wholeNumbers({ name, data }: IdxArray, classes: number): Int32Array {
  const labels = new Int32Array(data.length);
  for (let i = 0; i < labels.length; i++) {
    labels[i] = data[i]!;
    if (labels[i] === data[i]) continue;
    const fault = Number.isInteger(data[i]) ? `outside 0..${classes - 1}` : 'not a whole number';
    throw new DataError(`${name}: label ${data[i]} at index ${i} is ${fault}`);
  }
  return labels;
}
