// Right programs: layers that are generic, put together and applied at once, without a context that says what x is.
import {
  add,
  affine,
  basicBlock,
  crossCorrelate,
  type Dim,
  dropout,
  evaluating,
  flow,
  gatedLinearUnit,
  highway,
  layerNorm,
  maxPool,
  pipe,
  relu,
  repeated,
  type Shape,
  selfAttention,
  skip,
  type Tensor,
  transformerBlock,
  zeros,
} from '../../../runtime/index.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;
const layer = affine(16, 16);
const blocks = [layer, layer];
const x = zeros('batch', 16);
const images = zeros('batch', 8, 6, 6);
const rows = zeros('batch', 'T', 16);

is<['batch', 16]>(repeated(3, () => layer)(x));
is<['batch', 16]>(repeated(3, () => relu)(x));
is<['batch', 16]>(repeated(3, () => flow(layer, relu))(x));
is<['batch', 16]>(repeated(3, () => skip(layer))(x));
is<['batch', 16]>(repeated(2, (i) => blocks[i]!)(x));
is<['batch', 16]>(repeated(3, () => (h: Tensor<['batch', 16]>) => relu(layer(h)))(x));
is<['batch', 8, 6, 6]>(repeated(2, () => basicBlock(8, 8)(evaluating))(images));
is<['batch', 'T', 16]>(repeated(2, () => transformerBlock(16, 32, { heads: 2 }))(rows));
is<['batch', 16]>(skip(layer)(x));
is<['batch', 16]>(skip(flow(layer, relu))(x));
is<['batch', 16]>(skip(repeated(3, () => layer))(x));
is<['batch', 16]>(skip(dropout(0.5, evaluating))(x));
is<['batch', 16]>(skip(layerNorm(16))(x));
is<['batch', 'T', 16]>(skip(selfAttention(16, { heads: 2 }))(rows));
is<['batch', 8, 6, 6]>(skip(crossCorrelate(8, 8, 3, { padding: 1 }))(images));
is<['batch', 16]>(
  flow(
    repeated(3, () => layer),
    relu,
  )(x),
);
is<['batch', 16]>(flow(skip(layer), relu)(x));
is<['batch', 16]>(flow(highway(16)(layer), relu)(x));
is<['batch', 8, 3, 3]>(flow(crossCorrelate(8, 8, 3, { padding: 1 }), maxPool(2, { stride: 2 }))(images));
is<['batch', 16]>(highway(16)(flow(layer, relu))(x));
is<['batch', 3]>(gatedLinearUnit(16, 3)(affine(16, 3))(x));

// as stages of a pipe, where the context says what x is
is<['batch', 16]>(
  pipe(
    x,
    skip(repeated(3, () => layer)),
    repeated(3, () => skip(layer)),
    highway(16)(layer),
  ),
);
is<['batch', 16]>(
  pipe(
    x,
    repeated(3, () => (h) => relu(layer(h))),
  ),
);

// in a function that is generic in its dimensions, or in all of what it is given
export const deep = <B extends Dim, C extends Dim>(y: Tensor<[B, C]>, c: C) => repeated(3, () => affine(c, c))(y);
is<['batch', 8]>(deep(zeros('batch', 8), 8));
export const deepStage = <B extends Dim, C extends Dim>(y: Tensor<[B, C]>, c: C) =>
  pipe(
    y,
    repeated(3, () => affine(c, c)),
  );
export const ofAny = <T>(y: T, f: (x: T) => T) =>
  pipe(
    repeated(3, () => f)(y),
    repeated(3, () => f),
  );

// of a tree
const state = { a: zeros(3), b: zeros(4) };
export const tree: { a: Tensor<[3]>; b: Tensor<[4]> } = repeated(3, () => (s: typeof state) => s)(state);
export const treeStage: { a: Tensor<[3]>; b: Tensor<[4]> } = pipe(
  state,
  repeated(3, () => (s) => ({ a: add(s.a, 1), b: s.b })),
);

// the type of x stated
is<['batch', 16]>(
  pipe(
    x,
    repeated<Tensor<['batch', 16]>>(3, () => skip(layer)),
  ),
);
is<['batch', 16]>(repeated<Tensor<['batch', 16]>>(3, () => layer)(x));
