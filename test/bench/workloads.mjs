// The five workloads: what is trained, from which weights, on which data.
//
// Every system reads its weights and data from here, so that all start from the same numbers and
// their losses can be compared step by step. The numbers come from one counter-based generator
// (no library's own), rounded to float32 once.
//
// Layouts, which each system may rearrange before the clock starts:
//   affine weights [inputs, outputs], convolution filters [outputs, inputs, height, width],
//   images [batch, channels, height, width], flattened in that order,
//   recurrent weights [inputs, 4 x units] in the order input, forget, cell, output gate.

/** unless a workload has its own */
const learningRate = 0.01;

/** Layer normalisation's epsilon, the same in every system. */
export const epsilon = 1e-5;

const glorot = (inputs, outputs) => ({ uniform: Math.sqrt(6 / (inputs + outputs)) });
const bias = { uniform: 0.05 };

const affine = (name, inputs, outputs) => ({
  [`${name}.w`]: { shape: [inputs, outputs], fill: glorot(inputs, outputs) },
  [`${name}.b`]: { shape: [outputs], fill: bias },
});

const filters = (name, inputs, outputs, size) => ({
  [`${name}.w`]: { shape: [outputs, inputs, size, size], fill: glorot(inputs * size * size, outputs * size * size) },
  [`${name}.b`]: { shape: [outputs], fill: bias },
});

const layerNorm = (name, width) => ({
  [`${name}.scale`]: { shape: [width], fill: { constant: 1 } },
  [`${name}.shift`]: { shape: [width], fill: { constant: 0 } },
});

/** scale 1, shift 0, as a norm of channels starts */
const correlationAndNorm = (at, inputs, outputs, size) => ({
  [`${at}.correlation.w`]: {
    shape: [outputs, inputs, size, size],
    fill: glorot(inputs * size * size, outputs * size * size),
  },
  ...layerNorm(`${at}.norm`, outputs),
});

/** The stages of ResNet-18: name, channels before and after, stride of the first block. */
export const residualStages = [
  ['one', 64, 64, 1],
  ['two', 64, 128, 2],
  ['three', 128, 256, 2],
  ['four', 256, 512, 2],
];

const residualStage = ([name, before, after, stride]) => ({
  ...correlationAndNorm(`${name}.first.first`, before, after, 3),
  ...correlationAndNorm(`${name}.first.second`, after, after, 3),
  ...(stride > 1 && correlationAndNorm(`${name}.first.projection`, before, after, 1)),
  ...correlationAndNorm(`${name}.rest.0.first`, after, after, 3),
  ...correlationAndNorm(`${name}.rest.0.second`, after, after, 3),
});

/** Each workload: a sentence, its input's shape (the batch first), its parameters. */
export const workloads = {
  mlp: {
    about: 'affine 784-512-256-10, relu between, batch 128',
    input: { shape: [128, 784], fill: { from: 0, to: 1 } },
    parameters: { ...affine('first', 784, 512), ...affine('second', 512, 256), ...affine('out', 256, 10) },
  },
  lenet: {
    about:
      'conv 5x5x6, max pool 2, relu, conv 5x5x16, max pool 2, relu, affine 120, relu, 84, relu, 10, batch 64, 28x28x1',
    input: { shape: [64, 1, 28, 28], fill: { from: 0, to: 1 } },
    parameters: {
      ...filters('conv1', 1, 6, 5),
      ...filters('conv2', 6, 16, 5),
      ...affine('first', 256, 120),
      ...affine('second', 120, 84),
      ...affine('out', 84, 10),
    },
  },
  convnet: {
    about: 'conv 5x5x24, max pool 2, relu, conv 3x3x32, max pool 2, relu, affine 128, relu, 10, batch 64, 28x28x1',
    input: { shape: [64, 1, 28, 28], fill: { from: 0, to: 1 } },
    parameters: {
      ...filters('conv1', 1, 24, 5),
      ...filters('conv2', 24, 32, 3),
      ...affine('first', 800, 128),
      ...affine('out', 128, 10),
    },
  },
  lstm: {
    about: 'lstm over 16 steps, 64 inputs, 128 units, last state to 10, batch 32',
    input: { shape: [32, 16, 64], fill: { from: -1, to: 1 } },
    parameters: {
      'lstm.input': { shape: [64, 512], fill: glorot(64, 128) },
      'lstm.recurrent': { shape: [128, 512], fill: glorot(128, 128) },
      'lstm.b': { shape: [512], fill: bias },
      ...affine('out', 128, 10),
    },
  },
  transformer: {
    about:
      'one block (4 heads, skip, layer norm, feed-forward 512 with relu, skip, layer norm), width 128, 64 positions, mean to 10, batch 8',
    input: { shape: [8, 64, 128], fill: { from: -1, to: 1 } },
    parameters: {
      ...affine('query', 128, 128),
      ...affine('key', 128, 128),
      ...affine('value', 128, 128),
      ...affine('mix', 128, 128),
      ...layerNorm('norm1', 128),
      ...affine('widen', 128, 512),
      ...affine('narrow', 512, 128),
      ...layerNorm('norm2', 128),
      ...affine('out', 128, 10),
    },
  },
};

/** For its memory: it runs where it is asked for, since some peers take minutes a step. */
workloads.resnet18 = {
  about: 'ResNet-18 (stem 7x7 stride 2, max pool 2, four stages of two blocks, batch norm), batch 8, 32x32x3',
  onlyIfAsked: true,
  // its gradient is large: longer steps leap, and a relu that rounding turns over would show in the loss
  learningRate: 1e-5,
  input: { shape: [8, 3, 32, 32], fill: { from: -1, to: 1 } },
  parameters: {
    ...correlationAndNorm('stem', 3, 64, 7),
    ...Object.assign({}, ...residualStages.map(residualStage)),
    ...affine('out', 512, 10),
  },
};

export const heads = 4;
export const classes = 10;

/**
 * The weights and data of a workload.
 *
 * @returns `{ name, learningRate, input: {shape, values}, labels: Int32Array, parameters: {name: {shape, values}} }`
 */
export function generate(name) {
  const spec = workloads[name];
  if (spec === undefined) throw new Error(`no workload '${name}'; there are ${Object.keys(workloads).join(', ')}`);
  const parameters = {};
  for (const [key, { shape, fill }] of Object.entries(spec.parameters)) {
    parameters[key] = { shape, values: numbers(`${name}/${key}`, shape, fill) };
  }
  const next = random(`${name}/labels`);
  const labels = Int32Array.from({ length: spec.input.shape[0] }, () => Math.floor(next() * classes));
  const { shape, fill } = spec.input;
  return {
    name,
    learningRate: spec.learningRate ?? learningRate,
    input: { shape, values: numbers(`${name}/input`, shape, fill) },
    labels,
    parameters,
  };
}

function numbers(seed, shape, fill) {
  const values = new Float32Array(shape.reduce((size, n) => size * n, 1));
  if ('constant' in fill) return values.fill(fill.constant);
  const [from, to] = 'uniform' in fill ? [-fill.uniform, fill.uniform] : [fill.from, fill.to];
  const next = random(seed);
  return values.map(() => from + (to - from) * next());
}

/** Uniform numbers in [0, 1) from a name: a 32-bit counter, mixed (the finaliser of MurmurHash3, Appleby 2011). */
function random(seed) {
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.codePointAt(0), 0x01000193);
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let bits = state;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
  };
}
