// What the functions of a module compute: a kernel each, or one for several that are alike (see identical.ts).
import type { Axis, BufferId, Kernel, ScatterKernel } from '../../program/types.ts';
import { type ContractionPlan, planContraction, type Strategy, type Tile } from './contraction/index.ts';
import { type Likeness, likenessOf, withPlaces } from './identical.ts';
import type { Scheduled } from './scheduled.ts';
import { threadAxis } from './threads/axis.ts';

export interface Body {
  readonly step: Kernel | ScatterKernel;
  /** what the function is given: counters of the loops around the kernel, the thread, and the places of buffers */
  readonly counters: readonly Axis[];
  /** null: a loop nest */
  readonly plan: ContractionPlan | null;
  /** whether it is given the places of its buffers */
  readonly placed: boolean;
}

/** The function that computes a step, and the buffers whose places it is given after the counters. */
export interface Use {
  readonly body: Body;
  readonly buffers: readonly BufferId[];
}

export interface Choices {
  readonly threads: number;
  readonly contractions: Strategy | undefined;
  readonly tile: Tile;
  /** every kernel is given the places of its buffers */
  readonly places: boolean;
}

interface Call {
  readonly kernel: Kernel;
  readonly counters: readonly Axis[];
  /** of a contraction, if it is chosen; null: the kernel is none */
  readonly strategy: Strategy | null | undefined;
  readonly likeness: Likeness;
}

export function bodiesOf(scheduled: readonly Scheduled[], choices: Choices): Map<Body['step'], Use> {
  const uses = new Map<Body['step'], Use>();
  const alike = new Map<string, Call[]>();
  eachCall(scheduled, [], choices.threads, (step, counters, strategy) => {
    if (step.kind === 'scatter') {
      uses.set(step, { body: { step, counters, plan: null, placed: false }, buffers: [] });
      return;
    }
    const likeness = likenessOf(step, counters);
    const key = `${strategy} ${likeness.text}`;
    const others = alike.get(key) ?? [];
    others.push({ kernel: step, counters, strategy, likeness });
    alike.set(key, others);
  });
  for (const group of alike.values()) {
    const body = bodyOf(group, choices);
    for (const { kernel, likeness } of group) uses.set(kernel, { body, buffers: body.placed ? likeness.buffers : [] });
  }
  return uses;
}

/** The thread's number: a share's indices use it, and a whole contraction's workspace is that of the thread which runs it. */
export const givenThread = (step: Body['step'], threads: number): boolean => threads > 1 && step.kind === 'kernel';

function eachCall(
  steps: readonly Scheduled[],
  counters: readonly Axis[],
  threads: number,
  visit: (step: Body['step'], counters: readonly Axis[], strategy: Call['strategy']) => void,
): void {
  for (const s of steps) {
    if (s.kind === 'loop')
      eachCall(s.body, [...counters, { id: s.loop.counter, extent: s.loop.extent }], threads, visit);
    if (s.kind !== 'call') continue;
    visit(
      s.step,
      givenThread(s.step, threads) ? [...counters, { id: threadAxis, extent: threads }] : counters,
      s.strategy,
    );
  }
}

function bodyOf(group: readonly Call[], choices: Choices): Body {
  const [first] = group as [Call];
  const own = { step: first.kernel, counters: first.counters };
  if (group.length === 1 && !choices.places)
    return { ...own, plan: planOf(own, first.strategy, choices), placed: false };
  const name = group.map((c) => c.kernel.name).join(' ');
  const { kernel, counters } = withPlaces(first.kernel, first.counters, first.likeness.buffers);
  const common = { step: { ...kernel, name }, counters };
  return { ...common, plan: planOf(common, first.strategy, choices), placed: true };
}

function planOf(
  { step, counters }: { readonly step: Kernel; readonly counters: readonly Axis[] },
  strategy: Call['strategy'],
  { contractions, tile }: Choices,
): ContractionPlan | null {
  if (strategy === null) return null;
  return planContraction(step, new Map(counters.map((c) => [c.id, c.extent] as const)), strategy ?? contractions, tile);
}
