// Right programs: skips and gates.
import { affine } from '../../../dsl/nn/affine.ts';
import { flow, pipe } from '../../../dsl/nn/compose.ts';
import { gatedLinearUnit, highway, skip } from '../../../dsl/nn/gates.ts';
import { relu } from '../../../dsl/ops/activations.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import { tanh } from '../../../dsl/ops/unary.ts';
import type { Dim, Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

// around layers, stages, compositions and functions of one's own
is<['batch', 8]>(pipe(input('batch', 8), skip(affine(8, 8)), skip(tanh), skip(flow(affine(8, 4), affine(4, 8)))));
is<['batch', 8]>(
  pipe(
    input('batch', 8),
    skip((x) => pipe(x, affine(8, 8), relu)),
    relu,
  ),
);
is<[3, 8]>(skip(zeros(3, 8), affine(8, 8)));
is<[3, 8]>(pipe(zeros(3, 8), highway(8)(tanh), highway(8)(flow(affine(8, 8), relu))));
is<['batch', 'T', 9]>(pipe(input('batch', 'T', 8), gatedLinearUnit(8, 9)(affine(8, 9))));

export function gates<B extends Dim, C extends Dim>(x: Tensor<[B, C]>, c: C) {
  return pipe(x, skip(flow(affine(c, c), relu)), highway(c)(affine(c, c)), gatedLinearUnit(c, 8)(affine(c, 8)));
}
is<['batch', 8]>(gates(input('batch', 32), 32));
