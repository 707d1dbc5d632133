// The public surface of the language: everything that a model is written with. Explicit, so that what is not here can
// change.
export type { DType } from './dtype.ts';
export { ShapeError } from './error.ts';
export type { Definition, Graph, State } from './graph.ts';
export * from './inferred.ts';
export type { Initializer } from './initializer.ts';
export * from './nn/index.ts';
export * from './ops/index.ts';
export * from './optim/index.ts';
export type { Bind, Dim, Product, Shape } from './shape/index.ts';
export { size } from './size.ts';
export type { LossOf, OwnLoss, Step, StepOptions } from './step.ts';
export type { AnyTensor, Tensor } from './tensor.ts';
export { evaluateStep, predictStep, trainStep } from './train.ts';
