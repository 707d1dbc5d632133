// Wrong programs: derivatives.
import { grad, valueAndGrad, vjp } from '../../../dsl/ops/gradient.ts';
import { input, zeros } from '../../../dsl/ops/leaves.ts';
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
