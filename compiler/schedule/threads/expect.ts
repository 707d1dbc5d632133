// What a program is expected to take on one thread and on several, in nanoseconds: whether threads are worth it.
import type { AxisId, Program } from '../../program/types.ts';
import { planContraction } from '../contraction/plan.ts';
import type { Machine } from '../machine.ts';
import { inOrder, type Partition } from '../schedule.ts';
import { partition } from './partition.ts';
import { workOf } from './work.ts';

/** of a barrier where all threads run */
const barrierTime = 2000;

export function expectedTime(program: Program, threads: number, machine: Machine): number {
  const one: Partition = { threads, thread: null, steps: inOrder(program.steps) };
  const parts = threads === 1 ? one : partition(program, threads, machine);
  return timeOf(parts.steps, parts, new Map(), machine);
}

/** The sum, over the stretches between barriers, of what the busiest thread does. */
function timeOf(
  steps: Partition['steps'],
  { threads, thread }: Partition,
  counters: ReadonlyMap<AxisId, number>,
  machine: Machine,
): number {
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
      meet(s.loop.extent * timeOf(s.body, { threads, thread, steps }, inside, machine));
    } else if (s.kind === 'call') {
      const known = s.part && thread ? new Map([...counters, [thread.id, threads]]) : counters;
      const isContraction = s.step.kind === 'kernel' && s.part?.strategy !== null;
      const plan = isContraction ? planContraction(s.step, known, s.part?.strategy, machine.tile) : null;
      const { from, to } = s.who ?? { from: 0, to: threads };
      for (let t = from; t < to; t++) loads[t]! += workOf(s.step, plan);
    }
  }
  meet(0);
  return time;
}
