// Files of weights whose tensors the types know, as `quern types` writes them.
import { affine } from '../../../dsl/nn/affine.ts';
import { pipe } from '../../../dsl/nn/compose.ts';
import { model } from '../../../dsl/nn/model.ts';
import { leNet } from '../../../dsl/nn/nets/lenet.ts';
import { transformerBlock } from '../../../dsl/nn/transformerBlock.ts';
import { input } from '../../../dsl/ops/leaves.ts';
import { decodeWeights, type FileTensors, type Fitting, weightsFile } from '../../../runtime/data/index.ts';
import { loadWeights } from '../../../runtime/node.ts';
import type { Tensors } from './lenet.safetensors.js';

type F32<S extends readonly number[]> = { readonly dtype: 'F32'; readonly shape: S };

const network = leNet();
export const fromFile = () => loadWeights(weightsFile<Tensors>('lenet.safetensors'), network);
export const fromBytes = (bytes: Uint8Array) => decodeWeights(network, weightsFile<Tensors>(bytes), { partial: true });

// nothing is known of these
export const untyped = () => loadWeights('lenet.safetensors', network, { partial: true });
export const untypedBytes = (bytes: Uint8Array) => decodeWeights(network, bytes);
export const untypedModel = (parameters: typeof network.parameters) =>
  loadWeights('x.safetensors', { name: 'mine', parameters });

// a list of layers, of a length that the types know or not
type List = {
  readonly 'layers.0.w': F32<[4, 4]>;
  readonly 'layers.0.b': F32<[4]>;
  readonly 'layers.1.w': F32<[4, 4]>;
  readonly 'layers.1.b': F32<[4]>;
};
const two = [affine(4, 4), affine(4, 4)] as const;
const known = model({ layers: two }, input('batch', 4), (p, x) => pipe(x, ...p.layers));
// quern-ignore unused-layer
const unknownLength = model({ layers: Array.from({ length: 2 }, () => affine(4, 4)) }, input('batch', 4), (_, x) => x);
export const ofKnown = () => loadWeights(weightsFile<List>('list.safetensors'), known);
export const ofUnknown = () => loadWeights(weightsFile<List>('list.safetensors'), unknownLength);

type Bottleneck = {
  readonly '0.w': F32<[4, 2]>;
  readonly '0.b': F32<[2]>;
  readonly '1.w': F32<[2, 4]>;
  readonly '1.b': F32<[4]>;
};
const bottleneck = model([affine(4, 2), affine(2, 4)] as const, input('batch', 4), (p, x) => pipe(x, ...p));
export const ofTuple = () => loadWeights(weightsFile<Bottleneck>('bottleneck.safetensors'), bottleneck);

// the same with the types alone, deep down
const block = model({ block: transformerBlock(16, 2) }, input('batch', 5, 16), (p, x) => p.block(x));
export type Known = Fitting<FileTensors, typeof block>;
