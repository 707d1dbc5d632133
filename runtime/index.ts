// The public entry `quern`: the language, and what compiles and runs it on the CPU, in Node and in browsers.
export * from '../dsl/index.ts';
export type { Backend, Instance } from './backends/backend.ts';
export { cpu } from './backends/cpu/backend.ts';
export { type CompileOptions, compile } from './compile.ts';
export { Executable, type Feeds, type Outputs, type RunResult } from './executable.ts';
export { type FitEvent, type FitOptions, fit, type Position, Sizes } from './fit.ts';
export { type NamedTensors, State, type TensorData } from './state.ts';
export type { Verified, VerifyOptions } from './verify/verified.ts';
