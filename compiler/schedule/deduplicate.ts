// What the functions of a program compute: a kernel each, or one for several that are alike (likeness.ts).

import type { Axis, BufferId, Kernel } from '../program/types.ts';
import { planContraction } from './contraction/plan.ts';
import type { ContractionPlan, Strategy, Tile } from './contraction/types.ts';
import { type Likeness, likenessOf, withPlaces } from './likeness.ts';
import type { CountedAxis } from './nest/types.ts';
import type { Assigned, Walk } from './types.ts';

/** A function before the memory of threads is known. */
export interface Body {
  readonly step: Assigned['step'];
  readonly counters: readonly Axis[];
  readonly placed: boolean;
  /** null: it is no contraction */
  readonly plan: ContractionPlan | null;
}

/** The function that computes a step, and the buffers whose places it is given after the counters. */
export interface Use {
  readonly body: Body;
  readonly places: readonly BufferId[];
}

export interface Choices {
  readonly thread: CountedAxis | null;
  readonly strategy: Strategy | undefined;
  readonly tile: Tile | null;
  /** every kernel is given the places of its buffers */
  readonly places: boolean;
}

interface Alike {
  readonly kernel: Kernel;
  readonly counters: readonly Axis[];
  /** undefined: not yet chosen; null: the kernel is no contraction */
  readonly strategy: Strategy | null | undefined;
  readonly likeness: Likeness;
}

export function bodiesOf(steps: readonly Walk<Assigned>[], choices: Choices): Map<Assigned['step'], Use> {
  const uses = new Map<Assigned['step'], Use>();
  const alike = new Map<string, Alike[]>();
  eachCall(steps, [], ({ step, part }, around) => {
    if (step.kind === 'scatter') {
      uses.set(step, { body: { step, counters: around, plan: null, placed: false }, places: [] });
      return;
    }
    // a share's indices use the thread's number, and a whole contraction's workspace is that of the thread which runs it
    const counters = choices.thread ? [...around, choices.thread] : around;
    const likeness = likenessOf(step, counters);
    const key = `${part?.strategy} ${likeness.text}`;
    const others = alike.get(key) ?? [];
    others.push({ kernel: step, counters, strategy: part?.strategy, likeness });
    alike.set(key, others);
  });
  for (const group of alike.values()) {
    const body = bodyOf(group, choices);
    for (const { kernel, likeness } of group) uses.set(kernel, { body, places: body.placed ? likeness.buffers : [] });
  }
  return uses;
}

function eachCall(
  steps: readonly Walk<Assigned>[],
  around: readonly Axis[],
  visit: (call: Assigned, around: readonly Axis[]) => void,
): void {
  for (const s of steps) {
    if (s.kind === 'loop') eachCall(s.body, [...around, { id: s.loop.counter, extent: s.loop.extent }], visit);
    if (s.kind === 'call') visit(s, around);
  }
}

function bodyOf(group: readonly Alike[], { places, strategy, tile }: Choices): Body {
  const [first] = group as [Alike];
  const placed = places || group.length > 1;
  const { kernel, counters } = placed ? withPlaces(first.kernel, first.counters, first.likeness.buffers) : first;
  const step = { ...kernel, name: group.map((c) => c.kernel.name).join(' ') };
  const isPlain = first.strategy === null;
  const plan = isPlain ? null : planContraction(step, extentsOf(counters), first.strategy ?? strategy, tile);
  return { step, counters, placed, plan };
}

export const extentsOf = (axes: readonly Axis[]): Map<number, number> => new Map(axes.map((a) => [a.id, a.extent]));
