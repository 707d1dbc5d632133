// The entry `quern/testing`: gradients that can be trusted. Fuzzes models, functions and the language itself; the parts
// compose with one's own fast-check properties.
export type { AlongLine } from './alongLine.ts';
export { type DimOptions, dims } from './arbitraries/dims.ts';
export { type ShapeOptions, shapes } from './arbitraries/shapes.ts';
export { type Style, type TensorOptions, type TensorValues, tensors } from './arbitraries/tensors.ts';
export { checkGradients, type GradientReport, type Point } from './checkGradients.ts';
export type { OpCoverage } from './coverage.ts';
export type { Branch, Covered, DrawnInput, StatedRule } from './covered/index.ts';
export type { Untested } from './covered/untested.ts';
export * as expression from './expression.ts';
export { type Counterexample, FuzzError } from './failure.ts';
export type { FuzzOptions, FuzzReport, Progress } from './fuzz.ts';
export { type ArbitraryTree, type Domains, type Fuzzable, fuzzable } from './fuzzable.ts';
export { type FunctionFuzzOptions, fuzzGradients, type ModelFuzzOptions } from './fuzzGradients.ts';
export { fuzzPrograms, type ProgramFuzzOptions } from './fuzzPrograms.ts';
export type { Given, NestedGiven } from './inputs/given.ts';
export { type ProgramOptions, programs } from './programs/random.ts';
export type { Leaf, Specimen } from './programs/specimen.ts';
export { recheck } from './recheck.ts';
export type { Regression, RegressionStore } from './regressions.ts';
export type { Strength, Survivor } from './strength/index.ts';
