// A program's buffers as views of its memory.
import type { Layout } from '../../../compiler/emit/wasm/layout.ts';
import type { BufferId, Program } from '../../../compiler/program/types.ts';

export interface Buffers {
  /** Copies data into a buffer; throws a RangeError when the lengths differ. */
  write(buffer: BufferId, data: ArrayLike<number>): void;
  /** A copy of a buffer's contents. */
  read(buffer: BufferId): Float32Array | Int32Array;
}

/** Fills in the constants. */
export function buffersIn(memory: WebAssembly.Memory, program: Program, layout: Layout): Buffers {
  const views = new Map<BufferId, Float32Array | Int32Array>();
  for (const b of program.buffers) {
    const { offset } = layout.buffers.get(b.id)!;
    const view =
      b.dtype === 'f32'
        ? new Float32Array(memory.buffer, offset, b.length)
        : new Int32Array(memory.buffer, offset, b.length);
    if (b.data) view.set(b.data);
    views.set(b.id, view);
  }
  const view = (id: BufferId) => {
    const found = views.get(id);
    if (!found) throw new RangeError(`cpu: the program has no buffer ${id}`);
    return found;
  };
  return {
    write(id, data) {
      const to = view(id);
      if (data.length !== to.length) {
        const name = program.buffers.find((b) => b.id === id)?.name;
        throw new RangeError(`cpu: buffer ${name} holds ${to.length} elements, the data has ${data.length}`);
      }
      to.set(data);
    },
    read: (id) => view(id).slice(),
  };
}
