// The safetensors format (Hugging Face, https://github.com/huggingface/safetensors): the header's length as a
// little-endian u64; the header, JSON `{name: {dtype, shape, data_offsets}, __metadata__: {string: string}}`; then the
// tensors' bytes, little-endian and row-major, without gaps. Works on bytes: no files, so a page can use it too.
//
// Limits: half-precision and 64-bit integer tensors are refused, for nothing here computes in them. The format keeps the
// name __metadata__ for itself: a tensor of that name is written with a backslash before it, and read without.
import { type Bytes, bytesOf } from './bytes.ts';

export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

const arrays = {
  F64: Float64Array,
  F32: Float32Array,
  I32: Int32Array,
  U32: Uint32Array,
  I16: Int16Array,
  U16: Uint16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
} as const;

export type SafetensorsType = keyof typeof arrays;

type ElementArray =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

export interface RawTensor {
  readonly type: SafetensorsType;
  readonly shape: readonly number[];
  readonly data: ElementArray;
}

export interface Safetensors {
  readonly tensors: ReadonlyMap<string, RawTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: SafetensorsType;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const metadataKey = '__metadata__';
/** The format's own limit on a header, against files that only look like one. */
const maximumHeader = 100_000_000;
const count = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);
/** One backslash more or less before the name that the format keeps for itself, and before those that look like it. */
const writtenName = (name: string): string => (/^\\*__metadata__$/.test(name) ? `\\${name}` : name);
const readName = (name: string): string => (/^\\+__metadata__$/.test(name) ? name.slice(1) : name);

/** The file's bytes. Tensors are laid out by falling element size, so that each is aligned, then in the map's order. */
export function encodeSafetensors(file: Safetensors): Uint8Array<ArrayBuffer> {
  // without a prototype: names come from models, and __proto__ is one like any other
  const entries: Record<string, Entry | Readonly<Record<string, string>>> = Object.create(null);
  entries[metadataKey] = file.metadata;
  const ordered = [...file.tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let end = 0;
  for (const [name, { type, shape, data }] of ordered) {
    if (data.length !== count(shape)) {
      throw new SafetensorsError(`'${name}': shape [${shape.join(', ')}] does not have ${data.length} elements`);
    }
    if (!(data instanceof arrays[type])) throw new SafetensorsError(`'${name}': its data are not ${type}`);
    entries[writtenName(name)] = { dtype: type, shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(entries));
  const start = 8 + Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(json, 8);
  let at = start;
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Parses and checks a whole file; `name` is what errors call it. The tensors are copies. */
export function decodeSafetensors(given: Bytes, name = 'safetensors data'): Safetensors {
  const bytes = bytesOf(name, given);
  const { entries, metadata, start } = readHeader(bytes, name);
  const tensors = new Map<string, RawTensor>();
  let end = 0;
  for (const [tensor, entry] of entries) {
    const { dtype, shape, data_offsets } = entry;
    const size = count(shape) * arrays[dtype].BYTES_PER_ELEMENT;
    if (!Number.isSafeInteger(size)) {
      throw new SafetensorsError(`${name}: corrupt: '${tensor}' would have the shape [${shape.join(', ')}]`);
    }
    if (data_offsets[0] !== end || data_offsets[1] !== end + size) {
      throw new SafetensorsError(
        `${name}: corrupt: '${tensor}', ${dtype} [${shape.join(', ')}], should be at bytes ${end} to ${end + size} of the data, the header says ${data_offsets.join(' to ')}`,
      );
    }
    end += size;
    if (start + end > bytes.length) {
      throw new SafetensorsError(
        `${name}: truncated: '${tensor}' ends at byte ${start + end}, the file has ${bytes.length}`,
      );
    }
    const copy = new Uint8Array(size); // slice() would share the bytes of a Node Buffer, and its alignment
    copy.set(bytes.subarray(start + end - size, start + end));
    const data = new arrays[dtype](copy.buffer);
    tensors.set(tensor, { type: dtype, shape, data });
  }
  if (start + end !== bytes.length) {
    throw new SafetensorsError(`${name}: corrupt: ${bytes.length - start - end} bytes after the last tensor`);
  }
  return { tensors, metadata };
}

interface Header {
  /** by position in the file */
  readonly entries: readonly (readonly [string, Entry])[];
  readonly metadata: Record<string, string>;
  /** where the data begins */
  readonly start: number;
}

function readHeader(bytes: Uint8Array, name: string): Header {
  if (bytes.length < 8) {
    throw new SafetensorsError(`${name}: truncated: a safetensors file has at least 8 bytes, this has ${bytes.length}`);
  }
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  if (length > maximumHeader) {
    throw new SafetensorsError(`${name}: not a safetensors file: it claims a header of ${length} bytes`);
  }
  const start = 8 + length;
  if (start > bytes.length) {
    throw new SafetensorsError(
      `${name}: truncated: the safetensors header ends at byte ${start}, the file has ${bytes.length}`,
    );
  }
  const json = parseObject(bytes.subarray(8, start), name);
  const metadata = Object.hasOwn(json, metadataKey) ? json[metadataKey] : {};
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw new SafetensorsError(`${name}: corrupt: ${metadataKey} is not a table of strings`);
  }
  const entries = Object.entries(json)
    .filter(([key]) => key !== metadataKey)
    .map(([key, entry]) => [readName(key), requireEntry(entry, key, name)] as const);
  entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  return { entries, metadata: metadata as Record<string, string>, start };
}

function parseObject(bytes: Uint8Array, name: string): Record<string, unknown> {
  let [text, json]: [string, unknown] = ['', null];
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes)); // of shared memory it takes none
    json = JSON.parse(text);
  } catch (cause) {
    throw new SafetensorsError(`${name}: not a safetensors file, or corrupt: its header is not JSON`, { cause });
  }
  if (!isRecord(json)) throw new SafetensorsError(`${name}: not a safetensors file: its header is not a JSON object`);
  const twice = repeatedKey(text);
  if (twice !== undefined) throw new SafetensorsError(`${name}: corrupt: its header has '${twice}' twice`);
  return json;
}

/** A key that an object of this JSON has twice: JSON.parse takes the last, other readers the first. */
function repeatedKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const c = json[at];
    if (c === '{') open.push(new Set());
    else if (c === '}') open.pop();
    if (c !== '"') continue;
    const start = at++;
    for (; json[at] !== '"'; at++) if (json[at] === '\\') at++;
    let next = at + 1;
    while (/\s/.test(json[next] ?? '')) next++;
    if (json[next] !== ':') continue;
    const key: string = JSON.parse(json.slice(start, at + 1)); // a string of a text that was parsed
    const keys = open.at(-1)!;
    if (keys.has(key)) return key;
    keys.add(key);
  }
  return undefined;
}

function requireEntry(entry: unknown, tensor: string, name: string): Entry {
  const { dtype, shape, data_offsets } = isRecord(entry) ? entry : {};
  if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(data_offsets) || data_offsets.length !== 2) {
    throw new SafetensorsError(
      `${name}: corrupt: the header's entry of '${tensor}' lacks dtype, shape or data_offsets`,
    );
  }
  if (!Object.hasOwn(arrays, dtype)) {
    throw new SafetensorsError(
      `${name}: '${tensor}' has element type ${dtype}; supported are ${Object.keys(arrays).join(', ')}`,
    );
  }
  return { dtype: dtype as SafetensorsType, shape, data_offsets: [data_offsets[0]!, data_offsets[1]!] };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSizes = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
