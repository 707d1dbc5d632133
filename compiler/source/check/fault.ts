// What a check finds.
import type { Place } from '../frame.ts';
import type { Fix, Proposal } from './fix.ts';

/** A place with a remark: an operand and its shape, or where a dimension came from. */
export interface Note {
  readonly text: string;
  readonly place: Place;
}

/** A program that is wrong about shapes, in the language's words. */
export interface Fault {
  /** 'shape' for the language's own sentences, 'type' for tensors that TypeScript rejects, or the name of a lint */
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly sentence: string;
  readonly place: Place;
  readonly operands: readonly Note[];
  readonly origins: readonly Note[];
  /** what holds, whatever was meant */
  readonly suggestion: string | undefined;
  /** what to write instead: each was tried and compiles, the most probable first */
  readonly fixes?: readonly Fix[];
  /** what may be meant, to be tried */
  readonly proposals?: readonly Proposal[];
  /** errors that are there because of this one */
  readonly consequences?: readonly Note[];
}
