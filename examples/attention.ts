// An attention block written by hand (Vaswani et al. 2017): heads apart and together by patterns (Rogozhnikov 2022), the
// softmax along the axis of its name. The library's own is crossAttention(64, 64, { heads: 8 }).
import {
  add,
  affine,
  einsum,
  input,
  layerNorm,
  mean,
  model,
  rearrange,
  relu,
  scale,
  softmax,
  type Tensor,
} from '../runtime/index.ts';

const width = 64;
const heads = 8;
const layers = {
  query: affine(width, width),
  key: affine(width, width),
  value: affine(width, width),
  out: affine(width, width),
  norms: [layerNorm(width), layerNorm(width)] as const,
  hidden: affine(width, 128),
  back: affine(128, width),
  label: affine(width, 10),
};
type Layers = typeof layers;

/** x [batch, time, 64] attends to memory [batch, keys, 64] */
export function attention(
  p: Layers,
  x: Tensor<['batch', 'time', 64]>,
  memory: Tensor<['batch', 'keys', 64]>,
): Tensor<['batch', 'time', 64]> {
  const q = rearrange(p.query(x), 'b t (h d) -> b h t d', { h: heads });
  const k = rearrange(p.key(memory), 'b s (h d) -> b h s d', { h: heads });
  const v = rearrange(p.value(memory), 'b s (h d) -> b h s d', { h: heads });
  const scores = scale(einsum('...td,...sd->...ts', q, k), 1 / Math.sqrt(width / heads));
  const seen = einsum('...ts,...sd->...td', softmax(scores, 'keys'), v);
  return p.out(rearrange(seen, 'b h t d -> b t (h d)'));
}

/** The block: what is attended to, then a layer for each place, each added to what came in. */
export const network = model(
  layers,
  { x: input('batch', 'time', 64), memory: input('batch', 'keys', 64) },
  (p, { x, memory }) => {
    const attended = add(x, attention(p, p.norms[0](x), memory));
    const y = add(attended, p.back(relu(p.hidden(p.norms[1](attended)))));
    return p.label(mean(y, 'time'));
  },
  'attention',
);
