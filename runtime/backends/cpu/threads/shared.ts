// A program that several threads run together. The calling thread only writes, starts and reads: it never waits, so a
// page and a server stay responsive.
import type { EmittedModule } from '../../../../compiler/emit/wasm/index.ts';
import type { Program } from '../../../../compiler/program/types.ts';
import { type Buffers, buffersIn } from '../buffers.ts';
import type { ThreadHost } from './host.ts';
import { Pool, type SharedProgram } from './pool.ts';

export interface SharedInstance extends Buffers {
  run(): Promise<void>;
  release(): void;
  readonly memoryBytes: number;
}

const pools = new WeakMap<ThreadHost, Pool>();

/** The programs of a host share its threads. */
export function poolOf(host: ThreadHost): Pool {
  const known = pools.get(host) ?? new Pool(host);
  pools.set(host, known);
  return known;
}

/** An instance that is collected without being released closes its program. */
const collected = new FinalizationRegistry(({ pool, place }: { pool: Pool; place: { id: number } }) => {
  pool.close(place.id);
});

export async function shareInstance(
  program: Program,
  emitted: EmittedModule,
  module: WebAssembly.Module,
  host: ThreadHost,
): Promise<SharedInstance> {
  const { layout, threads } = emitted;
  const memory = sharedMemory(layout.pages, layout.totalBytes);
  const buffers = buffersIn(memory, program, layout);
  const kernels = emitted.kernels.map((k) => k.name);
  const shared: SharedProgram = { module, memory, threads, control: layout.control.offset, kernels };
  const pool = poolOf(host);
  const place = { id: await pool.open(shared) };
  const instance: SharedInstance = {
    ...buffers,
    async run() {
      if (!pool.has(place.id)) place.id = await pool.open(shared); // its threads have failed
      await pool.run(place.id);
    },
    release() {
      collected.unregister(instance);
      pool.close(place.id);
    },
    memoryBytes: memory.buffer.byteLength,
  };
  collected.register(instance, { pool, place }, instance);
  return instance;
}

function sharedMemory(pages: number, bytes: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (cause) {
    throw new RangeError(`cpu: the engine refused a shared memory of ${bytes} bytes; use a smaller batch`, { cause });
  }
}
