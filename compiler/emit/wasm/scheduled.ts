// What `run` does, step by step, and what the emitter is given by whoever wants several threads (threads/).
import type { BufferId, Kernel, Loop, Program, ScatterKernel, Step } from '../../program/types.ts';
import type { FunctionBuilder, Local } from './assemble/function.ts';
import type { Strategy } from './contraction/index.ts';
import type { Region } from './layout.ts';

/** The threads from `from` to before `to`; null: whichever thread there is. */
export type Who = { readonly from: number; readonly to: number } | null;

export type Scheduled =
  | { readonly kind: 'barrier' }
  | {
      readonly kind: 'call';
      readonly step: Kernel | ScatterKernel;
      readonly who: Who;
      /** a part, whose indices may use the thread's number */
      readonly share: boolean;
      /** a part of a contraction: the way it goes; null: a part that is none */
      readonly strategy?: Strategy | null;
    }
  | { readonly kind: 'loop'; readonly loop: Loop; readonly body: readonly Scheduled[] }
  | { readonly kind: 'carry'; readonly loop: Loop; readonly who: Who };

/** How several threads run a program together. A program of one thread does without, and without its code. */
export interface Threading {
  readonly threads: number;
  /** of the region of memory by which they wait for one another */
  readonly controlBytes: number;
  schedule(
    program: Program,
    regions: ReadonlyMap<BufferId, Region>,
    contractions: Strategy | undefined,
  ): readonly Scheduled[];
  /** (): returns when all threads have come; `control` is the region's address */
  writeBarrier(f: FunctionBuilder, control: number): void;
  /** Notes that the thread is in the kernel of that number from now on. */
  writeProgress(f: FunctionBuilder, control: number, thread: Local, kernel: number): void;
}

/** As it is, on one thread. */
export function inOrder(steps: readonly Step[]): Scheduled[] {
  return steps.map((step): Scheduled => {
    if (step.kind !== 'loop') return { kind: 'call', step, who: null, share: false };
    return { kind: 'loop', loop: step, body: [...inOrder(step.body), { kind: 'carry', loop: step, who: null }] };
  });
}
