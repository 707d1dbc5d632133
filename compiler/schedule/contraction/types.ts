// A contraction's schedule: which way it goes, in which blocks, and what happens to the sums.
import type { Axis, Index, Kernel } from '../../program/types.ts';
import type { CountedAxis, NestSchedule, Result } from '../nest/types.ts';

/** direct: b is read in place. dot: terms run along vectors. packed: both operands are packed into panels. */
export type Strategy = 'direct' | 'dot' | 'packed';

/** rows and vectors (direct, packed) or columns (dot) of the register tile */
export type Tile = readonly [number, number];

export interface Operand {
  readonly buffer: number;
  readonly address: Index;
}

/** sum over k of a[batch, m, k] b[batch, k, n] */
export interface Contraction {
  readonly batch: readonly Axis[];
  readonly m: readonly Axis[];
  readonly n: readonly Axis[];
  readonly k: readonly Axis[];
  readonly a: Operand;
  readonly b: Operand;
  /** the kernel's outputs in terms of the axes above */
  readonly outputs: readonly Result[];
}

/** Results that the register tile itself computes, over all rows and all columns as one axis each. */
export interface InRegisters {
  readonly rows: CountedAxis;
  readonly columns: CountedAxis;
  readonly results: readonly Result[];
}

/** Byte offsets within the workspace: of packed rows (or a dot product's partial sums), packed columns, and sums. */
export interface Workspace {
  readonly a: number;
  readonly b: number;
  readonly raw: number;
  readonly total: number;
}

/** A block of rows and columns of a contraction, of fixed extents, and the loops around it. */
export interface Piece {
  readonly contraction: Contraction;
  /** around the product: the batch, and what counts blocks */
  readonly loops: readonly Axis[];
  /** the output that first holds the plain sums, or null: they need a workspace */
  readonly rawOutput: number | null;
  /** null: sums are stored, and what follows is a loop nest, the epilogue */
  readonly inRegisters: InRegisters | null;
  readonly workspace: Workspace;
}

/** A contraction before it is known how large the workspace of a thread is. */
export interface ContractionPlan {
  readonly kernel: Kernel;
  readonly contraction: Contraction;
  readonly strategy: Strategy;
  readonly tile: Tile;
  /** together they are the whole contraction */
  readonly pieces: readonly Piece[];
  readonly workspaceBytes: number;
}

export interface ScheduledPiece extends Piece {
  /** what reads the stored sums; null: nothing is left to do */
  readonly epilogue: NestSchedule | null;
}

export interface ContractionSchedule extends Omit<ContractionPlan, 'pieces'> {
  readonly kind: 'contraction';
  readonly pieces: readonly ScheduledPiece[];
}
