import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type Checkpoint,
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
  requireSameTensors,
} from '../../runtime/checkpoint.ts';
import { loadCheckpoint, saveCheckpoint } from '../../runtime/checkpointFile.ts';
import { decodeSafetensors, encodeSafetensors, type RawTensor, SafetensorsError } from '../../runtime/safetensors.ts';

/** A file with this header and this many bytes of data. */
function raw(header: unknown, data = 0): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

const decode = (bytes: Uint8Array) => () => decodeSafetensors(bytes, 'f');

describe('safetensors', () => {
  test('the bytes of a small file are as the format says', () => {
    const tensors = new Map<string, RawTensor>([['w', { type: 'F32', shape: [2], data: Float32Array.of(1, -2) }]]);
    const bytes = encodeSafetensors({ tensors, metadata: { by: 'me' } });
    const header = '{"__metadata__":{"by":"me"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'.padEnd(88);
    expect(new TextDecoder().decode(bytes.subarray(8, 96))).toBe(header);
    expect([...bytes.subarray(0, 8)]).toEqual([88, 0, 0, 0, 0, 0, 0, 0]);
    expect([...bytes.subarray(96)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  test('what is written is read back, bit for bit', () => {
    const tensor = fc.oneof(
      fc.float32Array().map((data) => ({ type: 'F32' as const, shape: [data.length], data })),
      fc.float64Array().map((data) => ({ type: 'F64' as const, shape: [1, data.length], data })),
      fc.int32Array().map((data) => ({ type: 'I32' as const, shape: [data.length, 1], data })),
      fc.uint8Array({ max: 1 }).map((data) => ({ type: 'BOOL' as const, shape: [data.length], data })),
    );
    const names = fc.string();
    const file = fc.record({
      tensors: fc.array(fc.tuple(names, tensor)).map((entries) => new Map(entries)),
      metadata: fc.dictionary(names, fc.string(), { noNullPrototype: true }),
    });
    fc.assert(
      fc.property(file, (written) => {
        expect(decodeSafetensors(encodeSafetensors(written))).toEqual(written);
      }),
    );
  });

  const w = { dtype: 'F32', shape: [2], data_offsets: [0, 8] };
  test.each([
    ['nothing', new Uint8Array(3), 'f: truncated: a safetensors file has at least 8 bytes, this has 3'],
    [
      'a header cut short',
      raw({ w }, 8).subarray(0, 20),
      'f: truncated: the safetensors header ends at byte 62, the file has 20',
    ],
    ['data cut short', raw({ w }, 7), "f: truncated: 'w' ends at byte 70, the file has 69"],
    ['data too long', raw({ w }, 9), 'f: corrupt: 1 bytes after the last tensor'],
    [
      'another format',
      new TextEncoder().encode('\x1f\x08 some gzip'),
      /^f: not a safetensors file: it claims a header of \d+ bytes$/,
    ],
    ['a header that is not JSON', raw('{"w":'), 'f: not a safetensors file, or corrupt: its header is not JSON'],
    ['a header that is a list', raw('[1]'), 'f: not a safetensors file: its header is not a JSON object'],
    [
      'an entry without a shape',
      raw({ w: { dtype: 'F32' } }),
      "f: corrupt: the header's entry of 'w' lacks dtype, shape or data_offsets",
    ],
    [
      'a size that does not fit the shape',
      raw({ w: { ...w, shape: [3] } }, 8),
      "f: corrupt: 'w', F32 [3], should be at bytes 0 to 12 of the data, the header says 0 to 8",
    ],
    [
      'a gap between tensors',
      raw({ w, v: { ...w, data_offsets: [12, 20] } }, 20),
      "f: corrupt: 'v', F32 [2], should be at bytes 8 to 16 of the data, the header says 12 to 20",
    ],
    [
      'half precision',
      raw({ w: { dtype: 'F16', shape: [2], data_offsets: [0, 4] } }, 4),
      "f: 'w' has element type F16; supported are F64, F32, I32, U32, I16, U16, I8, U8, BOOL",
    ],
    [
      'metadata that are not strings',
      raw({ __metadata__: { a: 1 } }),
      'f: corrupt: __metadata__ is not a table of strings',
    ],
  ])('%s', (_, bytes, message) => {
    expect(decode(bytes)).toThrow(typeof message === 'string' ? new SafetensorsError(message) : message);
  });
});

const checkpoint: Checkpoint = {
  progress: { model: 'lenet', seed: 7, step: 90, epoch: 2, position: 15, options: { batch: 32, model: 'lenet' } },
  tensors: new Map([
    ['hidden.w', { dtype: 'f32', shape: [2, 2], data: Float32Array.of(1, Number.NaN, -0, 1e-40) }],
    ['seen', { dtype: 'bool', shape: [3], data: Int32Array.of(1, 0, 1) }],
    ['step', { dtype: 'i32', shape: [], data: Int32Array.of(90) }],
  ]),
};

describe('checkpoint', () => {
  test('what is written is read back', () => {
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint);
  });

  test('any changed byte is noticed', () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (let i = 0; i < bytes.length; i++) {
      const damaged = bytes.slice();
      damaged[i]! ^= 1;
      // a space of padding or between JSON tokens may change without harm; nothing else may
      let same = false;
      try {
        expect(decodeCheckpoint(damaged)).toEqual(checkpoint);
        same = true;
      } catch {}
      expect(same, `byte ${i}, ${JSON.stringify(String.fromCharCode(bytes[i]!))}`).toBe(false);
    }
  });

  test('a cut anywhere is noticed', () => {
    const bytes = encodeCheckpoint(checkpoint);
    for (let n = 0; n < bytes.length; n++) expect(() => decodeCheckpoint(bytes.subarray(0, n), 'f')).toThrow(/^f: /);
  });

  test('weights alone are not a checkpoint', () => {
    const weights = encodeSafetensors({ tensors: new Map(), metadata: {} });
    expect(() => decodeCheckpoint(weights, 'f')).toThrow(
      'f: a safetensors file, but not a checkpoint: it does not say where training stood',
    );
  });

  const spec = (shape: number[], dtype: 'f32' | 'i32' = 'f32') => ({ dtype, shape });
  test.each([
    [
      'shape',
      { a: spec([1]), b: spec([2]) },
      { a: spec([1]), b: spec([3]) },
      "'b' is f32 [2] in the checkpoint, but f32 [3] in the model",
    ],
    [
      'element type',
      { a: spec([1]) },
      { a: spec([1], 'i32') },
      "'a' is f32 [1] in the checkpoint, but i32 [1] in the model",
    ],
    ['missing', { a: spec([1]) }, { b: spec([]), a: spec([1]) }, "it lacks 'b', f32 []"],
    ['extra', { a: spec([1]), b: spec([2]) }, { a: spec([1]) }, "it has 'b', f32 [2], which the model lacks"],
  ])('of another model, by %s: the first difference is named', (_, saved, expected, message) => {
    const compare = () => requireSameTensors(new Map(Object.entries(saved)), new Map(Object.entries(expected)), 'f');
    expect(compare).toThrow(new CheckpointError(`f: a checkpoint of another model: ${message}`));
  });
});

describe('checkpoint files', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quern-checkpoint-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('are replaced as a whole, and leave nothing else behind', async () => {
    const path = join(folder, 'a.safetensors');
    await writeFile(path, 'old');
    await saveCheckpoint(path, checkpoint);
    expect(await loadCheckpoint(path)).toEqual(checkpoint);
    expect(await readdir(folder)).toEqual(['a.safetensors']);
  });
  test('that cannot be written or read say why', async () => {
    const path = join(folder, 'no', 'a');
    await expect(saveCheckpoint(path, checkpoint)).rejects.toThrow(
      new CheckpointError(`${path}: the checkpoint cannot be written: no such file or directory`),
    );
    await expect(loadCheckpoint(path)).rejects.toThrow(
      new CheckpointError(`${path}: the checkpoint cannot be read: no such file or directory`),
    );
  });
});
