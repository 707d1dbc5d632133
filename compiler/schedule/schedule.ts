// Program -> scheduled program, for a machine: which kernels are one function, how the loops of each run, and what memory
// of its own a thread needs. Which thread runs what is decided before, where there are several (threads/).
import type { Program, Step } from '../program/types.ts';
import { scheduleContraction } from './contraction/epilogue.ts';
import type { Strategy } from './contraction/types.ts';
import { type Body, bodiesOf, extentsOf } from './deduplicate.ts';
import type { Machine } from './machine.ts';
import { scheduleNest } from './nest/nest.ts';
import type { CountedAxis } from './nest/types.ts';
import type { Assigned, Call, ScheduledFunction, ScheduledProgram, ScheduledStep, Walk } from './types.ts';

/** Which thread runs what. */
export interface Partition {
  readonly threads: number;
  readonly thread: CountedAxis | null;
  readonly steps: readonly Walk<Assigned>[];
}

export interface ScheduleOptions {
  /** the way of every contraction that can go it; by default the estimated cost decides */
  readonly strategy?: Strategy | undefined;
  /** every kernel is given the places of its buffers, as those are that are like another */
  readonly places?: boolean | undefined;
  /** of several threads (threads/partition.ts) */
  readonly partition?: Partition | undefined;
}

export function schedule(program: Program, machine: Machine, options: ScheduleOptions = {}): ScheduledProgram {
  const { threads, thread, steps } = options.partition ?? { threads: 1, thread: null, steps: inOrder(program.steps) };
  const { strategy, places = false } = options;
  const { tile, lanes } = machine;
  const uses = bodiesOf(steps, { thread, strategy, tile, places });
  const workspaceBytes = Math.max(0, ...[...uses.values()].map(({ body }) => body.plan?.workspaceBytes ?? 0));
  const sums = 1 + Math.max(-1, ...program.buffers.map((b) => b.id));
  const functions = new Map<Body, ScheduledFunction>();
  const functionOf = (body: Body): ScheduledFunction => {
    const known = functions.get(body);
    if (known) return known;
    const { step, counters, placed, plan } = body;
    const around = extentsOf(counters);
    const own = { buffer: sums, thread, bytes: workspaceBytes };
    const how =
      step.kind === 'scatter'
        ? null
        : plan
          ? scheduleContraction(plan, around, own, lanes)
          : scheduleNest(step, around, lanes);
    const made: ScheduledFunction = { step, counters, placed, how };
    functions.set(body, made);
    return made;
  };
  const scheduled = (s: Walk<Assigned>): ScheduledStep => {
    if (s.kind === 'loop') return { ...s, body: s.body.map(scheduled) };
    if (s.kind !== 'call') return s;
    const { body, places } = uses.get(s.step)!;
    return { ...s, function: functionOf(body), places } satisfies Call;
  };
  return { program, steps: steps.map(scheduled), lanes, threads, thread, workspaceBytes, sums };
}

/** As it is, on one thread. */
export function inOrder(steps: readonly Step[]): Walk<Assigned>[] {
  return steps.map((step): Walk<Assigned> => {
    if (step.kind !== 'loop') return { kind: 'call', step, who: null, part: null };
    return { kind: 'loop', loop: step, body: [...inOrder(step.body), { kind: 'carry', loop: step, who: null }] };
  });
}
