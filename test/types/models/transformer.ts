// A Transformer encoder of 12 layers (Vaswani et al. 2017, at the size of Devlin et al. 2019), heads by index notation:
// type-checked, not run.
import { affine } from '../../../dsl/nn/affine.ts';
import { pipe } from '../../../dsl/nn/compose.ts';
import { embedding } from '../../../dsl/nn/embedding.ts';
import { layerNorm } from '../../../dsl/nn/normalize.ts';
import { paramsOf } from '../../../dsl/nn/tree.ts';
import { gelu } from '../../../dsl/ops/activations.ts';
import { add, scale } from '../../../dsl/ops/binary.ts';
import { einsum } from '../../../dsl/ops/contract.ts';
import { grad } from '../../../dsl/ops/gradient.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import { crossEntropy } from '../../../dsl/ops/loss.ts';
import { softmax } from '../../../dsl/ops/reduce.ts';
import type { Dim } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

function attention<C extends Dim, H extends Dim, D extends Dim>(p: Heads<C, H, D>) {
  return <B extends Dim, T extends Dim>(x: Tensor<[B, T, C]>) => {
    const q = einsum('btc,chd->bhtd', x, p.q),
      k = einsum('bsc,chd->bhsd', x, p.k),
      v = einsum('bsc,chd->bhsd', x, p.v);
    const a = softmax(scale(einsum('bhtd,bhsd->bhts', q, k), 0.125));
    return einsum('bhtd,hdc->btc', einsum('bhts,bhsd->bhtd', a, v), p.o);
  };
}
type Heads<C extends Dim, H extends Dim, D extends Dim> = {
  q: Tensor<[C, H, D]>;
  k: Tensor<[C, H, D]>;
  v: Tensor<[C, H, D]>;
  o: Tensor<[H, D, C]>;
};
function encoderLayer<C extends Dim, H extends Dim, D extends Dim, M extends Dim>(c: C, m: M, heads: Heads<C, H, D>) {
  const net = { n1: layerNorm(c), n2: layerNorm(c), up: affine(c, m), down: affine(m, c) };
  const run = <B extends Dim, T extends Dim>(x: Tensor<[B, T, C]>) => {
    const y = add(x, pipe(x, net.n1, attention(heads)));
    return add(y, pipe(y, net.n2, net.up, gelu, net.down));
  };
  return { net: { ...net, heads }, run };
}
const layers = Array.from({ length: 12 }, () =>
  encoderLayer(768, 3072, {
    q: zeros(768, 12, 64),
    k: zeros(768, 12, 64),
    v: zeros(768, 12, 64),
    o: zeros(12, 64, 768),
  }),
);
export const net = { tok: embedding(30522, 768), layers: layers.map((l) => l.net), out: affine(768, 30522) };
export function bert<B extends Dim, T extends Dim>(ids: Tensor<[B, T], 'i32'>) {
  let h = net.tok(ids);
  for (const l of layers) h = l.run(h);
  return net.out(h);
}
/* quern-disable input-outside-model -- it is about types, and never runs */
export const y: Tensor<['batch', 'T', 30522]> = bert(input.i32('batch', 'T'));
const g = grad(crossEntropy(y, input.i32('batch', 'T')), paramsOf(net));
export const w: Tensor<[768, 3072]> = g.layers[11]!.up.w;
