// Stacks of affine maps.

import type { DType } from '../dtype.ts';
import { relu } from '../ops/activations.ts';
import { result } from '../ops/boundary.ts';
import { type F32, float, type OfFloats } from '../ops/operands.ts';
import { sigmoid } from '../ops/unary.ts';
import type { Dim, Message, Same, Shape } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { type Affine, affine, type Known, type WeightOptions, weightOptions } from './affine.ts';
import { heNormal, lecunUniform } from './initializers.ts';
import type { HasParams } from './tree.ts';

type First<W extends readonly Dim[]> = W[0];
type Last<W extends readonly Dim[]> = W extends readonly [...unknown[], infer L extends Dim] ? L : W[number];
interface Layer<I extends Dim, O extends Dim> {
  readonly w: Tensor<[I, O]>;
  readonly b: Tensor<[O]>;
}
type Layers<W extends readonly unknown[], Acc extends unknown[] = []> = W extends readonly [
  infer I extends Dim,
  infer O extends Dim,
  ...infer R,
]
  ? Layers<[O, ...R], [...Acc, Layer<I, O>]>
  : Acc;

/** Affine maps of the given widths with a nonlinearity between them, affine last. */
export interface Stack<Op extends string, W extends readonly Dim[]>
  extends HasParams<number extends W['length'] ? readonly Layer<number, number>[] : Layers<W>> {
  <L extends Shape, J extends Dim, D extends DType>(
    x: OfFloats<
      Op,
      D,
      Same<
        J,
        First<W>,
        Tensor<[...L, J], F32<D>>,
        Known<J, Message<'featureAxis', [Op, First<W>, Last<W>]>, Message<'features', [Op, First<W>, Last<W>, J]>>
      >
    >,
  ): Tensor<[...L, Last<W>]>;
}

/** Two or more; how many a `number[]` holds is checked at run time. */
type Widths<W extends readonly Dim[]> = number extends W['length'] ? unknown : readonly [Dim, Dim, ...Dim[]];

/** The multilayer perceptron: sigmoid between the maps (Rumelhart et al. 1986). mlp([784, 128, 10]) */
export function mlp<const W extends readonly Dim[]>(
  widths: W & Widths<W>,
  options: WeightOptions = {},
): Stack<'mlp', W> {
  return stack('mlp', widths, sigmoid, options) as unknown as Stack<'mlp', W>;
}

/** ReLU between the maps (Nair and Hinton 2010), weights drawn for it (He et al. 2015). */
export function reluNetwork<const W extends readonly Dim[]>(
  widths: W & Widths<W>,
  options: WeightOptions = {},
): Stack<'reluNetwork', W> {
  return stack('reluNetwork', widths, relu, options, heNormal) as unknown as Stack<'reluNetwork', W>;
}

/** The widths decide the types; here they are only numbers, so the two functions above state the type. */
function stack(
  op: string,
  widths: readonly Dim[],
  between: (x: Tensor<Shape>) => Tensor<Shape>,
  options: WeightOptions,
  usual = lecunUniform,
) {
  const { initializer = usual } = optionsOf<WeightOptions>(op, options, weightOptions);
  const layers: Affine<Dim, Dim>[] = widths.slice(1).map((out, i) => affine(widths[i]!, out, { initializer }));
  const apply = (x: unknown) =>
    layers.reduce<Tensor<Shape>>(
      (h, layer, i) => {
        const map = layer as unknown as (h: Tensor<Shape>) => Tensor<Shape>;
        return map(i === 0 ? h : between(h));
      },
      result(float(op, x)),
    );
  return Object.assign(apply, { params: layers.map((l) => l.params) });
}
