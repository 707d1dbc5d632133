// A model in parts: forward functions elsewhere, layers in records, a module for each (TensorFlow.js).
import { type Affine, affine, input, model, relu, type Tensor } from '../../../../runtime/index.ts';

interface Encoder {
  readonly up: Affine<8, 16>;
  readonly down: Affine<16, 8>;
}
const encode = ({ up, down }: Encoder, x: Tensor<['batch', 8]>) => down(relu(up(x)));
function forward(p: { encoder: Encoder; heads: { [name: string]: Affine<8, 3> } }, x: Tensor<['batch', 8]>) {
  const h = encode(p.encoder, x);
  return Object.fromEntries(Object.entries(p.heads).map(([name, head]) => [name, head(h)]));
}
const encoder = { up: affine(8, 16), down: affine(16, 8) };
export const net = model({ encoder, heads: { a: affine(8, 3), b: affine(8, 3) } }, input('batch', 8), forward);
class Builder {
  readonly layers = { a: affine(8, 3) };
  build() {
    return model(this.layers, input('batch', 8), (p, x) => this.run(p, x));
  }
  run(p: Builder['layers'], x: Tensor<['batch', 8]>) {
    return p.a(x);
  }
}
export const built = new Builder().build();
