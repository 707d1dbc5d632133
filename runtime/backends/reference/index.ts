// The float64 reference interpreter: what every backend is compared with.
export { evaluate, type Feeds, type Values } from './interpreter.ts';
