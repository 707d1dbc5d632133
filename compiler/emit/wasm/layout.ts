// Where everything lies in the module's one memory, decided before anything is emitted. Buffers are 16-byte aligned.
import type { BufferId, Program } from '../../program/types.ts';

export interface Region {
  readonly offset: number;
  readonly bytes: number;
}

export interface Layout {
  readonly buffers: ReadonlyMap<BufferId, Region>;
  /** temporaries */
  readonly arena: Region;
  /** words by which threads wait for one another: see threads/barrier.ts */
  readonly control: Region;
  /** tables and packed panels of contractions */
  readonly scratch: Region;
  readonly totalBytes: number;
  readonly pages: number;
}

export const pageBytes = 65536;
export const largestMemory = 65536 * pageBytes;
/** before the first and after the last buffer: a vector with one valid lane may touch so much beyond (see schedule/nest/vectorize.ts) */
export const slack = 65536;
/** Where places are counted from: what is read in front of a buffer, under a mask, has no negative address then either. */
export const placesStart = slack;

const align = (bytes: number) => Math.ceil(bytes / 16) * 16;

/** Throws when the program needs more than a 32-bit memory holds. */
export function layOut(program: Program, scratchBytes: number, controlBytes = 0): Layout {
  const buffers = new Map<BufferId, Region>();
  let end = slack;
  const reserve = (bytes: number): Region => {
    const region = { offset: end, bytes };
    end += align(bytes);
    return region;
  };
  const control = reserve(controlBytes);
  for (const b of program.buffers) if (b.role !== 'temporary') buffers.set(b.id, reserve(b.length * 4));
  const arena = reserve(program.arenaBytes);
  for (const b of program.buffers) {
    if (b.role !== 'temporary') continue;
    // plan.ts gave every temporary its place
    buffers.set(b.id, { offset: arena.offset + b.offset!, bytes: b.length * 4 });
  }
  const scratch = reserve(scratchBytes);
  const totalBytes = end + slack;
  if (totalBytes > largestMemory) {
    throw new RangeError(
      `wasm: the program needs ${totalBytes} bytes (${(totalBytes / 2 ** 30).toFixed(2)} GiB), more than the 4 GiB that a WebAssembly memory holds; use a smaller batch`,
    );
  }
  return { buffers, arena, control, scratch, totalBytes, pages: Math.ceil(totalBytes / pageBytes) };
}
