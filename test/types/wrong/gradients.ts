// Wrong programs: derivatives.
import { grad, jvp, valueAndGrad, vjp } from '../../../dsl/ops/gradient.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
import { sum } from '../../../dsl/ops/reduce.ts';
import { cast, where } from '../../../dsl/ops/select.ts';
import { exp } from '../../../dsl/ops/unary.ts';

//! grad: the loss must be a scalar, got [32, 10]
export const gradOfMatrix = () => grad(zeros(32, 10), { w: zeros(3) });

//! grad: the loss must be a scalar, got [1]
export const gradOfOne = () => valueAndGrad(zeros(1), [zeros(3)]);

//! grad: the loss must be f32, got i32
export const gradOfInteger = () => grad(input.i32(), { w: zeros(3) });

//! vjp: the value is [3] but the cotangent is [4]
export const cotangentShape = () => vjp(exp(zeros(3)), zeros(3), zeros(4));

//? grad: the loss must be a scalar, got [batch]
export const gradOfNames = () => grad(input('batch'), { w: zeros(3) });

//! grad: the derivative is by a tensor of i32, expected f32
export const gradByInteger = () => {
  const x = input.i32(3);
  return grad(sum(cast(x, 'f32')), x);
};

//! valueAndGrad: the derivative is by a tensor of bool, expected f32
export const gradByBool = () => {
  const [x, keep] = [zeros(3), input.bool(3)];
  return valueAndGrad(sum(where(keep, x, 0)), { x, keep });
};

//! jvp: the derivative is by a tensor of i32, expected f32
export const jvpByInteger = () => {
  const x = input.i32(3);
  return jvp(cast(x, 'f32'), [x], [x]);
};
