// The float64 reference interpreter: what every backend is compared with.
export { Evaluation, evaluate, type Feeds, type Rounding, type Values } from './interpreter.ts';
