// A target as a value: what programs are compiled for, what is made of them, and which backend runs that. Nothing here
// knows which targets exist; registry.ts lists them.
import type { Capabilities, Program } from '../../compiler/program/types.ts';
import type { Standalone } from '../../compiler/source/build/standalone.ts';
import type { Backend } from './backend.ts';

/** What a target makes of a program. */
export interface Emitted {
  /** the program with what the emitter added */
  readonly program: Program;
  /** kernels that were emitted, loop bodies counted once */
  readonly kernels: number;
  /** all memory that a run takes, at its peak */
  readonly memoryBytes: number;
  /** the program as a module that needs no library; absent where the target has no such form */
  readonly standalone?: () => Standalone;
}

export interface Target {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** Emits a program that was compiled for these capabilities: the same bits on every engine, where the target can. */
  emit(program: Program): Emitted;
  /** The emitted text, or what was emitted in a form to be read. `program` is one of `emit`, or some of its kernels. */
  listing(program: Program): string;
  /** How the program runs on the machine, where that is decided before it is emitted (compiler/schedule). */
  readonly schedule?: (program: Program) => string;
  /** temporaries lie where the compiler planned them */
  readonly planned: boolean;
}

/** How a built module is loaded here once before it is written: with these options, or not, for a reason. */
export type Trial = { readonly options: object } | { readonly untried: string };

/** A target by its name, with the backend that runs it. */
export interface Registered<N extends string = string> {
  readonly name: N;
  /** The backend; an error with the reason where it does not work here. */
  open(): Promise<Backend>;
  /** What tools ask of the target, loaded when they do. */
  target(): Promise<Target>;
  trial(): Promise<Trial>;
}

/** The best backend of a family that computes on a GPU here, if there is one. */
export interface Gpu {
  readonly found: Backend | null;
  /** where there is none: why, a line each */
  readonly reasons: readonly string[];
  /** the same as the message of an error */
  readonly refusal: string;
}

/** The targets of one emitter. */
export interface Family<N extends string = string, E extends string = string> {
  /** the folder in compiler/emit */
  readonly emitter: E;
  /** the names in short, for the help of a command */
  readonly help: string;
  readonly members: readonly Registered<N>[];
  /** the member that an example names, and whose listing is shown */
  readonly example: N;
  /** those that the laws hold against the reference, the cheap ones first */
  readonly tested: {
    readonly node: readonly N[];
    readonly page: readonly N[];
    /** in a page too: the scalar operations alone */
    readonly scalars: readonly N[];
  };
  readonly gpu?: () => Promise<Gpu>;
}
