// The IDX format of the MNIST files (LeCun, Cortes and Burges 1998): magic 0, 0, element type, rank; then one big-endian
// 32-bit size per axis; then the elements, big-endian and row-major. Works on bytes: no files, so a page can use it too.
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

/** Parses the bytes of an IDX file that is not compressed; `name` is what errors call it. */
export function parseIdx(bytes: Uint8Array, name = 'IDX data'): IdxArray {
  if (bytes.length < 4) {
    throw new DataError(`${name}: truncated: an IDX header has at least 4 bytes, the file has ${bytes.length}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const [code, rank] = [view.getUint8(2), view.getUint8(3)];
  if (magic >>> 16 !== 0 || !isTypeCode(code) || rank === 0) {
    throw new DataError(
      `${name}: not an IDX file: its magic number is ${hex(magic)}; images have ${hex(0x803)}, labels ${hex(0x801)}`,
    );
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new DataError(`${name}: truncated: the IDX header has ${header} bytes, the file has ${bytes.length}`);
  }
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const type = elementTypes[code];
  const count = shape.reduce((n, d) => n * d, 1);
  const expected = header + count * type.bytes;
  if (bytes.length !== expected) {
    const what = bytes.length < expected ? 'truncated' : 'too long';
    throw new DataError(
      `${name}: ${what}: ${type.name} [${shape.join(', ')}] takes ${expected} bytes, the file has ${bytes.length}`,
    );
  }
  const data =
    type.name === 'u8'
      ? bytes.subarray(header)
      : Float64Array.from({ length: count }, (_, i) => type.read(view, header + i * type.bytes));
  return { name, elementType: type.name, shape, data };
}

/** Gzip (RFC 1952) or plain bytes to plain bytes, with what browsers and Node both have. */
export async function decompress(bytes: Uint8Array, name = 'IDX data'): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    const stream = new Blob([Uint8Array.from(bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch (cause) {
    throw new DataError(`${name}: truncated or damaged gzip data`, { cause });
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
  if (images.shape[0] === 0) throw new DataError(`${images.name}: holds no images`);
  const scale = images.elementType === 'u8' ? 255 : 1;
  const inputs = Float32Array.from(images.data, (value) => value / scale);
  return dataset({ inputs, labels: wholeNumbers(labels), shape: images.shape.slice(1), classes }, labels.name);
}

function wholeNumbers(labels: IdxArray): Int32Array {
  const wrong = labels.data.findIndex((label) => !Number.isInteger(label));
  if (wrong >= 0) {
    throw new DataError(`${labels.name}: label ${labels.data[wrong]} at index ${wrong} is not a whole number`);
  }
  return Int32Array.from(labels.data);
}
