import { affine, type Dim, layerNorm, relu, type Tensor, zeros } from '../../../runtime/index.ts';

export class Encoder<I extends Dim, H extends Dim> {
  readonly layers;
  constructor(inputs: I, width: H) {
    this.layers = { first: affine(inputs, width), norm: layerNorm(width) };
  }
  encode<B extends Dim>(x: Tensor<[B, I]>): Tensor<[B, H]> {
    return this.layers.norm(relu(this.layers.first(x)));
  }
}
export const code = new Encoder(12, 6).encode(zeros('batch', 12));
