// Where threads meet: a counter of arrivals and a number that the last one to arrive raises. The others watch it for a
// little while and then sleep. A run that failed on one thread raises it too, with a mark that stops the others.
import type { FunctionBuilder } from '../assemble/function.ts';

/** Words of the control region, in bytes from its start; each in a cache line of its own. */
export const control = {
  arrived: 0,
  epoch: 64,
  sleeping: 128,
  /** not 0: the run has failed, and threads at a barrier trap */
  failed: 192,
  /** of each thread: 1 + the number of the function in which it is (see EmittedModule.kernels) */
  progress: (thread: number) => 256 + 64 * thread,
  bytes: (threads: number) => 256 + 64 * threads,
} as const;

/** Looks at the number so often before it sleeps: some microseconds, as long as waking takes. */
const looks = 2000;

/** (): returns when all threads have come */
export function writeBarrier(f: FunctionBuilder, at: number, threads: number): void {
  const [epoch, left] = [f.local('i32'), f.local('i32')];
  const load = (word: number) => f.i32(0).memory('i32.atomic.load', at + word);
  const raised = () => load(control.epoch).get(epoch).op('i32.ne');
  load(control.epoch).set(epoch);
  f.i32(0)
    .i32(1)
    .memory('i32.atomic.rmw.add', at + control.arrived);
  f.i32(threads - 1).op('i32.eq');
  const last = () => {
    f.i32(0)
      .i32(0)
      .memory('i32.atomic.store', at + control.arrived);
    f.i32(0)
      .get(epoch)
      .i32(1)
      .op('i32.add')
      .memory('i32.atomic.store', at + control.epoch);
    load(control.sleeping).ifElse(null, () => {
      f.i32(0)
        .i32(threads)
        .memory('memory.atomic.notify', at + control.epoch)
        .op('drop');
    });
  };
  const others = () => {
    f.i32(looks).set(left);
    f.repeat(() => {
      raised();
      f.get(left).i32(1).op('i32.sub').tee(left).op('i32.eqz').op('i32.or').op('i32.eqz');
    });
    raised();
    f.op('i32.eqz').ifElse(null, () => {
      f.i32(0)
        .i32(1)
        .memory('i32.atomic.rmw.add', at + control.sleeping)
        .op('drop');
      f.repeat(() => {
        f.i32(0)
          .get(epoch)
          .forever()
          .memory('memory.atomic.wait32', at + control.epoch)
          .op('drop');
        raised();
        f.op('i32.eqz');
      });
      f.i32(0)
        .i32(-1)
        .memory('i32.atomic.rmw.add', at + control.sleeping)
        .op('drop');
    });
  };
  f.ifElse(null, last, others);
  load(control.failed).ifElse(null, () => f.op('unreachable'));
}
