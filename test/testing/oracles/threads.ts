// Several threads compute what one does, to the bit, whatever their pace: each program as the CPU backend shares it out,
// walked in adverse orders (../threads.ts). Only the way in which threads wait is left to real ones.
import { machineOf } from '../../../compiler/emit/wasm/scheduled.ts';
import type { Program } from '../../../compiler/program/types.ts';
import { kernelsOf } from '../../../compiler/program/visit.ts';
import { partition } from '../../../compiler/schedule/threads/partition.ts';
import { workOf } from '../../../compiler/schedule/threads/work.ts';
import type { Interpreter, Order } from '../interpret.ts';
import { asPlanned } from '../storage.ts';
import { interpretThreads } from '../threads.ts';

interface Way {
  readonly name: string;
  readonly threads: number;
  /** of the kernels, by their work, those from here on are cut */
  readonly from: number;
  readonly order: Order;
}

/** A program has one pair of these: both orders, everything cut and only half. */
const ways: readonly (readonly Way[])[] = [
  [
    { name: 'two threads', threads: 2, from: 0, order: 'forwards' },
    { name: 'three threads', threads: 3, from: 0.5, order: 'backwards' },
  ],
  [
    { name: 'two threads', threads: 2, from: 0.5, order: 'backwards' },
    { name: 'three threads', threads: 3, from: 0, order: 'forwards' },
  ],
];

/** A program on one thread and then on several: `run` feeds it, runs it and reads it. */
export function* onThreads<T>(
  program: Program,
  run: (machine: Interpreter, order: Order) => T,
): Generator<{ readonly name: string; readonly result: T }> {
  const work = [...kernelsOf(program.steps)].map((k) => workOf(k)).sort((a, b) => a - b);
  for (const { name, threads, from, order } of ways[work.length % ways.length]!) {
    const smallest = from === 0 ? 0 : (work[Math.floor(from * work.length)] ?? 0);
    const shared = partition(program, threads, machineOf({}), { smallest });
    const machine = interpretThreads(shared, 'f64', asPlanned(program, 'f64'));
    yield { name: `${name} (${order})`, result: run(machine, order) };
  }
}
