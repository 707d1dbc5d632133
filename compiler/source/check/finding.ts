// An error as the check works on it: what is told, and what advice is looked for with.
import type { Fault } from './fault.ts';
import type { Proposal } from './fix.ts';
import type { Clue } from './propose/context.ts';

export interface Finding extends Fault {
  /** TypeScript's number of the error; 0 where the check found it itself */
  readonly code: number;
  readonly clue: Clue;
  /** it is about types that an earlier error left undetermined, or about what is impossible */
  readonly open: boolean;
  /** fixes that whoever recognised the mistake knows */
  readonly proposals: readonly Proposal[];
}
