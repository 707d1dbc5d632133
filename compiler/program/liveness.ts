// How long buffers live: from the step that first writes one to the last that reads it, in steps counted through loop
// bodies. A buffer that is used both inside and outside a loop lives as long as the loop.

import { readsOfStep, writesOfStep } from './access.ts';
import type { BufferId, Step } from './types.ts';

export interface Life {
  first: number;
  last: number;
}

export interface Lives {
  /** first and last use of every buffer */
  readonly lives: ReadonlyMap<BufferId, Life>;
  /** when each kernel runs */
  readonly times: ReadonlyMap<Step, number>;
}

export function livesOf(steps: readonly Step[]): Lives {
  const times = new Map<Step, number>();
  const lives = new Map<BufferId, Life>();
  const use = (b: BufferId, from: number, to: number) => {
    const life = lives.get(b);
    if (!life) lives.set(b, { first: from, last: to });
    else {
      life.first = Math.min(life.first, from);
      life.last = Math.max(life.last, to);
    }
  };
  const loops: { from: number; to: number; buffers: ReadonlySet<BufferId> }[] = [];
  let clock = 0;
  const walk = (list: readonly Step[]) => {
    for (const s of list) {
      if (s.kind !== 'loop') {
        const now = clock++;
        times.set(s, now);
        for (const b of [...readsOfStep(s), ...writesOfStep(s)]) use(b, now, now);
        continue;
      }
      const from = clock++;
      walk(s.body);
      const to = clock++;
      for (const c of s.carries) for (const b of [c.from, c.to]) use(b, to, to);
      loops.push({ from, to, buffers: new Set([...readsOfStep(s), ...writesOfStep(s)]) });
    }
  };
  walk(steps);
  // inner loops come first: what is not wholly inside one lives through it
  for (const { from, to, buffers } of loops) {
    for (const b of buffers) {
      const life = lives.get(b)!;
      if (life.first < from || life.last > to) use(b, from, to);
    }
  }
  return { lives, times };
}
