// Ways around layers, and layers over sequences.
export { type GatedLinearUnit, gatedLinearUnit, type Highway, highway, skip } from './gates.ts';
export type { Recurrence, RunOptions, SequenceLayer, StateOf, Unrolled } from './recurrence.ts';
export {
  type Elman,
  elman,
  type Gru,
  type GruOptions,
  gru,
  type Lstm,
  lstm,
  type RecurrentOptions,
} from './recurrent.ts';
export { type Bidirectional, bidirectional, type Stacked, stacked } from './stacked.ts';
