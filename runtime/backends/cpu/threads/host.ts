// Where threads come from: Node's worker_threads, or Workers of a page. Nothing else of the backend knows which.

/** One thread, which evaluates the source that it was started with. */
export interface Thread {
  post(message: unknown): void;
  /** whether the process stays alive for the thread's sake; a page does anyway */
  keepAlive(yes: boolean): void;
  end(): void;
}

export interface ThreadListener {
  message(message: unknown): void;
  /** the thread is gone, and nobody ended it; never called twice */
  ended(why: string): void;
}

export interface ThreadHost {
  /** threads that can run at the same time */
  readonly cores: number;
  /** `source` calls `send(message)`, and receives through `receive(listener)` */
  start(source: string, listener: ThreadListener): Thread;
}

/** The host of this process or page, or a sentence that says why there is none. */
export async function threadHost(): Promise<ThreadHost | string> {
  const inNode = typeof process === 'object' && typeof process.versions?.node === 'string';
  if (inNode) return nodeHost();
  if (typeof Worker !== 'function') return 'there are no workers here';
  if (globalThis.crossOriginIsolated !== true)
    return "the page is not cross-origin isolated: serve it with the headers 'Cross-Origin-Opener-Policy: same-origin' and 'Cross-Origin-Embedder-Policy: require-corp'";
  return pageHost();
}

/** What is used of Node's modules. Their names are not in import statements, so that bundles for pages leave them out. */
interface NodeWorker {
  on(event: 'message' | 'error' | 'exit', listener: (value: unknown) => void): void;
  postMessage(message: unknown): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<unknown>;
}
type NodeWorkers = { readonly Worker: new (source: string, options: { eval: true; execArgv: string[] }) => NodeWorker };
type NodeSystem = { readonly availableParallelism: () => number };

async function nodeHost(): Promise<ThreadHost> {
  const load = (name: string): Promise<unknown> =>
    import(/* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ name);
  // Boundary: the modules are Node's, of which the two interfaces above are a part.
  const { Worker } = (await load('node:worker_threads')) as NodeWorkers;
  const { availableParallelism } = (await load('node:os')) as NodeSystem;
  const prelude = `const load = require;
const { parentPort } = load('node:worker_threads');
const send = (message) => parentPort.postMessage(message);
const receive = (listener) => parentPort.on('message', listener);
`;
  return {
    cores: availableParallelism(),
    start(source, listener) {
      const worker = new Worker(prelude + source, { eval: true, execArgv: [] }); // not as the module that --input-type may ask for
      const ended = once(listener);
      worker.on('message', (message) => listener.message(message));
      worker.on('error', (error) => ended(error instanceof Error ? error.message : String(error)));
      worker.on('exit', (code) => ended(`it exited with code ${code}`));
      worker.unref();
      return {
        post: (message) => worker.postMessage(message),
        keepAlive: (yes) => (yes ? worker.ref() : worker.unref()),
        end() {
          ended.off();
          void worker.terminate();
        },
      };
    },
  };
}

/**
 * The source comes as a blob, which every bundler leaves as it is. A page is not told when a worker dies; but a lock
 * that the worker holds is free then, and the page waits for it. A worker does nothing before it holds its lock: one that
 * died without it would be waited for without end.
 */
function pageHost(): ThreadHost {
  return {
    cores: navigator.hardwareConcurrency,
    start(source, listener) {
      const lock = `quern thread ${crypto.randomUUID()}`;
      const prelude = `const send = (message) => postMessage(message);
const held = new Promise((resolve) => {
  navigator.locks.request('${lock}', () => { send({ kind: 'locked' }); resolve(); return new Promise(() => {}); });
});
const receive = (listener) => { onmessage = async ({ data }) => { await held; listener(data); }; };
`;
      const url = URL.createObjectURL(new Blob([prelude + source], { type: 'text/javascript' }));
      const worker = new Worker(url);
      const ended = once(listener);
      worker.onmessage = ({ data }: MessageEvent<unknown>) => {
        if ((data as { kind?: unknown }).kind !== 'locked') listener.message(data);
        else void navigator.locks.request(lock, () => ended('it ended'));
      };
      worker.onerror = (event) => {
        ended(event.message || "it did not start: a content security policy must allow 'worker-src blob:'");
      };
      return {
        post: (message) => worker.postMessage(message),
        keepAlive: () => undefined,
        end() {
          ended.off();
          worker.terminate();
          URL.revokeObjectURL(url);
        },
      };
    },
  };
}

/** Passes the first end on, unless it was switched off before. */
function once(listener: ThreadListener): ((why: string) => void) & { off(): void } {
  let over = false;
  const ended = (why: string) => {
    if (over) return;
    over = true;
    listener.ended(why);
  };
  return Object.assign(ended, {
    off: () => {
      over = true;
    },
  });
}
