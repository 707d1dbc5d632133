import { affine, einsum, input, model, softmax } from '../../../runtime/index.ts';

/** heads apart: queries of width 64, keys of width 32, the same letter for both */
export const scorer = model(
  { query: affine(128, 64), key: affine(128, 32), value: affine(128, 64) },
  input(4, 16, 128),
  (p, x) => {
    const q = p.query(x);
    const k = p.key(x);
    //> key: affine(128, 32) ~> key: affine(128, 64)
    //> query: affine(128, 64) ~> query: affine(128, 32)
    //! einsum: label 'd' is 64 in 'bqd' but 32 in 'bkd'
    const scores = einsum('bqd,bkd->bqk', q, k);
    return einsum('bqk,bkd->bqd', softmax(scores), p.value(x));
  },
);
