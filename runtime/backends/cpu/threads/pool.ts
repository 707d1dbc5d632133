// The threads of this process or page, shared by all programs that run on several. A program is opened on the first n of
// them; a run is a message to each, in the same order everywhere, so that runs of different programs follow one another.
//
// A thread that traps or dies fails the runs under way, with the name of the kernel in which it was: the others are
// stopped at their next barrier, all threads are ended, and a program that runs again gets new ones.
import { control } from '../../../../compiler/emit/wasm/threads/barrier.ts';
import type { Thread, ThreadHost } from './host.ts';
import { type FromThread, type ToThread, workerSource } from './worker.ts';

export interface SharedProgram {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly threads: number;
  /** byte address of the control region */
  readonly control: number;
  /** names of the kernels, by number - 1 */
  readonly kernels: readonly string[];
}

/** Threads that did not start, died or trapped. */
export class ThreadError extends Error {
  override readonly name = 'ThreadError';
}

interface Opened {
  readonly program: SharedProgram;
  /** threads that have not instantiated it yet */
  waiting: number;
  /** the opening or run under way */
  pending: { resolve(): void; reject(error: Error): void } | null;
}

/** milliseconds for which threads without a program stay */
const linger = 500;

export class Pool {
  #threads: Thread[] = [];
  readonly #programs = new Map<number, Opened>();
  #next = 0;
  #busy = 0;
  #ending: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly host: ThreadHost) {}

  /** threads that there are now */
  get size(): number {
    return this.#threads.length;
  }

  /** Instantiates the program on its threads; the result stands for it from then on. */
  async open(program: SharedProgram): Promise<number> {
    const id = this.#next++;
    const words = new Int32Array(program.memory.buffer, program.control, control.bytes(program.threads) / 4);
    words.fill(0);
    const opened: Opened = { program, waiting: program.threads, pending: null };
    this.#programs.set(id, opened);
    while (this.#threads.length < program.threads) this.#start();
    const { module, memory } = program;
    await this.#until(opened, (thread, t) => thread.post({ kind: 'open', id, module, memory, thread: t } as ToThread));
    return id;
  }

  /** Runs it once. An error when a thread has failed, then or before: open it again. */
  async run(id: number): Promise<void> {
    const opened = this.#programs.get(id);
    if (!opened) throw new Error('cpu: the threads of this program have ended');
    const { memory, threads, control: at } = opened.program;
    for (let t = 0; t < threads; t++) new Int32Array(memory.buffer)[(at + control.progress(t)) / 4] = 0;
    await this.#until(opened, (thread) => thread.post({ kind: 'run', id } satisfies ToThread));
  }

  has(id: number): boolean {
    return this.#programs.has(id);
  }

  /** The threads forget the program, and end soon after the last one. */
  close(id: number): void {
    const opened = this.#programs.get(id);
    if (!opened) return;
    this.#programs.delete(id);
    opened.pending?.reject(new Error('cpu: the program was released while it ran'));
    for (const thread of this.#threads) thread.post({ kind: 'close', id } satisfies ToThread);
    this.#endIfIdle();
  }

  /** Programs follow one another: the next one is likely to find the threads of the last. */
  #endIfIdle(): void {
    clearTimeout(this.#ending);
    const ending = setTimeout(() => this.#programs.size === 0 && this.#end(), linger);
    // in Node a timer, too, would keep the process alive
    if (typeof ending === 'object') ending.unref();
    this.#ending = ending;
  }

  async #until(opened: Opened, post: (thread: Thread, number: number) => void): Promise<void> {
    if (this.#busy++ === 0) this.#keepAlive(true);
    try {
      await new Promise<void>((resolve, reject) => {
        opened.pending = { resolve, reject };
        this.#threads.slice(0, opened.program.threads).forEach(post);
      });
    } finally {
      opened.pending = null;
      if (--this.#busy === 0) this.#keepAlive(false);
    }
  }

  #keepAlive(yes: boolean): void {
    for (const thread of this.#threads) thread.keepAlive(yes);
  }

  #start(): void {
    const number = this.#threads.length;
    const thread: Thread = this.host.start(workerSource, {
      message: (message) => {
        // Boundary: the sender is workerSource.
        if (this.#threads[number] === thread) this.#heard(number, message as FromThread);
      },
      ended: (why) => {
        if (this.#threads[number] === thread) this.#fail(number, `a thread is gone: ${why}`, null);
      },
    });
    thread.keepAlive(this.#busy > 0);
    this.#threads.push(thread);
  }

  #heard(thread: number, message: FromThread): void {
    const opened = this.#programs.get(message.id);
    if (!opened) return; // closed meanwhile
    if (message.kind === 'failed') this.#fail(thread, message.message, message.id);
    else if (message.kind === 'done' || --opened.waiting === 0) opened.pending?.resolve();
  }

  /** `id`: the program that failed, null where the thread itself did. */
  #fail(thread: number, why: string, id: number | null): void {
    const programs = [...this.#programs];
    this.#programs.clear();
    for (const [, { program }] of programs) stop(program);
    this.#end();
    for (const [at, { program, pending, waiting }] of programs) {
      const own = waiting > 0 ? 'starting threads' : whereOf(program, thread);
      const what = id === null || at === id ? own : 'another program on the same threads';
      pending?.reject(new ThreadError(`cpu: ${what} failed: ${why}`));
    }
  }

  #end(): void {
    for (const thread of this.#threads) thread.end();
    this.#threads = [];
  }
}

/** Threads that wait at a barrier wake up and trap; those that come to one do so too. */
function stop({ memory, control: at }: SharedProgram): void {
  const words = new Int32Array(memory.buffer);
  Atomics.store(words, (at + control.failed) / 4, 1);
  Atomics.add(words, (at + control.epoch) / 4, 1);
  Atomics.notify(words, (at + control.epoch) / 4);
}

/** The kernel in which a thread is or was. */
function whereOf(program: SharedProgram, thread: number): string {
  const words = new Int32Array(program.memory.buffer);
  const number = thread < program.threads ? Atomics.load(words, (program.control + control.progress(thread)) / 4) : 0;
  const name = program.kernels[number - 1];
  return name === undefined ? 'the program' : `kernel ${name}`;
}
