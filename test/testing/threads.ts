// A Program as several threads run it, walked by one: between two barriers each thread goes all its way before the next
// begins, from the first to the last or from the last to the first. What no barrier keeps apart comes in the wrong order.
import type { Loop } from '../../compiler/program/types.ts';
import type { CountedAxis } from '../../compiler/schedule/nest/types.ts';
import type { Partition } from '../../compiler/schedule/schedule.ts';
import type { Assigned, Walk as Scheduled, Who } from '../../compiler/schedule/types.ts';
import { type Interpreter, Nest, type Order } from './interpret.ts';
import type { Precision, Storage, Stored } from './storage.ts';

export function interpretThreads(
  { steps: scheduled, threads, thread }: Partition,
  precision: Precision,
  storage: Storage,
): Interpreter {
  const walks = Array.from(
    { length: threads },
    (_, t) => new Walk(t, thread, new Nest(storage.buffers, precision), storage),
  );
  const steps = walks.map((w) => w.steps(scheduled));
  const buffer = (id: number): Stored => storage.buffers.get(id)!;
  return {
    write: (id, data) => buffer(id).set(data),
    read: (id) => buffer(id).slice(),
    run: (order: Order = 'forwards') => {
      storage.begin();
      const running = steps.map((s) => s());
      if (order === 'backwards') running.reverse();
      for (;;) {
        const ended = running.filter((r) => r.next().done === true).length;
        if (ended === threads) return;
        if (ended > 0) throw new Error(`threads: ${ended} of ${threads} ended while others wait at a barrier`);
      }
    },
  };
}

/** Yields at barriers. */
type Walked = () => Generator<void, void>;

class Walk {
  constructor(
    private readonly thread: number,
    axis: CountedAxis | null,
    private readonly nest: Nest,
    private readonly storage: Storage,
  ) {
    if (axis) nest.cell(axis.id).value = thread;
  }

  steps(list: readonly Scheduled<Assigned>[]): Walked {
    const all = list.map((s) => this.step(s));
    return function* () {
      for (const s of all) yield* s();
    };
  }

  private step(s: Scheduled<Assigned>): Walked {
    if (s.kind === 'barrier')
      return function* () {
        yield;
      };
    if (s.kind === 'loop') return this.loop(s.loop, this.steps(s.body));
    if (!this.takesPart(s.who)) return function* () {};
    const run = s.kind === 'carry' ? this.carry(s.loop) : this.nest.step(s.step);
    // biome-ignore lint/correctness/useYield: it waits for nobody
    return function* () {
      run();
    };
  }

  private loop(s: Loop, body: Walked): Walked {
    const counter = this.nest.cell(s.counter);
    return function* () {
      for (let i = 0; i < s.extent; i++) {
        counter.value = s.reverse ? s.extent - 1 - i : i;
        yield* body();
      }
    };
  }

  private carry(s: Loop): () => void {
    const { buffers } = this.storage;
    const copies = s.carries.map((c) => ({ from: buffers.get(c.from)!, to: buffers.get(c.to)! }));
    return () => {
      for (const { from, to } of copies.map((c) => ({ from: c.from.slice(), to: c.to }))) to.set(from);
    };
  }

  private takesPart(who: Who): boolean {
    return who === null || (this.thread >= who.from && this.thread < who.to);
  }
}
