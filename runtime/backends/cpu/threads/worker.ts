// What runs in each thread, as source text: it needs no bundler and no second file. A thread instantiates the modules
// that it is sent, each on the memory that the program's threads share, and calls `run` when it is told to.

export type ToThread =
  | {
      readonly kind: 'open';
      readonly id: number;
      readonly module: WebAssembly.Module;
      readonly memory: WebAssembly.Memory;
      readonly thread: number;
    }
  | { readonly kind: 'run' | 'close'; readonly id: number };

export type FromThread =
  /** instantiated */
  | { readonly kind: 'opened'; readonly id: number }
  /** the run has ended: the first thread says so for all, which have met at the last barrier */
  | { readonly kind: 'done'; readonly id: number }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };

export const workerSource = `
const programs = new Map();
receive(({ kind, id, module, memory, thread }) => {
  try {
    if (kind === 'open') {
      programs.set(id, { run: new WebAssembly.Instance(module, { memory: { shared: memory } }).exports.run, thread });
      send({ kind: 'opened', id });
    } else if (kind === 'close') programs.delete(id);
    else {
      const program = programs.get(id);
      program.run(program.thread);
      if (program.thread === 0) send({ kind: 'done', id });
    }
  } catch (error) {
    send({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
  }
});
`;
