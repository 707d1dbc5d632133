// Order: states are updated in place where nothing reads the old value afterwards. A kernel that computes a state's new
// value waits for the other readers of the old one and then writes the state's buffer itself; where that is impossible
// the new value is copied when everything has run. Updates run as soon as they may, so that gradients die early.
import { readsInPlace, readsOfStep, writesOfStep } from '../program/access.ts';
import { renamedBuffers } from '../program/rewrite.ts';
import type { BufferId, Copy, Step, Unplanned } from '../program/types.ts';
import { loadsOf } from '../program/visit.ts';

export function order(program: Unplanned): Unplanned {
  const { steps, copies } = orderSteps(program.steps, program.copies, program);
  return { ...program, steps, copies };
}

function orderSteps(
  given: readonly Step[],
  copies: readonly Copy[],
  program: Unplanned,
): { steps: Step[]; copies: Copy[] } {
  const steps = given.map((s): Step => {
    if (s.kind !== 'loop') return s;
    const body = orderSteps(s.body, s.carries, program);
    return { ...s, body: body.steps, carries: body.copies };
  });
  const reads = steps.map(readsOfStep);
  const writes = steps.map(writesOfStep);
  const candidates = updatesInPlace(steps, copies, program, writes);
  const { sequence, dropped } = sorted(reads, writes, candidates);
  const kept = candidates.filter((c) => !dropped.has(c.producer));
  const names = new Map(kept.map((c) => [c.copy.from, c.copy.to]));
  const direct = new Set(kept.map((c) => c.copy));
  return {
    steps: sequence.map((i) => renamedBuffers(steps[i]!, names)),
    // a value that becomes several states is written into one of them, and copied from there
    copies: copies.flatMap((c) => (direct.has(c) ? [] : [{ ...c, from: names.get(c.from) ?? c.from }])),
  };
}

interface Candidate {
  readonly copy: Copy;
  /** the step that computes the new value */
  readonly producer: number;
}

/**
 * Copies that could be saved: one kernel writes the temporary, and reads the old value at the same address or never; or
 * a scatter adds to the old value and reads it nowhere else.
 */
function updatesInPlace(
  steps: readonly Step[],
  copies: readonly Copy[],
  program: Unplanned,
  writes: readonly ReadonlySet<BufferId>[],
): Candidate[] {
  const producers = new Map<BufferId, number[]>();
  writes.forEach((w, i) => {
    for (const b of w) producers.set(b, [...(producers.get(b) ?? []), i]);
  });
  const taken = new Set<BufferId>();
  return copies.flatMap((copy) => {
    const writers = producers.get(copy.from) ?? [];
    const producer = writers[0];
    if (producer === undefined || writers.length > 1 || taken.has(copy.from) || producers.has(copy.to)) return [];
    const step = steps[producer]!;
    if (step.kind === 'loop' || program.buffers[copy.from]!.role !== 'temporary') return [];
    const reads = loadsOf(step).some((l) => l.buffer === copy.to);
    if (
      step.kind === 'scatter'
        ? step.onto !== copy.to || reads
        : reads && !(program.capabilities.inPlace && readsInPlace(step, copy.to, copy.from))
    )
      return [];
    taken.add(copy.from);
    return [{ copy, producer }];
  });
}

/**
 * A topological order: operands before users (hard), readers of a state before its update in place (soft). Where soft
 * edges close a circle, the earliest step that only soft edges hold back gives up its update in place.
 */
function sorted(
  reads: readonly ReadonlySet<BufferId>[],
  writes: readonly ReadonlySet<BufferId>[],
  candidates: readonly Candidate[],
): { sequence: number[]; dropped: Set<number> } {
  const count = reads.length;
  const hard = hardEdges(reads, writes);
  const soft: number[][] = Array.from({ length: count }, () => []);
  const hardLeft = new Array<number>(count).fill(0);
  const softLeft = new Array<number>(count).fill(0);
  for (const list of hard) for (const j of list) hardLeft[j]!++;
  const readers = new Map<BufferId, number[]>();
  reads.forEach((r, i) => {
    for (const b of r) {
      const list = readers.get(b);
      if (list) list.push(i);
      else readers.set(b, [i]);
    }
  });
  const updates = new Set<number>();
  for (const { copy, producer } of candidates) {
    updates.add(producer);
    for (const i of readers.get(copy.to) ?? []) {
      if (i === producer) continue;
      soft[i]!.push(producer);
      softLeft[producer]!++;
    }
  }
  const sequence: number[] = [];
  const dropped = new Set<number>();
  const ready = new Heap();
  const held = new Heap();
  const offer = (i: number) => {
    if (hardLeft[i] !== 0) return;
    if (softLeft[i] === 0 || dropped.has(i)) ready.push(updates.has(i) ? i - count : i);
    else held.push(i);
  };
  const done = new Array<boolean>(count).fill(false);
  for (let i = 0; i < count; i++) offer(i);
  while (sequence.length < count) {
    let i = ready.pop();
    if (i === undefined) {
      const stuck = held.pop();
      if (stuck === undefined) throw new Error('order: kernels wait for each other');
      if (done[stuck] || softLeft[stuck] === 0) continue;
      dropped.add(stuck);
      i = stuck;
    }
    if (i < 0) i += count;
    if (done[i]) continue;
    done[i] = true;
    sequence.push(i);
    for (const j of hard[i]!) if (--hardLeft[j]! === 0) offer(j);
    for (const j of soft[i]!) if (--softLeft[j]! === 0 && !done[j]) offer(j);
  }
  return { sequence, dropped };
}

/** Edges to later steps: from a writer to the readers of what it wrote, from readers and writers to the next writer. */
function hardEdges(reads: readonly ReadonlySet<BufferId>[], writes: readonly ReadonlySet<BufferId>[]): number[][] {
  const edges: number[][] = reads.map(() => []);
  const writer = new Map<BufferId, number>();
  const readers = new Map<BufferId, number[]>();
  reads.forEach((r, i) => {
    for (const b of r) {
      const w = writer.get(b);
      if (w !== undefined) edges[w]!.push(i);
      const list = readers.get(b);
      if (list) list.push(i);
      else readers.set(b, [i]);
    }
    for (const b of writes[i]!) {
      const w = writer.get(b);
      if (w !== undefined) edges[w]!.push(i);
      for (const j of readers.get(b) ?? []) if (j !== i) edges[j]!.push(i);
      writer.set(b, i);
      readers.set(b, []);
    }
  });
  return edges;
}

/** The smallest number first. */
class Heap {
  private readonly items: number[] = [];

  push(value: number): void {
    const { items } = this;
    let i = items.push(value) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (items[parent]! <= value) break;
      items[i] = items[parent]!;
      i = parent;
    }
    items[i] = value;
  }

  pop(): number | undefined {
    const { items } = this;
    const top = items[0];
    const last = items.pop();
    if (last === undefined || items.length === 0) return top;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= items.length) break;
      if (child + 1 < items.length && items[child + 1]! < items[child]!) child++;
      if (items[child]! >= last) break;
      items[i] = items[child]!;
      i = child;
    }
    items[i] = last;
    return top;
  }
}
