// Several threads for one program, to be handed to the emitter.
import { partition } from '../../../schedule/threads/partition.ts';
import type { Threading } from '../scheduled.ts';
import { control, writeBarrier } from './barrier.ts';

export { control } from './barrier.ts';

/** Kernels of less work than `smallest`, in nanoseconds of one core, are run by one thread. */
export function threading(threads: number, smallest?: number): Threading {
  return {
    threads,
    partition: (program, machine, strategy) => partition(program, threads, machine, { smallest, strategy }),
    controlBytes: control.bytes(threads),
    writeBarrier: (f, at) => writeBarrier(f, at, threads),
    writeProgress(f, at, thread, kernel) {
      f.get(thread)
        .i32(6)
        .op('i32.shl')
        .i32(kernel)
        .memory('i32.store', at + control.progress(0));
    },
  };
}
