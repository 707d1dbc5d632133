// Bytes come as engines and libraries hand them out: buffers, views of all kinds, and what is no bytes at all.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../runtime/checkpoint.ts';
import { parseCifar } from '../../runtime/data/cifar.ts';
import { decompress, pairIdx, parseIdx } from '../../runtime/data/idx.ts';
import { decodeSafetensors, encodeSafetensors } from '../../runtime/safetensors.ts';
import { decodeWeights, type encodeWeights } from '../../runtime/weights.ts';
import { f32, idx } from './fileBytes.ts';

describe('bytes are taken as engines hand them out', () => {
  const labels = idx(8, [2], Uint8Array.of(3, 4));
  const weights = encodeSafetensors({ tensors: new Map([['w', f32(1)]]), metadata: {} });
  const record = new Uint8Array(3073);
  const model = { name: 'm', parameters: [{ name: 'w', leaf: { shape: [1] } }] } as unknown as Parameters<
    typeof encodeWeights
  >[0]; // of it nothing else is read
  const progress = { model: 'm', seed: 0, step: 1, epoch: 0, position: 1, options: {} };
  const checkpoint = encodeCheckpoint({ progress, tensors: new Map() });

  // the casts are the ways in which callers without types go wrong
  const readers: [string, Uint8Array<ArrayBuffer>, (bytes: never) => unknown][] = [
    ['parseIdx', labels, (b) => [...parseIdx(b).data]],
    ['decodeWeights', weights, (b) => decodeWeights(model, b).tensors],
    ['decodeSafetensors', weights, (b) => decodeSafetensors(b).tensors],
    ['decodeCheckpoint', checkpoint, (b) => decodeCheckpoint(b)],
    ['parseCifar', record, (b) => parseCifar(b, 10).labels],
  ];
  const shared = (bytes: Uint8Array) => {
    const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
    copy.set(bytes);
    return copy;
  };
  const odd = (bytes: Uint8Array) => {
    const around = new Uint8Array(bytes.length + 2);
    around.set(bytes, 1);
    return around.subarray(1, -1);
  };
  for (const [name, bytes, read] of readers) {
    test.each([
      ['an ArrayBuffer', bytes.buffer],
      ['a DataView', new DataView(bytes.buffer)],
      ['a Buffer', Buffer.from(bytes)],
      ['shared memory', shared(bytes)],
      ['a SharedArrayBuffer', shared(bytes).buffer],
      ['bytes at an odd place', odd(bytes)],
    ])(`${name}: %s`, (_, form) => {
      expect(read(form as never)).toEqual(read(bytes as never));
    });
    test.each([
      ['a Uint8Array or an ArrayBuffer, not Blob: await its arrayBuffer()', new Blob([bytes])],
      ['not Response: await its arrayBuffer()', new Response(bytes)],
      ['not Promise: await it', Promise.resolve(bytes)],
      ['not Array', [...bytes]],
      ['not String', 'path'],
      ['not Undefined', undefined],
    ])(`${name}: %s`, (message, form) => {
      expect(() => read(form as never)).toThrow(message);
    });
  }
  test('decompress', async () => {
    const packed = Uint8Array.from(gzipSync(labels)).buffer;
    expect(await decompress(packed)).toEqual(labels);
  });
});

test('what a file says many times is not read by a function a number', () => {
  const bytes = new Uint8Array(4_000_000);
  const at = performance.now();
  for (let i = 0, sum = 0; i < bytes.length; i++) sum += bytes[i]! / 255 + 1e-9 * sum;
  const loop = performance.now() - at;
  const images = parseIdx(idx(8, [4, 1000, 1000], bytes));
  const labels = parseIdx(idx(8, [4], new Uint8Array(4)));
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    pairIdx(images, labels);
    return performance.now() - start;
  });
  expect(Math.min(...times)).toBeLessThan(4 * loop + 10);
});
