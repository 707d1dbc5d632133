// The run-time shape rules: the same rules as the types', on the concrete numbers of a traced model.
export { normalizeAxes, normalizeAxis, permutation, permuteShape, reduceShape, squeezeShape } from './axes.ts';
export { broadcast, broadcastTo } from './broadcast.ts';
export { concatShape, type Range, sliceRange, splitSize, stackShape } from './concat.ts';
export { type Einsum, parseEinsum } from './einsum.ts';
export { evaluateDimension } from './evaluate.ts';
export { oneLength } from './lengths.ts';
export { checkDimension, checkShape, linear } from './literal.ts';
export { type MatmulShape, matmulShape } from './matmul.ts';
export { isSlip, numbersIn, oneMeant, oneOf, optionsOf } from './options.ts';
export { arrange } from './pattern.ts';
export { product, reshapeShape } from './reshape.ts';
export { type WindowGeometry, windowOptions, windowSize } from './window.ts';
