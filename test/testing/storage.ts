// Where an interpreted Program keeps its buffers: each by itself, or temporaries together as the compiler planned.
import type { Arena, Block } from '../../compiler/program/arena.ts';
import { livesOf } from '../../compiler/program/liveness.ts';
import type { Buffer, BufferId, Program } from '../../compiler/program/types.ts';
import type { DType } from '../../dsl/dtype.ts';

export type Precision = 'f64' | 'f32';

export type Stored = Float64Array | Float32Array | Int32Array;

export interface Storage {
  readonly buffers: ReadonlyMap<BufferId, Stored>;
  /** before each run */
  readonly begin: () => void;
}

/** Buffers of their own, which keep what they hold: a test that compares against this checks the plan of memory too. */
export function apart(program: Program, precision: Precision): Storage {
  const buffers = new Map<BufferId, Stored>();
  for (const b of program.buffers) {
    const values = allocated(b.dtype, b.length, precision);
    if (b.data) values.set(b.data);
    buffers.set(b.id, values);
  }
  return { buffers, begin: () => {} };
}

/**
 * Temporaries lie in one arena where the plan puts them. Before a run the arena and the outputs hold NaN: what is read before
 * it was written, or after its place was given away, shows. `arrange`: another plan for the same lives.
 */
export function asPlanned(program: Program, precision: Precision, arrange?: (blocks: Block[]) => Arena): Storage {
  const { offsets, bytes } = arrange ? arrange(blocksOf(program)) : planned(program);
  // float64 holds every element type, so that one array is the arena of all
  const arena = new Float64Array(bytes / 4);
  const buffers = new Map<BufferId, Stored>();
  const poisoned: Stored[] = [arena];
  for (const b of program.buffers) {
    if (b.role === 'temporary') {
      const at = offsets.get(b.id)! / 4;
      if (at + b.length > arena.length) throw new Error(`interpret: ${b.name} ends beyond the arena`);
      buffers.set(b.id, arena.subarray(at, at + b.length));
      continue;
    }
    const values = b.role === 'output' ? new Float64Array(b.length) : allocated(b.dtype, b.length, precision);
    if (b.data) values.set(b.data);
    if (b.role === 'output') poisoned.push(values);
    buffers.set(b.id, values);
  }
  return {
    buffers,
    begin: () => {
      for (const p of poisoned) p.fill(Number.NaN);
    },
  };
}

const temporaries = (program: Program): Buffer[] => program.buffers.filter((b) => b.role === 'temporary');

const planned = (program: Program): Arena => ({
  offsets: new Map(temporaries(program).map((b) => [b.id, b.offset!])),
  bytes: program.arenaBytes,
});

function blocksOf(program: Program): Block[] {
  const { lives } = livesOf(program.steps);
  return temporaries(program).map(({ id, length }) => ({
    id,
    bytes: Math.max(16, Math.ceil(length / 4) * 16),
    ...lives.get(id)!,
  }));
}

function allocated(dtype: DType, length: number, precision: Precision): Stored {
  if (dtype !== 'f32') return new Int32Array(length);
  return precision === 'f64' ? new Float64Array(length) : new Float32Array(length);
}
