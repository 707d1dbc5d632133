import { einsum, glorotUniform, input, parameter, softmax } from '../../../runtime/index.ts';

const w = parameter('w', [64, 4, 16], glorotUniform);

/** queries of four heads from one product; the output names a label that nobody has */
export function headScores() {
  const x = input(8, 12, 64);
  //> 'btc,chd->bthe' ~> 'btc,chd->bthd'
  //! einsum: output label 'e' does not occur in an input
  const q = einsum('btc,chd->bthe', x, w);
  const k = einsum('btc,chd->bthd', x, w);
  return softmax(einsum('bqhd,bkhd->bhqk', q, k));
}
