// The schedule of a program for WebAssembly with 128-bit SIMD, and what the emitter is given by whoever wants several
// threads (threads/).
import type { Program } from '../../program/types.ts';
import type { Strategy, Tile } from '../../schedule/contraction/types.ts';
import type { Machine } from '../../schedule/machine.ts';
import { type Partition, schedule } from '../../schedule/schedule.ts';
import type { ScheduledProgram } from '../../schedule/types.ts';
import type { FunctionBuilder, Local } from './assemble/function.ts';

export interface ScheduleChoices {
  /** relaxed fused multiply-add in contractions: faster where the engine has it, but the last bits depend on the engine */
  readonly fused?: boolean;
  /** takes this way for every contraction that allows it; by default the estimated cost decides */
  readonly contractions?: Strategy;
  /** rows and vectors of the register tile of packed contractions; by default what the engine's registers hold */
  readonly tile?: Tile;
  /** gives every kernel the places of its buffers, as those are given that are like another (for tests) */
  readonly places?: boolean;
  /** several threads run the program together, all calling `run` with their number */
  readonly threading?: Threading | undefined;
}

/** How several threads run a program together. A program of one thread does without, and without its code. */
export interface Threading {
  readonly threads: number;
  readonly partition: (program: Program, machine: Machine, strategy: Strategy | undefined) => Partition;
  /** of the region of memory by which they wait for one another */
  readonly controlBytes: number;
  /** (): returns when all threads have come; `control` is the region's address */
  writeBarrier(f: FunctionBuilder, control: number): void;
  /** Notes that the thread is in the kernel of that number from now on. */
  writeProgress(f: FunctionBuilder, control: number, thread: Local, kernel: number): void;
}

/** Sixteen registers. A fused instruction needs none for products, and 4 x 2 is good on every engine that has it. */
export const machineOf = ({ tile, fused }: ScheduleChoices): Machine => ({
  lanes: 4,
  tile: tile ?? (fused ? [4, 2] : [2, 4]),
});

export function scheduledFor(program: Program, options: ScheduleChoices = {}): ScheduledProgram {
  const { contractions: strategy, places, threading } = options;
  const machine = machineOf(options);
  return schedule(program, machine, { strategy, places, partition: threading?.partition(program, machine, strategy) });
}
