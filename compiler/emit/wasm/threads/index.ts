// Several threads for one program, to be handed to the emitter.
import type { Threading } from '../scheduled.ts';
import { control, writeBarrier } from './barrier.ts';
import { schedule } from './schedule.ts';
import { smallestShare } from './share.ts';

export { control } from './barrier.ts';
export { expectedTime } from './expect.ts';

/** Kernels of less work than `smallest`, in nanoseconds of one core, are run by one thread. */
export function threading(threads: number, smallest = smallestShare): Threading {
  return {
    threads,
    controlBytes: control.bytes(threads),
    schedule: (program, regions, contractions) => schedule(program, regions, { threads, smallest, contractions }),
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
