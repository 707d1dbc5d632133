// JAX: k is [batch, 4, keys, 16] and is labelled bhdk: d is 16 in one and keys in the other.
import { affine, einsum, input, model, rearrange, softmax } from '../../../runtime/index.ts';

export const scores = model(
  { query: affine(64, 64), key: affine(64, 64) },
  { x: input('batch', 'time', 64), memory: input('batch', 'keys', 64) },
  (p, { x, memory }) => {
    const q = rearrange(p.query(x), 'b t (h d) -> b h t d', { h: 4 });
    const k = rearrange(p.key(memory), 'b t (h d) -> b h t d', { h: 4 });
    //> 'bhqd,bhdk->bhqk' ~> 'bhqd,bhkd->bhqk'
    //! einsum: label 'd' is 16 in 'bhqd' but keys in 'bhdk'
    return softmax(einsum('bhqd,bhdk->bhqk', q, k));
  },
);
