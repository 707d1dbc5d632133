// The float64 reference interpreter: what every backend is compared with.
export { Evaluation, evaluate, type Feeds, goesTo, type Rounding, readBy, type Values } from './interpreter.ts';
