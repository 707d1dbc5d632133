// Wrong programs over type parameters: what one call does not promise is no promise. See types.test.ts for the form.
import { add, mul, sub } from '../../../dsl/ops/binary.ts';
import { matmul } from '../../../dsl/ops/contract.ts';
import { zeros } from '../../../dsl/ops/leaves.ts';
import { mean } from '../../../dsl/ops/reduce.ts';
import { where } from '../../../dsl/ops/select.ts';
import { reshape, slice, split } from '../../../dsl/ops/views.ts';
import type { Dim, Shape } from '../../../dsl/shape/index.ts';
import type { Tensor } from '../../../dsl/tensor.ts';

//? add: cannot broadcast [${B}, 128] with [${B}, 64]: 128 vs 64
export const widths = <B extends Dim>(x: Tensor<[B, 128]>, y: Tensor<[B, 64]>) => add(x, y);

//? mul: cannot broadcast [${B}, ${E}] with [${B}, ${O}]: ${E} vs ${O}
export const unlike = <B extends Dim, E extends Dim, O extends Dim>(x: Tensor<[B, E]>, y: Tensor<[B, O]>) => mul(x, y);

//? mul: cannot broadcast [${B}, ${E}] with [${B}, ${E}, ${O}]: ${E} vs ${O}
export const gateOfRank2 = <B extends Dim, E extends Dim, O extends Dim>(g: Tensor<[B, E]>, x: Tensor<[B, E, O]>) =>
  mul(g, x);

//? add: cannot broadcast [..., ${C}] with [${D}]: ${C} vs ${D}
export const bias = <L extends Shape, C extends Dim, D extends Dim>(x: Tensor<[...L, C]>, b: Tensor<[D]>) => add(x, b);

//? add: cannot broadcast [..., ${C}] with [${B}, ${C}]: ... vs ${B}
export const rows = <L extends Shape, B extends Dim, C extends Dim>(x: Tensor<[...L, C]>, b: Tensor<[B, C]>) =>
  add(x, b);

//? add: cannot broadcast [...] with [8]: ... vs 8
export const anyRank = <S extends Shape>(x: Tensor<S>) => add(x, zeros(8));

//? add: cannot broadcast [...] with [...]: ... vs ...
export const anyTwo = <S extends Shape, T extends Shape>(x: Tensor<S>, y: Tensor<T>) => add(x, y);

//? where: cannot broadcast [${B}, ${S}] with [${B}, ${T}, ${S}]: ${B} vs ${T}
export const maskOfRank2 = <B extends Dim, T extends Dim, S extends Dim>(
  keep: Tensor<[B, S], 'bool'>,
  x: Tensor<[B, T, S]>,
) => where(keep, x, 0);

//? matmul: batch dimensions [${B}] and [${D}] do not broadcast: ${B} vs ${D}
export const batches = <B extends Dim, D extends Dim>(x: Tensor<[B, 2, 3]>, y: Tensor<[D, 3, 4]>) => matmul(x, y);

//? a dimension must be a whole number, 0 or more, not -1
export const negative = <N extends number>(n: N) => zeros(n, -1);

//? a dimension must be a literal or a name such as 'batch', not string
export const wide = <N extends number>(n: N, name: string) => zeros(n, name);

//? slice: [2, 2) is out of range for dimension ${T}
export const emptySlice = <B extends Dim, T extends Dim>(x: Tensor<[B, T]>) => slice(x, 1, 2, 2);

//? slice: [-2, 1) counts from both ends of dimension ${T}, whose size is not known
export const bothEnds = <B extends Dim, T extends Dim>(x: Tensor<[B, T]>) => slice(x, 1, -2, 1);

//? slice: [-2, 1) counts from both ends of dimension T, whose size is not known
export const bothEndsOfName = (x: Tensor<['batch', 'T']>) => slice(x, 1, -2, 1);

//? slice: [7, ...) is out of range for dimension 5
export const fixedSlice = <T extends Dim>(x: Tensor<[T, 5]>) => slice(x, 1, 7);

//? split: dimension 5 does not divide into 2 parts
export const fixedSplit = <T extends Dim>(x: Tensor<[T, 5]>) => split(x, 1, 2);

//? reshape: [${B}, ${T}, 4] becomes [-1, 8] for some sizes only, and they are not known here
export const someSizes = <B extends Dim, T extends Dim>(x: Tensor<[B, T, 4]>) => reshape(x, -1, 8);

//? reshape: [${B}, 4] becomes [-1, -1] for some sizes only, and they are not known here
export const twoOpen = <B extends Dim>(x: Tensor<[B, 4]>) => reshape(x, -1, -1);

//? reshape: [..., ${C}] becomes [-1, 8] for some sizes only, and they are not known here
export const otherWidth = <L extends Shape, C extends Dim>(x: Tensor<[...L, C]>) => reshape(x, -1, 8);

//? sub: cannot broadcast [..., ${C}] with [...]: ${C} vs ...
export const notKept = <L extends Shape, C extends Dim>(x: Tensor<[...L, C]>) => sub(x, mean(x, -1));

//? sub: cannot broadcast [...] with [...]: ... vs ...
export const keptOfOther = <S extends Shape, T extends Shape>(x: Tensor<S>, y: Tensor<T>) =>
  sub(x, mean(y, -1, { keepDims: true }));

//? mean: x has no axis 'time'; it is [${B}, ${C}]
export const noName = <B extends Dim, C extends Dim>(x: Tensor<[B, C]>) => mean(x, 'time');

//? mean: axis 2 is out of range for [${B}, ${C}]
export const noAxis = <B extends Dim, C extends Dim>(x: Tensor<[B, C]>) => mean(x, 2);
