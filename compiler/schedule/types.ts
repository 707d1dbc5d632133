// The scheduled program: how the loops of each kernel run, where its sums are kept, which kernels are one function, and
// which thread runs what. A pure function of a Program and a machine makes it (schedule.ts); emitters print it and decide
// nothing.
import type { Axis, BufferId, Kernel, Loop, Program, ScatterKernel } from '../program/types.ts';
import type { ContractionSchedule, Strategy } from './contraction/types.ts';
import type { CountedAxis, NestSchedule } from './nest/types.ts';

/** A function of the emitted program: a kernel, or one for several that differ in their buffers alone. */
export interface ScheduledFunction {
  readonly step: Kernel | ScatterKernel;
  /** its parameters: counters of the loops around the kernel, the thread's number, and the places of buffers */
  readonly counters: readonly Axis[];
  /** it is given the places of its buffers */
  readonly placed: boolean;
  /** null: a scatter, whose loops scheduleScatter gives (nest/scatter.ts), as few programs have one */
  readonly how: NestSchedule | ContractionSchedule | null;
}

/** The threads from `from` to before `to`; null: whichever thread there is. */
export type Who = { readonly from: number; readonly to: number } | null;

/** A walk of all threads through the steps of a program. */
export type Walk<C> =
  | C
  /** all threads wait for one another */
  | { readonly kind: 'barrier' }
  | { readonly kind: 'loop'; readonly loop: Loop; readonly body: readonly Walk<C>[] }
  /** the copies at the end of a loop's body */
  | { readonly kind: 'carry'; readonly loop: Loop; readonly who: Who };

export interface Assigned {
  readonly kind: 'call';
  readonly step: Kernel | ScatterKernel;
  readonly who: Who;
  /** which part of which axis a thread computes; null: all */
  readonly part: Part | null;
}

/** Of an axis of `extent` points: `size` from `first` on for each of the threads that run it. */
export interface Part {
  readonly extent: number;
  readonly first: number;
  readonly size: number;
  /** of a contraction: the way that the whole of it goes; null: it is none */
  readonly strategy: Strategy | null;
}

export interface Call extends Assigned {
  readonly function: ScheduledFunction;
  /** whose places the function is given, after the other counters */
  readonly places: readonly BufferId[];
}

export type ScheduledStep = Walk<Call>;

export interface ScheduledProgram {
  readonly program: Program;
  readonly steps: readonly ScheduledStep[];
  /** values that a vector of the machine holds */
  readonly lanes: number;
  readonly threads: number;
  /** what counts them; null: there is one */
  readonly thread: CountedAxis | null;
  /** memory of each thread's own, for sums and packed panels of contractions */
  readonly workspaceBytes: number;
  /** the buffer of sums there; the Program's buffers are shared by all threads */
  readonly sums: BufferId;
}

export function callsOf(steps: readonly ScheduledStep[]): Call[] {
  return steps.flatMap((s) => (s.kind === 'loop' ? callsOf(s.body) : s.kind === 'call' ? [s] : []));
}
