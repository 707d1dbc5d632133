// How much memory a training loop holds: what is left after a collection, in JavaScript's heap and outside of it.

export interface Held {
  /** bytes in JavaScript's heap */
  readonly heap: number;
  /** bytes outside of it: WebAssembly memories and typed arrays */
  readonly outside: number;
}

export async function held(): Promise<Held> {
  if (globalThis.gc === undefined) throw new Error('memory is measured after a collection: run with --expose-gc');
  // several: array buffers are freed after their views, and finalizers run between collections
  for (let i = 0; i < 4; i++) {
    globalThis.gc();
    await new Promise((done) => setImmediate(done));
  }
  const { heapUsed, external } = process.memoryUsage();
  return { heap: heapUsed, outside: external };
}

/** What is held after each of these numbers of steps. */
export async function heldAfter(marks: readonly number[], steps: AsyncIterable<unknown>): Promise<Held[]> {
  const found: Held[] = [];
  let done = 0;
  for await (const _ of steps) {
    done++;
    if (marks.includes(done)) found.push(await held());
    if (done === marks.at(-1)) break;
  }
  if (found.length < marks.length) throw new Error(`the training ended after ${done} steps, before ${marks.at(-1)}`);
  return found;
}

/** Growth from the first measurement to the last, as a part of the first. */
export function growth([first, ...later]: readonly Held[]): Held {
  const last = later.at(-1)!;
  return { heap: last.heap / first!.heap - 1, outside: last.outside / first!.outside - 1 };
}
