// jax-js (wasm backend): the whole step, update included, under one jit.

import { readFileSync } from 'node:fs';
import { defaultDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { classes, epsilon, heads, residualStages } from '../workloads.mjs';

// jax-js counts references: passing an array on consumes it, `.ref` keeps it for another use.
const affine = (p, name, x) => np.matmul(x, p[`${name}.w`]).add(p[`${name}.b`]);

const convolve = (p, name, x) =>
  lax.conv(x, p[`${name}.w`], [1, 1], 'VALID').add(p[`${name}.b`].reshape([1, -1, 1, 1]));

/** Max over 2x2 blocks: the blocks do not overlap, so a reshape names them. */
function maxPool(x) {
  const [batch, channels, height, width] = x.shape;
  return np.max(x.reshape([batch, channels, height / 2, 2, width / 2, 2]), [3, 5]);
}

function layerNorm(p, name, x) {
  return nn.standardize(x, -1, { epsilon }).mul(p[`${name}.scale`]).add(p[`${name}.shift`]);
}

const forward = {
  mlp: (p, x) => affine(p, 'out', nn.relu(affine(p, 'second', nn.relu(affine(p, 'first', x))))),

  lenet(p, x) {
    x = nn.relu(maxPool(convolve(p, 'conv1', x)));
    x = nn.relu(maxPool(convolve(p, 'conv2', x)));
    x = nn.relu(affine(p, 'first', x.reshape([x.shape[0], -1])));
    return affine(p, 'out', nn.relu(affine(p, 'second', x)));
  },

  convnet(p, x) {
    x = nn.relu(maxPool(convolve(p, 'conv1', x)));
    x = nn.relu(maxPool(convolve(p, 'conv2', x)));
    return affine(p, 'out', nn.relu(affine(p, 'first', x.reshape([x.shape[0], -1]))));
  },

  /** jax-js has no scan: the loop is unrolled, with the input's share computed for all steps at once. */
  lstm(p, x) {
    const [batch, steps] = x.shape;
    const shares = np.matmul(x, p['lstm.input']).add(p['lstm.b']);
    let h = np.zeros([batch, 128]);
    let c = np.zeros([batch, 128]);
    for (let t = 0; t < steps; t++) {
      const gates = shares.ref.slice([], t, []).add(np.matmul(h, p['lstm.recurrent'].ref));
      const gate = (k) => gates.ref.slice([], [k * 128, (k + 1) * 128]);
      const kept = nn.sigmoid(gate(1)).mul(c);
      c = kept.add(nn.sigmoid(gate(0)).mul(np.tanh(gate(2))));
      h = nn.sigmoid(gate(3)).mul(np.tanh(c.ref));
      gates.dispose();
    }
    c.dispose();
    shares.dispose();
    p['lstm.recurrent'].dispose();
    return affine(p, 'out', h);
  },

  resnet18(p, x) {
    const correlate = (at, y, stride) => {
      const w = p[`${at}.correlation.w`];
      const padding = (w.shape[2] - 1) / 2;
      const pads = [padding, padding];
      const z = nn.standardize(lax.convGeneralDilated(y, w, [stride, stride], [pads, pads]), [0, 2, 3], { epsilon });
      const [scale, shift] = ['scale', 'shift'].map((name) => p[`${at}.norm.${name}`].reshape([1, -1, 1, 1]));
      return z.mul(scale).add(shift);
    };
    const block = (at, y, stride) => {
      const z = correlate(`${at}.second`, nn.relu(correlate(`${at}.first`, y.ref, stride)), 1);
      return nn.relu(z.add(stride > 1 ? correlate(`${at}.projection`, y, stride) : y));
    };
    x = maxPool(nn.relu(correlate('stem', x, 2)));
    for (const [name, , , stride] of residualStages) x = block(`${name}.rest.0`, block(`${name}.first`, x, stride), 1);
    return affine(p, 'out', np.mean(x, [2, 3]));
  },

  transformer(p, x) {
    const [batch, positions, width] = x.shape;
    // Written out: nn.dotProductAttention goes through np.einsum, which throws under Node 20.
    const split = (name, axes) =>
      affine(p, name, x.ref)
        .reshape([batch, positions, heads, width / heads])
        .transpose(axes);
    const scores = np
      .matmul(split('query', [0, 2, 1, 3]), split('key', [0, 2, 3, 1]))
      .mul(1 / Math.sqrt(width / heads));
    const attended = np.matmul(nn.softmax(scores, -1), split('value', [0, 2, 1, 3])).transpose([0, 2, 1, 3]);
    const h = layerNorm(p, 'norm1', affine(p, 'mix', attended.reshape([batch, positions, width])).add(x));
    const fed = affine(p, 'narrow', nn.relu(affine(p, 'widen', h.ref)));
    return affine(p, 'out', np.mean(layerNorm(p, 'norm2', fed.add(h)), 1));
  },
};

export async function prepare({ name, learningRate, input, labels, parameters }) {
  await init('wasm');
  defaultDevice('wasm');
  const loss = (p, x, target) => np.sum(nn.logSoftmax(forward[name](p, x)).mul(target)).mul(-1 / labels.length);
  const step = jit((p, x, target) => {
    const [value, gradient] = valueAndGrad(loss)(tree.ref(p), x, target);
    return [tree.map((w, g) => w.sub(g.mul(learningRate)), p, gradient), value];
  });

  const x = np.array(input.values).reshape(input.shape);
  const target = nn.oneHot(np.array(labels, { dtype: np.int32 }), classes);
  let p = {};
  for (const [key, { shape, values }] of Object.entries(parameters)) p[key] = np.array(values).reshape(shape);
  const { version } = JSON.parse(readFileSync(new URL('../node_modules/@jax-js/jax/package.json', import.meta.url)));
  return {
    version,
    threads: 1, // its worker pool needs the browser's Worker, which Node has not
    step() {
      const [next, value] = step(p, x.ref, target.ref);
      p = next;
      return value.dataSync()[0];
    },
  };
}
