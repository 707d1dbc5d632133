// What a program is expected to take on one thread and on several, in nanoseconds: whether threads are worth it.
import type { AxisId, Program } from '../../../program/types.ts';
import { planContraction } from '../contraction/index.ts';
import { layOut } from '../layout.ts';
import { inOrder, type Scheduled } from '../scheduled.ts';
import { threadAxis } from './axis.ts';
import { schedule } from './schedule.ts';
import { smallestShare } from './share.ts';
import { workOf } from './work.ts';

/** of a barrier where all threads run */
const barrierTime = 2000;

export function expectedTime(program: Program, threads: number): number {
  const { buffers } = layOut(program, 0);
  const steps =
    threads === 1 ? inOrder(program.steps) : schedule(program, buffers, { threads, smallest: smallestShare });
  return timeOf(steps, threads, new Map());
}

/** The sum, over the stretches between barriers, of what the busiest thread does. */
function timeOf(steps: readonly Scheduled[], threads: number, counters: ReadonlyMap<AxisId, number>): number {
  let time = 0;
  let loads: number[] = Array(threads).fill(0);
  const meet = (extra: number) => {
    time += Math.max(...loads) + extra;
    loads = Array(threads).fill(0);
  };
  for (const s of steps) {
    if (s.kind === 'barrier') meet(barrierTime);
    else if (s.kind === 'loop') {
      const inside = new Map([...counters, [s.loop.counter, s.loop.extent]]);
      meet(s.loop.extent * timeOf(s.body, threads, inside));
    } else if (s.kind === 'call') {
      const known = s.share ? new Map([...counters, [threadAxis, threads]]) : counters;
      const plan = s.step.kind === 'kernel' && s.strategy !== null ? planContraction(s.step, known, s.strategy) : null;
      const { from, to } = s.who ?? { from: 0, to: threads };
      for (let t = from; t < to; t++) loads[t]! += workOf(s.step, plan);
    }
  }
  meet(0);
  return time;
}
