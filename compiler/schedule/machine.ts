// What a schedule has to know of a machine. No target is named here: each describes its machine beside its emitter.
import type { Tile } from './contraction/types.ts';

export interface Machine {
  /** f32 or i32 values that a vector register holds; 1: there are no vectors, and loops are serial */
  readonly lanes: 1 | 4;
  /** rows and vectors that the registers hold of a packed product; null: contractions are loop nests like others */
  readonly tile: Tile | null;
}
