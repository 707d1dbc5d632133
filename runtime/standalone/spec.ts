// A built module as its code sees it: what was embedded, and what runs it.
import type { Slot, StateSlot, Vectors } from '../../compiler/source/build/spec.ts';
import type { Numbers } from '../../dsl/dtype.ts';

export type { Numbers } from '../../dsl/dtype.ts';

export interface Spec {
  /** what was built, e.g. 'predictStep(leNet)': what errors call the module */
  readonly name: string;
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  readonly states: readonly StateSlot[];
  readonly weights: {
    /** what errors call the file */
    readonly file: string;
    /** where it is if nothing is said, or its bytes */
    readonly source: () => URL | Uint8Array;
    /** CRC-32 of the file's header */
    readonly header: string;
  };
  readonly vectors: Vectors;
}

/** What runs a module's kernels over its tensors. */
export interface Machine {
  write(slot: Slot, data: ArrayLike<number>): void;
  run(): void | Promise<void>;
  /** a copy */
  read(slot: Slot): Numbers | Promise<Numbers>;
}
