// What other libraries call things, and what a tensor has no method for.

/** Names of PyTorch, NumPy, JAX, Keras and TensorFlow.js, in lower case without underscores, and ours. */
const names: Readonly<Record<string, string>> = {
  ...{ unsqueeze: 'expand', expanddims: 'expand', newaxis: 'expand', view: 'reshape', ravel: 'flatten' },
  ...{ mm: 'matmul', bmm: 'matmul', t: 'transpose', swapaxes: 'transpose', mt: 'transpose', h: 'transpose' },
  ...{ cat: 'concat', concatenate: 'concat', hstack: 'concat', vstack: 'concat', tile: 'repeat' },
  ...{ amax: 'max', amin: 'min', var: 'variance', cumsum: 'cumulativeSum', reducesum: 'sum', reducemean: 'mean' },
  ...{ multiply: 'mul', times: 'mul', divide: 'div', truediv: 'div', subtract: 'sub', minus: 'sub', plus: 'add' },
  ...{ maskedfill: 'where' },
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

/** What a method of another library's is given, in the order of ours: x.masked_fill(mask, value) keeps x where mask is false. */
export function arranged(name: string, [x, ...given]: readonly string[]): readonly string[] {
  const [a, b] = given;
  if (a === undefined || b === undefined) return [x!, ...given];
  if (plain(name) === 'maskedfill') return [a, b, x!];
  return plain(name) === 'where' ? [a, x!, b] : [x!, ...given];
}

/** What other libraries call the parts of layers, their weights and their results. */
const fields: Readonly<Record<string, RegExp>> = {
  w: /^(?:kernel|weights?)$/i,
  b: /^bias(?:es)?$/i,
  u: /^(?:recurrent_?kernel|weight_?hh.*)$/i,
  table: /^(?:weights?|embeddings?)$/i,
  scale: /^(?:gamma|weights?)$/i,
  shift: /^(?:beta|bias)$/i,
  outputs: /^(?:output|sequences?|ys|hidden_?states|results?|logs|metrics|predictions?)$/i,
  state: /^(?:hidden|h|h_?n|last|final(?:_?state)?|carry|states|params|parameters|weights|variables|model)$/i,
  run: /^(?:predict|train|fit|call|execute|forward|evaluate|step|apply|infer|run_?sync)$/i,
  initialState: /^(?:init|initiali[sz]e|initial_?params|get_?params|create_?state)$/i,
  snapshot: /^(?:to_?json|save|export|get_?weights|state_?dict|serialize|params|weights|variables|to_?map)$/i,
  restore: /^(?:load|set_?weights|load_?state_?dict|from_?json|deserialize)$/i,
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

/** What other libraries call options, in lower case without underscores. */
const options: Readonly<Record<string, readonly string[]>> = {
  heads: ['numheads', 'nhead', 'nheads', 'attentionheads', 'headcount', 'head'],
  keyWidth: ['keydim', 'kdim', 'dk', 'keysize', 'qkdim'],
  valueWidth: ['valuedim', 'vdim', 'dv', 'valuesize'],
  batch: ['batchsize', 'batches', 'minibatch', 'minibatchsize', 'bs'],
  epochs: ['epoch', 'nbepoch', 'numepochs', 'nepochs', 'iterations'],
  data: ['dataset', 'train', 'trainset', 'traindata', 'x', 'inputs'],
  stride: ['strides', 'step', 'steps', 'subsampling'],
  padding: ['pad', 'pads'],
  dilation: ['dilationrate', 'dilations', 'rate', 'atrous', 'dilate'],
  groups: ['group', 'featuregroupcount'],
  bias: ['usebias', 'withbias'],
  initializer: ['init', 'kernelinitializer', 'kernelinit', 'weightinit', 'winit'],
  recurrent: ['recurrentinitializer', 'recurrentinit'],
  epsilon: ['eps'],
  decay: ['rho', 'alpha', 'smoothing'],
  beta1: ['b1', 'beta_1'],
  beta2: ['b2', 'beta_2'],
  momentum: ['mu'],
  weightDecay: ['wd', 'l2', 'decay'],
  initial: ['initialstate', 'h0', 'state', 'hidden', 'hx', 'initstate', 'init', 'initialcarry'],
  lengths: ['sequencelength', 'sequencelengths', 'seqlens', 'length', 'lens'],
  reverse: ['gobackwards', 'backward', 'backwards', 'reversed'],
  causal: ['iscausal', 'usecausalmask', 'autoregressive'],
  mask: ['attnmask', 'attentionmask', 'keymask', 'srcmask', 'keypaddingmask', 'tgtmask'],
  dropout: ['dropoutp', 'dropoutrate', 'attndropout'],
  keepDims: ['keepdim', 'keepdims', 'keep_dims', 'keepaxis'],
  norm: ['normfirst', 'prenorm'],
  rotary: ['rope', 'userope'],
  metrics: ['metric'],
  target: ['targets', 'labels', 'y', 'label'],
  prediction: ['predictions', 'outputs', 'logits'],
  on: ['backend', 'device', 'backends'],
  seed: ['randomseed', 'randomstate', 'rng'],
};

/** Ours for an option of another library's, the likeliest first. */
export const optionsMeant = (name: string): readonly string[] =>
  Object.entries(options).flatMap(([own, others]) => (others.includes(plain(name)) ? [own] : []));
