// Which thread runs what, and where all wait for one another. Every thread walks the same list of steps, loops included;
// a step that reads what another thread wrote, or writes what another thread reads or wrote, waits at a barrier first.
import { readsOfStep, writesOfStep } from '../../program/access.ts';
import type { AxisId, BufferId, Kernel, Loop, Program, ScatterKernel, Step } from '../../program/types.ts';
import type { Strategy } from '../contraction/types.ts';
import { freshAxes } from '../fresh.ts';
import type { Machine } from '../machine.ts';
import type { Partition } from '../schedule.ts';
import type { Assigned, Walk, Who } from '../types.ts';
import { conflict, type Region, regionsOf } from './regions.ts';
import { type Shares, type Sharing, sharesOf, smallestShare } from './share.ts';
import { workOf } from './work.ts';

export interface PartitionOptions {
  /** in nanoseconds of one core: kernels of less work are run by one thread */
  readonly smallest?: number | undefined;
  readonly strategy?: Strategy | undefined;
}

export function partition(
  program: Program,
  threads: number,
  machine: Machine,
  { smallest = smallestShare, strategy }: PartitionOptions = {},
): Partition {
  const fresh = freshAxes(axesIn(program.steps));
  const thread = fresh('thread', threads);
  const partitioner = new Partitioner(regionsOf(program), { machine, thread, smallest, strategy });
  // a thread that has gone through the last barrier knows that all have finished
  const steps = [...partitioner.steps(program.steps, new Map()), { kind: 'barrier' } as const];
  return { threads, thread: threads > 1 ? thread : null, steps };
}

function axesIn(steps: readonly Step[]): AxisId[] {
  return steps.flatMap((s) => {
    if (s.kind === 'loop') return [s.counter, ...axesIn(s.body)];
    const reduced = s.kind === 'kernel' && s.reduction ? s.reduction.axes : [];
    return [...s.axes, ...reduced].map((a) => a.id);
  });
}

interface Access extends Region {
  readonly writes: boolean;
}

/** What was done since the last barrier; `by` null: by all threads, a share each. */
interface Pending extends Access {
  readonly by: number | null;
}

type Counters = ReadonlyMap<AxisId, number>;

/** a kernel of less than this share of what is worth cutting stays where the one before it ran */
const worthMoving = 1 / 10;

class Partitioner {
  private pending: Pending[] = [];
  /** of each thread since the last barrier */
  private load: number[];
  private readonly shares = new Map<Kernel, Shares | null>();

  constructor(
    private readonly regions: ReadonlyMap<BufferId, Region>,
    private readonly sharing: Sharing,
  ) {
    this.load = this.idle();
  }

  steps(steps: readonly Step[], counters: Counters): Walk<Assigned>[] {
    return steps.flatMap((s) => (s.kind === 'loop' ? this.loop(s, counters) : this.step(s, counters)));
  }

  private step(s: Kernel | ScatterKernel, counters: Counters): Walk<Assigned>[] {
    const accesses = this.accessesOf([s]);
    const shares = s.kind === 'kernel' ? this.sharesOf(s, counters) : null;
    if (!shares) {
      const { before, thread } = this.place(accesses, workOf(s));
      return [...before, { kind: 'call', step: s, who: only(thread), part: null }];
    }
    const before = this.waitIf(this.pending.some((p) => accesses.some((a) => conflict(p, a))));
    this.pending.push(...accesses.map((a) => ({ ...a, by: null })));
    const { equal, count, rest, extent, size, strategy } = shares;
    const call = (step: Kernel, from: number, to: number, first: number, points: number): Walk<Assigned> => ({
      ...{ kind: 'call', step, who: from === 0 && to === this.threads ? null : { from, to } },
      part: { extent, first, size: points, strategy },
    });
    const last = rest ? [call(rest, count, count + 1, count * size, extent - count * size)] : [];
    return [...before, call(equal, 0, count, 0, size), ...last];
  }

  /** A loop in which nothing is shared is one thread's; in another all threads go round together. */
  private loop(s: Loop, counters: Counters): Walk<Assigned>[] {
    const inside = new Map([...counters, [s.counter, s.extent]]);
    if (!this.sharesAny(s.body, inside)) {
      const { before, thread } = this.place(this.accessesOf([s]), s.extent * this.workOf(s.body));
      return [...before, { kind: 'loop', loop: s, body: byOne(s, only(thread)) }];
    }
    const before = this.waitIf(this.pending.length > 0);
    const body = this.steps(s.body, inside);
    const copies = s.carries.flatMap((c) => [this.access(c.from, false), this.access(c.to, true)]);
    const carry = this.place(copies, 0);
    body.push(...carry.before, { kind: 'carry', loop: s, who: only(carry.thread) }, ...this.waitIf(true));
    return [...before, { kind: 'loop', loop: s, body }];
  }

  /** The thread that runs a whole step: one whose results it needs, or the least busy. */
  private place(accesses: readonly Access[], work: number): { before: Walk<Assigned>[]; thread: number } {
    const needed = new Set(this.pending.filter((p) => accesses.some((a) => conflict(p, a))).map((p) => p.by));
    const [first = null] = needed;
    const before = this.waitIf(needed.size > 1 || (needed.size === 1 && first === null));
    const least = this.load.indexOf(Math.min(...this.load));
    const thread =
      before.length === 0 && first !== null ? first : work < worthMoving * this.sharing.smallest ? 0 : least;
    this.load[thread]! += work;
    this.pending.push(...accesses.map((a) => ({ ...a, by: thread })));
    return { before, thread };
  }

  private waitIf(needed: boolean): Walk<Assigned>[] {
    if (!needed) return [];
    this.pending = [];
    this.load = this.idle();
    return [{ kind: 'barrier' }];
  }

  private get threads(): number {
    return this.sharing.thread.extent;
  }

  private idle(): number[] {
    return Array(this.threads).fill(0);
  }

  private sharesOf(k: Kernel, counters: Counters): Shares | null {
    const known = this.shares.get(k);
    if (known !== undefined) return known;
    const found = sharesOf(k, counters, this.sharing);
    this.shares.set(k, found);
    return found;
  }

  private sharesAny(steps: readonly Step[], counters: Counters): boolean {
    return steps.some((s) => {
      if (s.kind === 'loop') return this.sharesAny(s.body, new Map([...counters, [s.counter, s.extent]]));
      return s.kind === 'kernel' && this.sharesOf(s, counters) !== null;
    });
  }

  private workOf(steps: readonly Step[]): number {
    return steps.reduce((sum, s) => sum + (s.kind === 'loop' ? s.extent * this.workOf(s.body) : workOf(s)), 0);
  }

  private accessesOf(steps: readonly Step[]): Access[] {
    return steps.flatMap((s): Access[] => {
      if (s.kind === 'loop') {
        const copies = s.carries.flatMap((c) => [this.access(c.from, false), this.access(c.to, true)]);
        return [...this.accessesOf(s.body), ...copies];
      }
      const written = writesOfStep(s);
      const reads = [...readsOfStep(s)].map((id) => this.access(id, false));
      return [...reads, ...[...written].map((id) => this.access(id, true))];
    });
  }

  private access(id: BufferId, writes: boolean): Access {
    return { ...this.regions.get(id)!, writes };
  }
}

const only = (thread: number): Who => ({ from: thread, to: thread + 1 });

function byOne(loop: Loop, who: Who): Walk<Assigned>[] {
  const body = loop.body.map((step): Walk<Assigned> => {
    if (step.kind === 'loop') return { kind: 'loop', loop: step, body: byOne(step, who) };
    return { kind: 'call', step, who, part: null };
  });
  return [...body, { kind: 'carry', loop, who }];
}
