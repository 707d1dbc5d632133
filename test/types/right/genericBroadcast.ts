// Broadcasting over dimensions, and beginnings of shapes, that are type parameters: in any order of the operands.
import {
  add,
  affine,
  type Dim,
  div,
  greater,
  maximum,
  mul,
  type Shape,
  sigmoid,
  softmax,
  sub,
  sum,
  type Tensor,
  where,
  zeros,
} from '../../../runtime/index.ts';

declare function is<S extends Shape>(x: Tensor<S>): void;

// a mixture of experts: the gate [B, E, 1] before the experts, and behind them
export function mixture<B extends Dim, E extends Dim, O extends Dim>(
  gate: Tensor<[B, E, 1]>,
  experts: Tensor<[B, E, O]>,
) {
  is<[B, E, O]>(mul(experts, gate));
  return sum(mul(gate, experts), 1);
}
is<['batch', 10]>(mixture(zeros('batch', 4, 1), zeros('batch', 4, 10)));

// both stretch
export const table = <A extends Dim, B extends Dim>(x: Tensor<[A, 1]>, y: Tensor<[1, B]>) => add(x, y);
is<[3, 4]>(table(zeros(3, 1), zeros(1, 4)));
export const under = <B extends Dim, T extends Dim, C extends Dim>(x: Tensor<[T, 1]>, y: Tensor<[B, T, C]>) =>
  sub(x, y);
is<['B', 'T', 8]>(under(zeros('T', 1), zeros('B', 'T', 8)));

// a mask of rows that are the same for all queries
export function masked<B extends Dim, T extends Dim, S extends Dim>(
  keep: Tensor<[B, 1, S], 'bool'>,
  x: Tensor<[B, T, S]>,
) {
  is<[B, T, S]>(where(keep, -1e9, x));
  return softmax(where(keep, x, -1e9));
}
is<['B', 'T', 'S']>(masked(greater(zeros('B', 1, 'S'), 0), zeros('B', 'T', 'S')));

// a gated linear unit over whatever comes before the features
export function glu<I extends Dim, O extends Dim>(inputs: I, outputs: O) {
  const [value, gate] = [affine(inputs, outputs), affine(inputs, outputs)];
  return <L extends Shape>(x: Tensor<[...L, I]>) => mul(value(x), sigmoid(gate(x)));
}
is<['batch', 'T', 16]>(glu(8, 16)(zeros('batch', 'T', 8)));
is<[16]>(glu(8, 16)(zeros(8)));

// scales and shifts of the features, in either order, and scalars
export function shifted<L extends Shape, C extends Dim>(x: Tensor<[...L, C]>, g: Tensor<[C]>, s: Tensor<[]>) {
  is<[...L, C]>(mul(g, x));
  is<[...L, C]>(maximum(s, x));
  return add(mul(x, g), s);
}
is<[2, 3, 4]>(shifted(zeros(2, 3, 4), zeros(4), zeros()));
export function relative<L extends Shape, C extends Dim>(x: Tensor<[...L, C]>, total: Tensor<[...L, 1]>) {
  is<[...L, C]>(mul(total, x));
  return div(x, total);
}
is<[2, 4]>(relative(zeros(2, 4), zeros(2, 1)));
export const plus = <S extends Shape>(x: Tensor<S>, s: Tensor<[]>) => add(s, x);
is<[2, 4]>(plus(zeros(2, 4), zeros()));
