// Weights of an embedding that are also those of the output (JAX: tied embeddings).
import {
  adam,
  affine,
  crossEntropy,
  einsum,
  embedding,
  input,
  model,
  paramsOf,
  relu,
  trainStep,
} from '../../../../runtime/index.ts';

export const net = model({ words: embedding(100, 16), mix: affine(16, 16) }, input.i32('batch', 'time'), (p, ids) =>
  einsum('btc,vc->btv', relu(p.mix(p.words(ids))), paramsOf(p.words).table),
);
export const step = trainStep(net, crossEntropy, adam());
