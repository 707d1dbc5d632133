// The laws of a scheduled program, for tests: parts of a kernel cover it once, a thread that reads or writes what another
// wrote has waited for it, pieces of a contraction are all of it, and vectors fit their axis.
import { readsOfStep, writesOfStep } from '../program/access.ts';
import { sizeOf } from '../program/indices.ts';
import type { BufferId } from '../program/types.ts';
import type { ContractionSchedule } from './contraction/types.ts';
import { type NestSchedule, vectorOf } from './nest/types.ts';
import { conflict, type Region, regionsOf } from './threads/regions.ts';
import { type Call, callsOf, type ScheduledProgram, type ScheduledStep, type Who } from './types.ts';

/** Throws at the first law that does not hold. */
export function validateSchedule(scheduled: ScheduledProgram): void {
  checkParts(scheduled);
  new Barriers(scheduled).check();
  for (const { step, function: f } of callsOf(scheduled.steps)) {
    if (f.how?.kind === 'contraction') checkContraction(step.name, f.how, scheduled);
    if (f.how?.kind === 'nest') checkNest(step.name, f.how, scheduled.lanes);
  }
}

function fail(kernel: string, law: string): never {
  throw new Error(`schedule: ${kernel} ${law}`);
}

/** Every point of a kernel that is cut belongs to one thread. */
function checkParts({ steps, threads }: ScheduledProgram): void {
  const cuts = new Map<string, Call[]>();
  for (const call of callsOf(steps)) {
    if (call.part) cuts.set(call.step.name, [...(cuts.get(call.step.name) ?? []), call]);
  }
  for (const [name, calls] of cuts) {
    const parts = calls.flatMap(({ part, who }) => {
      const { from, to } = who ?? { from: 0, to: threads };
      const { first, size, extent } = part!;
      return Array.from({ length: to - from }, (_, i) => ({ thread: from + i, first: first + i * size, size, extent }));
    });
    if (new Set(parts.map((p) => p.thread)).size !== parts.length) fail(name, 'gives a thread two parts');
    let end = 0;
    for (const { first, size } of parts) {
      if (first !== end) fail(name, first < end ? `computes point ${first} twice` : `leaves point ${end} out`);
      end = first + size;
    }
    if (end !== parts[0]!.extent) fail(name, `covers ${end} of ${parts[0]!.extent} points`);
  }
}

/** What was touched since the last barrier, and by which threads. */
interface Touched extends Region {
  readonly writes: boolean;
  readonly who: { readonly from: number; readonly to: number };
  /** the kernel whose parts touch it: they may, each its own elements */
  readonly kernel: string;
}

class Barriers {
  private readonly regions: ReadonlyMap<BufferId, Region>;
  private touched: Touched[] = [];

  constructor(private readonly scheduled: ScheduledProgram) {
    this.regions = regionsOf(scheduled.program);
  }

  check(): void {
    if (this.scheduled.threads > 1) this.walk(this.scheduled.steps);
  }

  private walk(steps: readonly ScheduledStep[]): void {
    for (const s of steps) {
      if (s.kind === 'barrier') this.touched = [];
      else if (s.kind === 'call') this.touch(s.step.name, s.who, readsOfStep(s.step), writesOfStep(s.step));
      else if (s.kind === 'carry') {
        const { carries, name } = s.loop;
        this.touch(`${name}'s carries`, s.who, new Set(carries.map((c) => c.from)), new Set(carries.map((c) => c.to)));
      } else if (s.loop.extent > 0) {
        // the second turn follows the first
        this.walk(s.body);
        if (s.loop.extent > 1) this.walk(s.body);
      }
    }
  }

  private touch(kernel: string, who: Who, reads: ReadonlySet<BufferId>, writes: ReadonlySet<BufferId>): void {
    const threads = who ?? { from: 0, to: this.scheduled.threads };
    const at = (id: BufferId, isWritten: boolean) => ({
      ...this.regions.get(id)!,
      writes: isWritten,
      who: threads,
      kernel,
    });
    const now = [...[...reads].map((id) => at(id, false)), ...[...writes].map((id) => at(id, true))];
    for (const a of now) {
      for (const b of this.touched) {
        const isOneThread = b.who.from === threads.from && b.who.to === threads.to && threads.to === threads.from + 1;
        if (b.kernel === kernel || isOneThread || !conflict(a, b)) continue;
        fail(kernel, `does not wait for ${b.kernel}, which ${b.writes ? 'wrote' : 'read'} the same memory`);
      }
    }
    this.touched.push(...now);
  }
}

/** The pieces compute each result of the whole once, and their memory lies in a thread's workspace. */
function checkContraction(
  name: string,
  { contraction, pieces }: ContractionSchedule,
  { workspaceBytes }: ScheduledProgram,
) {
  const { batch, m, n } = contraction;
  const results = pieces.reduce(
    (sum, p) => sum + sizeOf(p.loops) * sizeOf(p.contraction.m) * sizeOf(p.contraction.n),
    0,
  );
  const all = sizeOf(batch) * sizeOf(m) * sizeOf(n);
  if (results !== all) fail(name, `computes ${results} of ${all} results in its pieces`);
  for (const { workspace: w } of pieces) {
    if (w.a > w.b || w.b > w.raw || w.raw > w.total) fail(name, 'has regions of its workspace over each other');
    if (w.total > workspaceBytes) fail(name, `needs ${w.total} bytes of ${workspaceBytes}`);
  }
}

/** At most one axis runs by vectors, the innermost of its group, and is long enough. */
function checkNest(name: string, { spatial, reduce }: NestSchedule, lanes: number): void {
  const vectors = [...spatial, ...reduce].filter((a) => vectorOf(a));
  if (vectors.length > 1) fail(name, 'runs two axes by vectors');
  for (const axis of vectors) {
    const vector = vectorOf(axis)!;
    if (vector.lanes !== lanes) fail(name, `runs ${vector.lanes} lanes of ${lanes}`);
    if (axis.extent < vector.lanes * vector.unroll) fail(name, `runs an axis of ${axis.extent} by longer vectors`);
    if (axis !== spatial.at(-1) && axis !== reduce.at(-1)) fail(name, 'runs an outer axis by vectors');
  }
}
