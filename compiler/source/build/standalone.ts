// What a built module is on its target: the code that runs it, and the target's part of what is embedded.
import type { BufferId } from '../../program/types.ts';
import type { Data } from './literal.ts';

/** The library's code that a module takes along to run its kernels. */
export interface Runner {
  /** the file of the library that declares these */
  readonly file: string;
  /** the function that makes a machine of the spec and the options */
  readonly open: string;
  /** the type of the spec */
  readonly spec: string;
  /** the type of the options of `load`, and what they are if nothing is said */
  readonly options: { readonly type: string; readonly initializer?: string };
  /** other declarations that `fields` names */
  readonly uses: readonly string[];
  /** types that the module's user sees */
  readonly shown: readonly string[];
  /** whether results are promises */
  readonly later: boolean;
}

export interface Standalone {
  readonly runner: Runner;
  /** the place of a buffer: a byte of the memory, or its number */
  readonly at: (buffer: BufferId) => number;
  /** statements before the spec that hold the kernels' text; null where the kernels are bytes */
  readonly kernels: string | null;
  /** the target's fields of the spec; `beside`: the name of the file that holds `bytes`, which are embedded otherwise */
  readonly fields: (beside?: string) => { readonly [name: string]: Data };
  /** what may lie in a file beside the module: WebAssembly */
  readonly bytes?: Uint8Array;
  /** how the module's reader imports what `load` is given */
  readonly imports: readonly string[];
  /** what `load` is given */
  readonly given: string;
  /** what the module needs to run, a line each */
  readonly needs: readonly string[];
}
