// Files as someone who means harm writes them: every reader refuses what two readers could read differently, and takes
// memory by what a file is, not by what it claims.
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CheckpointError, decodeCheckpoint, encodeCheckpoint } from '../../runtime/checkpoint.ts';
import { crc32 } from '../../runtime/crc32.ts';
import { parseCifar } from '../../runtime/data/cifar.ts';
import { DataError } from '../../runtime/data/dataset.ts';
import { decompress, decompressIdx, pairIdx, parseIdx } from '../../runtime/data/idx.ts';
import { decodeSafetensors, encodeSafetensors, type RawTensor, SafetensorsError } from '../../runtime/safetensors.ts';
import type { TensorData } from '../../runtime/state.ts';
import { decodeWeights, encodeWeights } from '../../runtime/weights.ts';
import { f32, idx } from './fileBytes.ts';
import { hostileNames } from './hostile.ts';

/** A safetensors file with this text as its header. */
function file(header: string, data: number): Uint8Array {
  const json = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + json.length + data);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  return bytes;
}

describe('safetensors', () => {
  test('any text is a name of a tensor and of a metadatum', () => {
    const names = fc.oneof(fc.constantFrom(...hostileNames), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.uniqueArray(names, { maxLength: 8 }), (list) => {
        const tensors = new Map(list.map((name, i) => [name, f32(i, -i)]));
        const metadata = Object.fromEntries(list.map((name) => [name, name]));
        const read = decodeSafetensors(encodeSafetensors({ tensors, metadata }));
        expect([...read.tensors].map(([name, { data }]) => [name, ...data])).toEqual(
          [...tensors].map(([name, { data }]) => [name, ...data]),
        );
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
      }),
      { numRuns: 200 },
    );
  });

  test('a checkpoint and weights keep them', () => {
    const tensor = (i: number): TensorData => ({ dtype: 'f32', shape: [1], data: Float32Array.of(i) });
    const tensors = new Map(hostileNames.map((name, i) => [name, tensor(i)]));
    const progress = { model: '__proto__', seed: 0, step: 1, epoch: 0, position: 1, options: {} };
    expect(decodeCheckpoint(encodeCheckpoint({ progress, tensors })).tensors).toEqual(tensors);
    const parameters = hostileNames.map((name) => ({ name, leaf: { shape: [1] } }));
    const model = { name: 'hostile', parameters } as unknown as Parameters<typeof encodeWeights>[0]; // of it nothing else is read
    expect(decodeWeights(model, encodeWeights(model, tensors)).tensors).toEqual(tensors);
  });

  const entry = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
  test.each([
    ['a tensor twice', `{"w":${entry},"w":${entry}}`, "f: corrupt: its header has 'w' twice"],
    ['spelt in two ways', `{"w":${entry},"\\u0077" :${entry}}`, "f: corrupt: its header has 'w' twice"],
    ['an offset twice', `{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8],"data_offsets":[0,4]}}`, 'data_offsets'],
    ['metadata twice', '{"__metadata__":{},"__metadata__":{}}', "f: corrupt: its header has '__metadata__' twice"],
    [
      'a shape whose product overflows',
      `{"w":{"dtype":"F32","shape":[${'9007199254740991,'.repeat(20)}0],"data_offsets":[0,0]}}`,
      "f: corrupt: 'w' would have the shape [9007199254740991, 9007",
    ],
    [
      'negative offsets',
      '{"w":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}',
      'lacks dtype, shape or data_offsets',
    ],
    ['offsets beyond 2^53', '{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,9007199254740993]}}', 'lacks dtype'],
    [
      'tensors that overlap',
      `{"v":${entry},"w":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}`,
      "'w', F32 [1], should be at bytes 4 to 8 of the data, the header says 2 to 6",
    ],
    [
      'an element type of Object',
      '{"w":{"dtype":"constructor","shape":[1],"data_offsets":[0,4]}}',
      'element type constr',
    ],
  ])('%s is refused', (_, header, message) => {
    expect(() => decodeSafetensors(file(header, 4), 'f')).toThrow(message);
  });

  test('keys that only look alike are two, and no key is looked for in text', () => {
    const header = `{"w":${entry.replace('4]', '4] ')},"a\\"b\\\\":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"{\\"w\\":":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}`;
    expect([...decodeSafetensors(file(header, 4)).tensors.keys()].sort()).toEqual(['a"b\\', 'w', '{"w":']);
  });

  test('a header of two million brackets, and one of a long string, are only refused', () => {
    expect(() => decodeSafetensors(file('['.repeat(1e6) + ']'.repeat(1e6), 0), 'f')).toThrow('f: not a safetensors');
    expect(() => decodeSafetensors(file(`{"${'\\n'.repeat(1e6)}":1}`, 0), 'f')).toThrow('f: corrupt');
  });

  test('a header that claims more than the file has is refused before it is read', () => {
    const bytes = new Uint8Array(16);
    for (const length of [2n ** 63n, 2n ** 53n, 100_000_001n, 9n]) {
      new DataView(bytes.buffer).setBigUint64(0, length, true);
      expect(() => decodeSafetensors(bytes, 'f')).toThrow(/^f: (not a safetensors file|truncated)/);
    }
  });

  test('data of another type than the header would say are not written', () => {
    const tensors = new Map([['w', { type: 'F32', shape: [1], data: Float64Array.of(1) } as RawTensor]]);
    expect(() => encodeSafetensors({ tensors, metadata: {} })).toThrow("'w': its data are not F32");
  });
});

/** Big-endian doubles. */
function doubles(...values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [i, v] of values.entries()) view.setFloat64(8 * i, v);
  return new Uint8Array(view.buffer);
}

describe('IDX', () => {
  const images = (count: number) => parseIdx(idx(8, [count, 1, 1], new Uint8Array(count)), 'images');
  test.each([2 ** 32 + 3, -1, 10, 2 ** 31, -(2 ** 32) + 1, 1e300])('a label of %d in doubles is no class', (label) => {
    const labels = parseIdx(idx(14, [2], doubles(9, label)), 'labels');
    expect(() => pairIdx(images(2), labels)).toThrow(
      new DataError(`labels: label ${label} at index 1 is outside 0..9`),
    );
  });
  test.each([0.5, Number.NaN, Number.POSITIVE_INFINITY])('a label of %d is no whole number', (label) => {
    const labels = parseIdx(idx(14, [1], doubles(label)), 'labels');
    expect(() => pairIdx(images(1), labels)).toThrow('is not a whole number');
  });
  test('labels in doubles are read, the last ones too', () => {
    expect([...pairIdx(images(3), parseIdx(idx(14, [3], doubles(0, 9, 4)))).labels]).toEqual([0, 9, 4]);
  });

  const most = 2 ** 32 - 1;
  test.each([
    ['that overflow', [most, most, most], /would be of shape|truncated/],
    ['whose product is infinity times 0', [...Array(250).fill(most), 0], /would be of shape/],
    ['of pixels that are none', [3, 0, 28], /holds no images/],
  ])('dimensions %s are refused', (_, shape, message) => {
    const read = () => pairIdx(parseIdx(idx(8, shape, new Uint8Array(0))), parseIdx(idx(8, [3], new Uint8Array(3))));
    expect(read).toThrow(message);
  });
});

describe('gzip', () => {
  const zeros = new Uint8Array(1 << 26);
  const bomb = gzipSync(zeros);

  /** How much memory outside of JavaScript's heap it takes, at most, while it fails. */
  async function peakOf(job: () => Promise<unknown>): Promise<number> {
    const before = process.memoryUsage().arrayBuffers;
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    }, 1);
    await job().catch(() => undefined);
    clearInterval(timer);
    return Math.max(peak, process.memoryUsage().arrayBuffers) - before;
  }

  test('what is no IDX file is left at its first bytes', async () => {
    await expect(decompressIdx(bomb, 'a.gz')).rejects.toThrow('a.gz: not an IDX file: its magic number is 0x00000000');
    expect(await peakOf(() => decompressIdx(bomb, 'a.gz'))).toBeLessThan(zeros.length / 4);
  });

  test('an IDX file is unpacked as far as its header says', async () => {
    const long = gzipSync(Buffer.concat([idx(8, [2], Uint8Array.of(1, 2)), zeros]));
    await expect(decompressIdx(long, 'a.gz')).rejects.toThrow(
      new DataError('a.gz: too long: it should be 10 bytes at most, and unpacks to more'),
    );
    expect(await peakOf(() => decompressIdx(long, 'a.gz'))).toBeLessThan(zeros.length / 4);
  });

  test('a header that claims more than the bytes can hold takes no memory', async () => {
    const packed = gzipSync(idx(8, [2 ** 31], new Uint8Array(100)));
    expect(parse(await decompressIdx(packed, 'a.gz'))).toThrow(
      'a.gz: truncated: u8 [2147483648] takes 2147483656 bytes',
    );
    function parse(plain: Uint8Array) {
      expect(plain.buffer.byteLength).toBeLessThan(1e6);
      return () => parseIdx(plain, 'a.gz');
    }
  });

  test('anything else is unpacked up to a limit', async () => {
    await expect(decompress(bomb, 'a.gz', { limit: 1 << 20 })).rejects.toThrow('a.gz: too long');
    expect(await decompress(bomb, 'a.gz', { limit: zeros.length })).toHaveLength(zeros.length);
    expect(await decompress(gzipSync(Buffer.of(1, 2)), 'a.gz', { limit: 2 })).toEqual(Uint8Array.of(1, 2));
    await expect(decompress(gzipSync(Buffer.of(1, 2)), 'a.gz', { limit: 1 })).rejects.toThrow('a.gz: too long');
  });
});

describe('a file that was changed anywhere', () => {
  const progress = { model: 'm', seed: 0, step: 1, epoch: 0, position: 1, options: { batch: 3 } };
  const named = new Map<string, TensorData>([
    ['a.w', { dtype: 'f32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
    ['b', { dtype: 'bool', shape: [1], data: Int32Array.of(1) }],
  ]);
  const files: [string, Uint8Array, (bytes: Uint8Array) => unknown][] = [
    [
      'safetensors',
      encodeSafetensors({ tensors: new Map([['w', f32(1, 2)]]), metadata: { a: 'b' } }),
      (b) => decodeSafetensors(b, 'f'),
    ],
    ['a checkpoint', encodeCheckpoint({ progress, tensors: named }), (b) => decodeCheckpoint(b, 'f')],
    [
      'images',
      idx(8, [2, 3, 3], new Uint8Array(18)),
      (b) => pairIdx(parseIdx(b, 'f'), parseIdx(idx(8, [2], Uint8Array.of(3, 4)), 'f')),
    ],
    [
      'labels',
      idx(14, [2], doubles(3, 4)),
      (b) => pairIdx(parseIdx(idx(8, [2, 1, 1], new Uint8Array(2)), 'f'), parseIdx(b, 'f')),
    ],
    ['CIFAR', new Uint8Array(2 * 3073), (b) => parseCifar(b, 10, 'f')],
  ];
  const change = fc.oneof(
    fc.record({ at: fc.nat(), byte: fc.nat(255) }),
    fc.record({ at: fc.nat(), cut: fc.constant(true) }),
    fc.record({ at: fc.nat(), insert: fc.uint8Array({ minLength: 1, maxLength: 9 }) }),
  );
  test.each(files)('%s: is read, or refused in our words', (_, bytes, read) => {
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        let changed = [...bytes];
        for (const c of changes) {
          // headers are what matters: half of the changes are there
          const at = c.at % Math.max(1, c.at % 2 === 0 ? changed.length : Math.min(changed.length, 120));
          if ('byte' in c) changed[at] = c.byte;
          else if ('cut' in c) changed = changed.slice(0, at);
          else changed.splice(at, 0, ...c.insert);
        }
        try {
          read(Uint8Array.from(changed));
        } catch (error) {
          const ours = [SafetensorsError, CheckpointError, DataError].some((e) => error instanceof e);
          expect(ours && (error as Error).message.startsWith('f'), String(error)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  test.each(['null', '[]', '{', '{"model":"m"}', '{"model":"m","seed":0,"step":0,"epoch":0,"position":0}', '1e999'])(
    'a checkpoint of somebody else who knows the checksum: %s',
    (json) => {
      const { metadata } = decodeSafetensors(encodeCheckpoint({ progress, tensors: new Map() }));
      // CRC-32 of the progress alone, as there are no tensors
      const sum = crc32(new TextEncoder().encode(json)).toString(16).padStart(8, '0');
      const forged = { ...metadata, 'quern.progress': json, 'quern.checksum': sum };
      expect(() => decodeCheckpoint(encodeSafetensors({ tensors: new Map(), metadata: forged }), 'f')).toThrow(
        new CheckpointError(`f: corrupt: it does not say where training stood: ${json}`),
      );
    },
  );
});
