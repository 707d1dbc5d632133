// A thread in a process of its own: a mutant may have the engine give up, which ends the whole process that it runs in.
import { fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from 'node:worker_threads';

const relay = fileURLToPath(new URL('relay.mjs', import.meta.url));

/** What a process says of its thread. */
type Word = { readonly said: unknown } | { readonly died: string };

/** As a Worker of node:worker_threads: 'message' and 'error', and `terminate`. */
export class Apart extends EventEmitter {
  private readonly child;

  constructor(source: string, task: object, limits: Pick<WorkerOptions, 'resourceLimits'>) {
    super();
    this.child = fork(relay, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    // Boundary: the relay says these words alone
    this.child.on('message', (word) => this.hear(word as Word));
    this.child.once('error', (error) => this.emit('error', error));
    this.child.once('exit', (code, signal) => this.emit('error', new Error(`the process ended: ${signal ?? code}`)));
    this.child.send({ source, task, limits });
  }

  private hear(word: Word): void {
    if ('said' in word) this.emit('message', word.said);
    else this.emit('error', new Error(word.died));
  }

  /** Nothing is heard of it any more. */
  terminate(): Promise<void> {
    this.removeAllListeners();
    this.on('error', () => {});
    if (this.child.exitCode !== null || this.child.signalCode !== null) return Promise.resolve();
    const ended = new Promise<void>((resolve) => void this.child.once('exit', () => resolve()));
    this.child.kill('SIGKILL');
    return ended;
  }
}
