// Weights alone, as safetensors: there and back, from a file written by hand, and what differs by name.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeWeights, encodeWeights, WeightsError } from '../../runtime/data/index.ts';
import {
  adam,
  affine,
  batchNorm,
  compile,
  crossEntropy,
  input,
  model,
  pipe,
  predictStep,
  trainStep,
} from '../../runtime/index.ts';
import { loadWeights, saveWeights } from '../../runtime/node.ts';
import { decodeSafetensors } from '../../runtime/safetensors.ts';

const net = () =>
  model(
    { hidden: affine(2, 3), norm: batchNorm(3), out: affine(3, 2) },
    input('batch', 2),
    (p, x, mode) => pipe(x, p.hidden, p.norm(mode), p.out),
    'net',
  );
const paths = ['hidden.w', 'hidden.b', 'norm.scale', 'norm.shift', 'norm.mean', 'norm.variance', 'out.w', 'out.b'];
const x = Float32Array.of(1, 2, -1, 0.5, 0, 3);
const target = Int32Array.of(0, 1, 1);

test('a trained model is saved without what trains it, and predicts the same when it is loaded', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'quern-weights-'));
  try {
    const [train, predict] = [
      await compile(trainStep(net(), crossEntropy, adam()), { batch: 3 }),
      await compile(predictStep(net()), { batch: 3 }),
    ];
    const { state } = await train.run(train.initialState(4), { input: x, target });
    const path = join(folder, 'net.safetensors');
    await saveWeights(path, net(), state);
    const { tensors, missing, extra, different } = await loadWeights(path, net());
    expect([...tensors.keys()]).toEqual(paths);
    expect([missing, extra, different]).toEqual([[], [], []]);
    const expected = (await predict.run(state, { input: x })).outputs.output!;
    expect((await predict.run(predict.restore(tensors), { input: x })).outputs.output).toEqual(expected);
    // and training goes on from them, with an optimiser that begins
    const again = await train.initialState(9, tensors).snapshot();
    for (const [name, { data }] of tensors) expect(again.get(name)!.data, name).toEqual(data);
    expect([...again.keys()].some((name) => name.startsWith('optimizer.'))).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** A safetensors file byte by byte: the header's length, the header, the numbers. */
function written(header: string, values: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(8 + header.length + 4 * values.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, header.length, true);
  bytes.set(new TextEncoder().encode(header), 8);
  for (const [i, v] of values.entries()) view.setFloat32(8 + header.length + 4 * i, v, true);
  return bytes;
}

const line = () => model({ f: affine(2, 1) }, input('batch', 2), (p, x) => p.f(x), 'line');

test('a file written by hand', async () => {
  const header =
    '{"f.b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"f.w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}';
  const { tensors } = decodeWeights(line(), written(header, [10, 100, 0.5]));
  const program = await compile(predictStep(line()), { batch: 1 });
  const { outputs } = await program.run(program.restore(tensors), { input: [2, 3] });
  expect([...outputs.output!]).toEqual([320.5]);
});

describe('what differs is named', () => {
  const header =
    '{"f.w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"g.w":{"dtype":"F32","shape":[3],"data_offsets":[8,20]}}';
  const other = written(header, [1, 2, 3, 4, 5]);
  test('in one error', () => {
    let error: unknown;
    try {
      decodeWeights(line(), other, { name: 'a.safetensors' });
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(WeightsError);
    expect((error as WeightsError).message).toBe(
      "a.safetensors: not the weights of line: missing 'f.b' [1]; extra 'g.w' [3]; 'f.w' is F32 [1, 2], expected F32 [2, 1]",
    );
    expect((error as WeightsError).differences.missing).toEqual([{ name: 'f.b', shape: [1] }]);
  });
  test('or returned, with what fits', () => {
    const whole = encodeWeights(line(), new Map([tensorOf('f.w', [2, 1]), tensorOf('f.b', [1])]));
    const two = model({ f: affine(2, 1), g: affine(1, 4) }, input('batch', 2), (p, x) => pipe(x, p.f, p.g), 'two');
    const { tensors, missing } = decodeWeights(two, whole, { partial: true });
    expect([...tensors.keys()]).toEqual(['f.w', 'f.b']);
    expect(missing).toEqual([
      { name: 'g.w', shape: [1, 4] },
      { name: 'g.b', shape: [4] },
    ]);
    expect(decodeSafetensors(whole).metadata).toEqual({ model: 'line' });
  });
  test('when it is saved, and when a program is given it', async () => {
    const tensors = new Map([tensorOf('f.w', [1, 2]), tensorOf('f.b', [1])]);
    expect(() => encodeWeights(line(), tensors)).toThrow("encodeWeights: 'f.w' is [1, 2], but [2, 1] in line");
    tensors.delete('f.w');
    expect(() => encodeWeights(line(), tensors)).toThrow("encodeWeights: line has 'f.w', but it was not given");
    const program = await compile(predictStep(line()), { batch: 1 });
    expect(() => program.initialState(0, new Map([tensorOf('g.w', [1])]))).toThrow(
      "initialState: predictStep(line) has no state named 'g.w'",
    );
    expect(() => program.initialState(0, new Map([tensorOf('f.w', [1, 2])]))).toThrow(
      "predictStep(line): state 'f.w' is f32 [1, 2], expected f32 [2, 1]",
    );
  });
});

function tensorOf(name: string, shape: readonly number[]) {
  const data = new Float32Array(shape.reduce((n, d) => n * d, 1)).fill(1);
  return [name, { dtype: 'f32' as const, shape, data }] as const;
}
