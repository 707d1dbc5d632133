// Checkpoints: all that a resumed run needs to give the same bits as an unbroken one, in one safetensors file.
//
// Tensors are named by their path in the state, e.g. 'parameters.conv1.w'. The metadata hold the model's name, where
// training stands, the options that shaped it, and a checksum, for safetensors has none of its own. Works on bytes: no
// files (those are checkpointFile.ts), so a page can use it too.
import type { DType } from '../dsl/dtype.ts';
import type { Bytes } from './bytes.ts';
import { crc32 } from './crc32.ts';
import { decodeSafetensors, encodeSafetensors, type RawTensor, type SafetensorsType } from './safetensors.ts';
import type { NamedTensors, TensorData } from './state.ts';

export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
}

/** Where a training run stands. */
export interface Progress {
  readonly model: string;
  readonly seed: number;
  /** steps taken */
  readonly step: number;
  readonly epoch: number;
  /** batches of `epoch` that are done */
  readonly position: number;
  /** what else the run depends on: batch size, data, number of epochs, ... */
  readonly options: Readonly<Record<string, string | number | boolean>>;
}

export interface Checkpoint {
  readonly progress: Progress;
  readonly tensors: NamedTensors;
}

const format = '1';
const types = { f32: 'F32', i32: 'I32', bool: 'BOOL' } as const satisfies Record<DType, SafetensorsType>;

export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, RawTensor>();
  for (const [name, { dtype, shape, data }] of checkpoint.tensors) {
    tensors.set(name, { type: types[dtype], shape, data: dtype === 'bool' ? new Uint8Array(data) : data });
  }
  const progress = JSON.stringify(checkpoint.progress);
  const metadata = {
    'quern.format': format,
    'quern.progress': progress,
    'quern.checksum': checksum(progress, tensors),
  };
  return encodeSafetensors({ tensors, metadata });
}

/** Parses a checkpoint and checks every byte of it; `name` is what errors call it. */
export function decodeCheckpoint(bytes: Bytes, name = 'checkpoint'): Checkpoint {
  const { tensors: raw, metadata } = decodeSafetensors(bytes, name);
  const { 'quern.format': version, 'quern.progress': progress, 'quern.checksum': sum } = metadata;
  if (version === undefined || progress === undefined) {
    throw new CheckpointError(
      `${name}: a safetensors file, but not a checkpoint: it does not say where training stood`,
    );
  }
  if (version !== format) {
    throw new CheckpointError(`${name}: a checkpoint of format ${version}; this version reads format ${format}`);
  }
  if (sum !== checksum(progress, raw)) {
    throw new CheckpointError(`${name}: corrupt: its contents do not match its checksum ${sum}`);
  }
  const tensors = new Map<string, TensorData>();
  for (const [tensor, { type, shape, data }] of raw) {
    if (type === 'F32' && data instanceof Float32Array) tensors.set(tensor, { dtype: 'f32', shape, data });
    else if (type === 'I32' && data instanceof Int32Array) tensors.set(tensor, { dtype: 'i32', shape, data });
    else if (type === 'BOOL') tensors.set(tensor, { dtype: 'bool', shape, data: new Int32Array(data) });
    else throw new CheckpointError(`${name}: '${tensor}' has element type ${type}, which no checkpoint holds`);
  }
  return { progress: requireProgress(progress, name), tensors };
}

/** What a model expects of a tensor. */
export type TensorSpec = Pick<TensorData, 'dtype' | 'shape'>;

/**
 * Throws unless the checkpoint holds exactly the tensors that the model expects, naming the first that differs, in the
 * model's order.
 */
export function requireSameTensors(
  saved: ReadonlyMap<string, TensorSpec>,
  expected: ReadonlyMap<string, TensorSpec>,
  name = 'checkpoint',
): void {
  const prefix = `${name}: a checkpoint of another model`;
  const describe = ({ dtype, shape }: TensorSpec): string => `${dtype} [${shape.join(', ')}]`;
  for (const [tensor, spec] of expected) {
    const other = saved.get(tensor);
    if (other === undefined) throw new CheckpointError(`${prefix}: it lacks '${tensor}', ${describe(spec)}`);
    if (describe(other) !== describe(spec)) {
      throw new CheckpointError(
        `${prefix}: '${tensor}' is ${describe(other)} in the checkpoint, but ${describe(spec)} in the model`,
      );
    }
  }
  for (const [tensor, spec] of saved) {
    if (!expected.has(tensor)) {
      throw new CheckpointError(`${prefix}: it has '${tensor}', ${describe(spec)}, which the model lacks`);
    }
  }
}

function requireProgress(json: string, name: string): Progress {
  const progress = parsed(json);
  if (!isProgress(progress)) {
    throw new CheckpointError(`${name}: corrupt: it does not say where training stood: ${json}`);
  }
  return progress;
}

/** Undefined where it is no JSON: the checksum tells of accidents, not of who wrote it. */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isProgress(x: unknown): x is Progress {
  if (typeof x !== 'object' || x === null) return false;
  const { model, seed, step, epoch, position, options } = x as Partial<Record<keyof Progress, unknown>>;
  const isCount = (n: unknown) => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0;
  const isOption = (v: unknown) => ['string', 'number', 'boolean'].includes(typeof v);
  return (
    typeof model === 'string' &&
    [seed, step, epoch, position].every(isCount) &&
    typeof options === 'object' &&
    options !== null &&
    Object.values(options).every(isOption)
  );
}

/** CRC-32 (ISO 3309) of the progress and of every tensor's name, type, shape and bytes, in order of names. */
function checksum(progress: string, tensors: ReadonlyMap<string, RawTensor>): string {
  let crc = crc32(new TextEncoder().encode(progress), 0);
  for (const [name, { type, shape, data }] of [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))) {
    crc = crc32(new TextEncoder().encode(`${name} ${type} ${shape.join(' ')}\n`), crc);
    crc = crc32(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), crc);
  }
  return crc.toString(16).padStart(8, '0');
}
