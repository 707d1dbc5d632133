// JAX: embedding of a softmax's floats: argMax gives symbols.
import { affine, embedding, input, model, softmax } from '../../../runtime/index.ts';

export const net = model({ a: affine(4, 30), embed: embedding(30, 8) }, input('batch', 4), (p, x) => {
  //> p.embed(softmax(p.a(x))) ~> p.embed(argMax(p.a(x), -1))
  //! embedding: symbols are f32, expected i32
  const rows = p.embed(softmax(p.a(x)));
  return rows;
});
