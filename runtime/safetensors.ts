// The safetensors format (Hugging Face, https://github.com/huggingface/safetensors): the header's length as a
// little-endian u64; the header, JSON `{name: {dtype, shape, data_offsets}, __metadata__: {string: string}}`; then the
// tensors' bytes, little-endian and row-major, without gaps. Works on bytes: no files, so a page can use it too.
//
// Limits: half-precision and 64-bit integer tensors are refused, for nothing here computes in them.

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

/** The file's bytes. Tensors are laid out by falling element size, so that each is aligned, then in the map's order. */
export function encodeSafetensors(file: Safetensors): Uint8Array<ArrayBuffer> {
  const entries: Record<string, Entry | Readonly<Record<string, string>>> = { [metadataKey]: file.metadata };
  const ordered = [...file.tensors].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  let end = 0;
  for (const [name, { type, shape, data }] of ordered) {
    if (data.length !== count(shape)) {
      throw new SafetensorsError(`'${name}': shape [${shape.join(', ')}] does not have ${data.length} elements`);
    }
    entries[name] = { dtype: type, shape, data_offsets: [end, end + data.byteLength] };
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
export function decodeSafetensors(bytes: Uint8Array, name = 'safetensors data'): Safetensors {
  const { entries, metadata, start } = readHeader(bytes, name);
  const tensors = new Map<string, RawTensor>();
  let end = 0;
  for (const [tensor, entry] of entries) {
    const { dtype, shape, data_offsets } = entry;
    const size = count(shape) * arrays[dtype].BYTES_PER_ELEMENT;
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
  const { [metadataKey]: metadata = {}, ...rest } = json;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw new SafetensorsError(`${name}: corrupt: ${metadataKey} is not a table of strings`);
  }
  const entries = Object.entries(rest).map(([tensor, entry]) => [tensor, requireEntry(entry, tensor, name)] as const);
  entries.sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]);
  return { entries, metadata: metadata as Record<string, string>, start };
}

function parseObject(bytes: Uint8Array, name: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(json)) return json;
  } catch (cause) {
    throw new SafetensorsError(`${name}: not a safetensors file, or corrupt: its header is not JSON`, { cause });
  }
  throw new SafetensorsError(`${name}: not a safetensors file: its header is not a JSON object`);
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
