// A contraction's pieces with what follows their sums: a loop nest over the block that was just computed.
import { rowMajorStrides } from '../../program/indices.ts';
import { rewriteScalars } from '../../program/rewrite.ts';
import type { Axis, BufferId, Index, Kernel, Scalar } from '../../program/types.ts';
import { scheduleNest } from '../nest/nest.ts';
import type { ContractionPlan, ContractionSchedule, Piece } from './types.ts';

/** Where sums lie that no output can hold: a buffer in the workspace, of which each thread has its own. */
export interface Sums {
  readonly buffer: BufferId;
  /** which thread runs; null: there is one, or one runs it all */
  readonly thread: Axis | null;
  /** of a thread's workspace */
  readonly bytes: number;
}

/** `counters`: the extents of the loops around the kernel. */
export function scheduleContraction(
  plan: ContractionPlan,
  counters: ReadonlyMap<number, number>,
  sums: Sums,
  lanes: number,
): ContractionSchedule {
  const pieces = plan.pieces.map((piece) => {
    const kernel = epilogueOf(plan.kernel.name, piece, sums);
    const around = new Map([...counters, ...piece.loops.map((a) => [a.id, a.extent] as const)]);
    const epilogue = kernel && scheduleNest(kernel, around, lanes);
    return { ...piece, epilogue };
  });
  return { ...plan, kind: 'contraction', pieces };
}

/** The kernel that reads the stored sums, over the axes inside the loops; null: the sums are the result, or are in registers. */
function epilogueOf(name: string, piece: Piece, { buffer, thread, bytes }: Sums): Kernel | null {
  const { contraction: c, rawOutput, inRegisters } = piece;
  if (inRegisters) return null;
  const raw = rawOutput === null ? null : c.outputs[rawOutput]!;
  const axes: Axis[] = [...c.m, ...c.n];
  const strides = rowMajorStrides(axes.map((a) => a.extent));
  const term = ({ id }: Axis, factor: number) => ({ atom: { kind: 'axis', id } as const, factor });
  const own = thread && bytes > 0 ? [term(thread, bytes / 4)] : [];
  const address: Index = raw?.address ?? { offset: 0, terms: [...own, ...axes.map((a, i) => term(a, strides[i]!))] };
  const sums: Scalar = { kind: 'load', buffer: raw?.buffer ?? buffer, address, dtype: 'f32' };
  const values = rewriteScalars(
    c.outputs.map((o) => o.value),
    { scalar: (s) => (s.kind === 'reduced' ? sums : null) },
  );
  const outputs = c.outputs
    .map((o, i) => ({ buffer: o.buffer, address: o.address, value: values[i]! }))
    .filter((_, i) => i !== rawOutput || c.outputs[i]!.value.kind !== 'reduced');
  return outputs.length === 0 ? null : { kind: 'kernel', name, axes, reduction: null, outputs };
}
