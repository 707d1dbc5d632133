// Quern, as its users have it: the built package, the training step of its own library.
// Nothing here needs Node: browser-page.mjs runs the same in a page.

import { totalsOf } from '../../../dist/compiler/explain.js';
import {
  add,
  affine,
  basicBlock,
  batchNorm,
  compile,
  crossCorrelate,
  crossEntropy,
  flatten,
  globalMeanPool,
  input,
  layerNorm,
  matmul,
  maxPool,
  mean,
  model,
  mul,
  parameter,
  permute,
  pipe,
  relu,
  reshape,
  residualStage,
  scale,
  scan,
  sgd,
  sigmoid,
  softmax,
  split,
  tanh,
  trainStep,
  zeros,
  zerosInitializer,
} from '../../../dist/runtime/index.js';
import { epsilon, heads, residualStages } from '../workloads.mjs';

const pool = maxPool(2, { stride: 2 });

/** The models. Layers are named as in workloads.mjs, so that the parameters' paths are its names. */
const models = {
  mlp: () =>
    model({ first: affine(784, 512), second: affine(512, 256), out: affine(256, 10) }, input('batch', 784), (p, x) =>
      pipe(x, p.first, relu, p.second, relu, p.out),
    ),

  lenet: () =>
    model(
      {
        conv1: crossCorrelate(1, 6, 5),
        conv2: crossCorrelate(6, 16, 5),
        first: affine(256, 120),
        second: affine(120, 84),
        out: affine(84, 10),
      },
      input('batch', 1, 28, 28),
      (p, x) => pipe(x, p.conv1, pool, relu, p.conv2, pool, relu, flatten, p.first, relu, p.second, relu, p.out),
    ),

  convnet: () =>
    model(
      {
        conv1: crossCorrelate(1, 24, 5),
        conv2: crossCorrelate(24, 32, 3),
        first: affine(800, 128),
        out: affine(128, 10),
      },
      input('batch', 1, 28, 28),
      (p, x) => pipe(x, p.conv1, pool, relu, p.conv2, pool, relu, flatten, p.first, relu, p.out),
    ),

  lstm: () => {
    const params = {
      input: parameter('input', [64, 512], zerosInitializer),
      recurrent: parameter('recurrent', [128, 512], zerosInitializer),
      b: parameter('b', [512], zerosInitializer),
    };
    const cell = ([h, c], share) => {
      const [i, f, g, o] = split(add(share, matmul(h, params.recurrent)), 1, 4);
      const next = add(mul(sigmoid(f), c), mul(sigmoid(i), tanh(g)));
      return [[mul(sigmoid(o), tanh(next)), next], {}];
    };
    return model({ lstm: { params }, out: affine(128, 10) }, input('batch', 16, 64), (p, x) => {
      const shares = permute(add(matmul(x, params.input), params.b), 1, 0, 2);
      const zero = zeros('batch', 128);
      const { carry } = scan([zero, zero], shares, cell);
      return p.out(carry[0]);
    });
  },

  resnet18: () => {
    const stages = residualStages.map(([name, before, after, stride]) => [
      name,
      residualStage(basicBlock(before, after, { stride }), [basicBlock(after, after)]),
    ]);
    const stem = { correlation: crossCorrelate(3, 64, 7, { stride: 2, padding: 3, bias: false }), norm: batchNorm(64) };
    const layers = { stem, ...Object.fromEntries(stages), out: affine(512, 10) };
    return model(layers, input('batch', 3, 32, 32), (p, x, mode) => {
      const first = pipe(x, p.stem.correlation, p.stem.norm(mode), relu, pool);
      return pipe(first, p.one(mode), p.two(mode), p.three(mode), p.four(mode), globalMeanPool, p.out);
    });
  },

  transformer: () => {
    const layers = {
      ...Object.fromEntries(['query', 'key', 'value', 'mix'].map((name) => [name, affine(128, 128)])),
      norm1: layerNorm(128, { epsilon }),
      widen: affine(128, 512),
      narrow: affine(512, 128),
      norm2: layerNorm(128, { epsilon }),
      out: affine(128, 10),
    };
    return model(layers, input('batch', 64, 128), (p, x) => {
      const by = (layer, ...axes) => permute(reshape(layer(x), 'batch', 64, heads, 128 / heads), ...axes);
      const scores = scale(matmul(by(p.query, 0, 2, 1, 3), by(p.key, 0, 2, 3, 1)), 1 / Math.sqrt(128 / heads));
      const attended = permute(matmul(softmax(scores), by(p.value, 0, 2, 1, 3)), 0, 2, 1, 3);
      const h = p.norm1(add(p.mix(reshape(attended, 'batch', 64, 128)), x));
      return p.out(mean(p.norm2(add(pipe(h, p.widen, relu, p.narrow), h)), 1));
    });
  },
};

/** The state that starts from the workload's weights. */
async function initialState(executable, parameters) {
  const tensors = new Map(await executable.initialState().snapshot());
  for (const [name, { shape, values }] of Object.entries(parameters)) {
    tensors.set(name, { shape, dtype: 'f32', data: values });
  }
  return executable.restore(tensors);
}

/**
 * A training step on a backend, from the workload's weights, on its data.
 *
 * @returns `{ step, memoryBytes, threads, operations }`: what the program holds, and the arithmetic of a step
 */
export async function trainer(backend, { name, learningRate, input: images, labels, parameters }) {
  const definition = trainStep(models[name](), crossEntropy, sgd(learningRate));
  const executable = await compile(definition, { batch: labels.length }, { on: backend });
  if (executable.backend !== backend.name) throw new Error(`asked for ${backend.name}, got ${executable.backend}`);
  let state = await initialState(executable, parameters);
  const feeds = { input: images.values, target: labels };
  return {
    memoryBytes: executable.peakBytes,
    threads: executable.threads,
    operations: totalsOf(executable.program).operations,
    async step() {
      const result = await executable.run(state, feeds);
      state = result.state;
      return result.outputs.loss[0];
    },
  };
}
