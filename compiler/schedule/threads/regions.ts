// Where buffers lie beside one another: temporaries share an arena, every other buffer has memory of its own.
import type { BufferId, Program } from '../../program/types.ts';

export interface Region {
  readonly offset: number;
  readonly bytes: number;
}

export function regionsOf({ buffers, arenaBytes }: Program): Map<BufferId, Region> {
  let end = arenaBytes;
  return new Map(
    buffers.map(({ id, length, role, offset }) => {
      const bytes = 4 * length;
      if (role === 'temporary') return [id, { offset: offset!, bytes }];
      end += bytes;
      return [id, { offset: end - bytes, bytes }];
    }),
  );
}

/** One of two accesses writes where the other reads or writes. */
export function conflict(x: Region & { readonly writes: boolean }, y: Region & { readonly writes: boolean }): boolean {
  if (!x.writes && !y.writes) return false;
  return x.offset < y.offset + y.bytes && y.offset < x.offset + x.bytes;
}
