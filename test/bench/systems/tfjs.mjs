// TensorFlow.js in Node, wasm (SIMD, one thread) or plain JavaScript ("cpu").

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { classes, epsilon, heads } from '../workloads.mjs';
import { cannot } from './gpu.mjs';

// The CommonJS builds: the packages' ES modules import without file endings, which Node refuses.
const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs'); // core, the gradients, the cpu backend

const affine = (p, name, x) => {
  if (x.rank === 2) return tf.add(tf.matMul(x, p[`${name}.w`]), p[`${name}.b`]);
  const [batch, positions, width] = x.shape;
  const flat = tf.add(tf.matMul(tf.reshape(x, [batch * positions, width]), p[`${name}.w`]), p[`${name}.b`]);
  return tf.reshape(flat, [batch, positions, flat.shape[1]]);
};

const convolve = (p, name, x) => tf.add(tf.conv2d(x, p[`${name}.w`], 1, 'valid'), p[`${name}.b`]);
const maxPool = (x) => tf.maxPool(x, 2, 2, 'valid');
const flatten = (x) => tf.reshape(x, [x.shape[0], -1]);

function layerNorm(p, name, x) {
  const { mean, variance } = tf.moments(x, -1, true);
  const standard = tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(standard, p[`${name}.scale`]), p[`${name}.shift`]);
}

const forward = {
  mlp: (p, x) => affine(p, 'out', tf.relu(affine(p, 'second', tf.relu(affine(p, 'first', x))))),

  lenet(p, x) {
    x = tf.relu(maxPool(convolve(p, 'conv1', x)));
    x = tf.relu(maxPool(convolve(p, 'conv2', x)));
    x = tf.relu(affine(p, 'first', flatten(x)));
    return affine(p, 'out', tf.relu(affine(p, 'second', x)));
  },

  convnet(p, x) {
    x = tf.relu(maxPool(convolve(p, 'conv1', x)));
    x = tf.relu(maxPool(convolve(p, 'conv2', x)));
    return affine(p, 'out', tf.relu(affine(p, 'first', flatten(x))));
  },

  lstm(p, x) {
    const [batch, steps, inputs] = x.shape;
    const shares = tf.add(tf.matMul(tf.reshape(x, [batch * steps, inputs]), p['lstm.input']), p['lstm.b']);
    let h = tf.zeros([batch, 128]);
    let c = tf.zeros([batch, 128]);
    for (const share of tf.unstack(tf.reshape(shares, [batch, steps, 512]), 1)) {
      const [i, f, g, o] = tf.split(tf.add(share, tf.matMul(h, p['lstm.recurrent'])), 4, 1);
      c = tf.add(tf.mul(tf.sigmoid(f), c), tf.mul(tf.sigmoid(i), tf.tanh(g)));
      h = tf.mul(tf.sigmoid(o), tf.tanh(c));
    }
    return affine(p, 'out', h);
  },

  transformer(p, x) {
    const [batch, positions, width] = x.shape;
    const split = (name) =>
      tf.transpose(tf.reshape(affine(p, name, x), [batch, positions, heads, width / heads]), [0, 2, 1, 3]);
    const scores = tf.mul(tf.matMul(split('query'), split('key'), false, true), 1 / Math.sqrt(width / heads));
    const attended = tf.transpose(tf.matMul(tf.softmax(scores), split('value')), [0, 2, 1, 3]);
    const h = layerNorm(p, 'norm1', tf.add(affine(p, 'mix', tf.reshape(attended, x.shape)), x));
    const fed = affine(p, 'narrow', tf.relu(affine(p, 'widen', h)));
    return affine(p, 'out', tf.mean(layerNorm(p, 'norm2', tf.add(fed, h)), 1));
  },
};

/** Images and filters with the channels last, and the rows of the first affine layer after a flatten likewise. */
function channelsLast({ input, parameters }) {
  const p = {};
  for (const [key, { shape, values }] of Object.entries(parameters)) {
    const tensor = tf.tensor(values, shape);
    p[key] = shape.length === 4 ? tf.transpose(tensor, [2, 3, 1, 0]) : tensor;
  }
  const x = tf.tensor(input.values, input.shape);
  if (input.shape.length !== 4) return { x, p };
  const channels = p['conv2.b'].shape[0];
  const [rows, outputs] = p['first.w'].shape;
  const side = Math.sqrt(rows / channels);
  const byPixel = tf.transpose(tf.reshape(p['first.w'], [channels, side, side, outputs]), [1, 2, 0, 3]);
  p['first.w'] = tf.reshape(byPixel, [rows, outputs]);
  return { x: tf.transpose(x, [0, 2, 3, 1]), p };
}

async function start(backend) {
  if (backend === 'wasm') {
    const wasm = require('@tensorflow/tfjs-backend-wasm');
    wasm.setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
    wasm.setThreadsCount(1);
  }
  if (!(await tf.setBackend(backend))) throw new Error(`TensorFlow.js did not start its ${backend} backend`);
  await tf.ready();
}

export const prepareOn = (backend) => async (workload) => {
  if (!forward[workload.name]) throw cannot(`${workload.name} is not written for it`);
  await start(backend);
  const { x, p } = channelsLast(workload);
  const variables = Object.fromEntries(Object.entries(p).map(([key, value]) => [key, tf.variable(value)]));
  const target = tf.cast(tf.oneHot(tf.tensor1d(workload.labels, 'int32'), classes), 'float32');
  const optimizer = tf.train.sgd(workload.learningRate);
  const loss = () => tf.losses.softmaxCrossEntropy(target, forward[workload.name](variables, x));
  return {
    version: tf.version.tfjs,
    threads: 1,
    step() {
      const value = optimizer.minimize(loss, true);
      const [number] = value.dataSync();
      value.dispose();
      return number;
    },
  };
};
