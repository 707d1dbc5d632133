// What other libraries call things, and what a tensor has no method for.

/** Names of PyTorch, NumPy, JAX, Keras and TensorFlow.js, in lower case without underscores, and ours. */
const names: Readonly<Record<string, string>> = {
  ...{ unsqueeze: 'expand', expanddims: 'expand', newaxis: 'expand', view: 'reshape', ravel: 'flatten' },
  ...{ mm: 'matmul', bmm: 'matmul', t: 'transpose', swapaxes: 'transpose', mt: 'transpose', h: 'transpose' },
  ...{ cat: 'concat', concatenate: 'concat', hstack: 'concat', vstack: 'concat', tile: 'repeat' },
  ...{ amax: 'max', amin: 'min', var: 'variance', cumsum: 'cumulativeSum', reducesum: 'sum', reducemean: 'mean' },
  ...{ multiply: 'mul', times: 'mul', divide: 'div', truediv: 'div', subtract: 'sub', minus: 'sub', plus: 'add' },
  ...{ absolute: 'abs', negative: 'neg', power: 'pow', clip: 'clamp', clipbyvalue: 'clamp', remainder: 'mod' },
  ...{ astype: 'cast', tofloat: 'cast', dense: 'affine', linear: 'affine', fullyconnected: 'affine' },
  ...{ conv1d: 'crossCorrelate1d', conv2d: 'crossCorrelate', conv: 'crossCorrelate', avgpool: 'meanPool' },
  ...{ maxpooling2d: 'maxPool', maxpool2d: 'maxPool', averagepooling2d: 'meanPool', avgpool2d: 'meanPool' },
  ...{ globalaveragepooling2d: 'globalMeanPool', batchnormalization: 'batchNorm', layernormalization: 'layerNorm' },
  ...{
    categoricalcrossentropy: 'crossEntropy',
    sparsecategoricalcrossentropy: 'crossEntropy',
    nllloss: 'crossEntropy',
  },
  ...{ crossentropyloss: 'crossEntropy', softmaxcrossentropy: 'crossEntropy', meansquarederror: 'squaredError' },
  ...{ mse: 'squaredError', mseloss: 'squaredError', detach: 'stopGradient', swish: 'silu', permutedims: 'permute' },
  ...{ binarycrossentropy: 'binaryCrossEntropyWithLogits', bcewithlogitsloss: 'binaryCrossEntropyWithLogits' },
};

/** Sizes and types, which types say. */
const sizes: readonly string[] = ['shape', 'size', 'ndim', 'rank', 'length', 'dim', 'dims'];

/** Numbers, which a program computes. */
const values: readonly string[] = [
  ...['datasync', 'data', 'arraysync', 'array', 'print', 'item', 'numpy', 'tolist', 'toarray', 'cpu', 'get'],
  ...['buffer', 'buffersync', 'toint', 'tostring', 'backward', 'dispose', 'blockuntilready', 'tojs'],
];

const plain = (name: string): string => name.replace(/_/g, '').toLowerCase();

/** Our function for a name of another library's, or for another spelling of ours; undefined where there is none. */
export function ours(name: string, language: ReadonlyMap<string, unknown>): string | undefined {
  if (language.has(name)) return name;
  const known = names[plain(name)];
  if (known !== undefined && language.has(known)) return known;
  return [...language.keys()].find((own) => /^[a-z]/.test(own) && own.toLowerCase() === plain(name));
}

/** What other libraries call the parts of layers, their weights and their results. */
const fields: Readonly<Record<string, RegExp>> = {
  w: /^(?:kernel|weights?)$/i,
  b: /^bias(?:es)?$/i,
  u: /^(?:recurrent_?kernel|weight_?hh.*)$/i,
  table: /^(?:weights?|embeddings?)$/i,
  scale: /^(?:gamma|weights?)$/i,
  shift: /^(?:beta|bias)$/i,
  outputs: /^(?:output|sequences?|ys|hidden_?states)$/i,
  state: /^(?:hidden|h|h_?n|last|final(?:_?state)?|carry|states)$/i,
  h: /^hidden(?:_?state)?$/i,
  c: /^(?:cell(?:_?state)?|memory)$/i,
};

/** The one of `known` that another library calls `name`. */
export const fieldMeant = (name: string, known: readonly string[]): string | undefined =>
  known.find((own) => fields[own]?.test(name));

/** What someone looks for in a tensor: its sizes, or its numbers. */
export function soughtIn(name: string): 'sizes' | 'values' | undefined {
  if (sizes.includes(plain(name))) return 'sizes';
  return values.includes(plain(name)) ? 'values' : undefined;
}
