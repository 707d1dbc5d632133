// A kernel as loops: which axis runs how.
import type { Monoid } from '../../../dsl/expr.ts';
import type { Axis, BufferId, Index, Scalar } from '../../program/types.ts';

/**
 * What an axis counts that no kernel of the Program has: threads, blocks of another axis, all rows or all columns of a
 * contraction, or (in elements) the place of a buffer.
 */
export type Role = 'thread' | 'block' | 'rows' | 'columns' | 'place';

export interface CountedAxis extends Axis {
  readonly role: Role;
}

/** Iterations run `lanes` at once, `unroll` vectors in one pass. */
export interface Vector {
  readonly lanes: number;
  readonly unroll: number;
  /** what does not fill a vector is computed with the last points before it once more, instead of one by one */
  readonly overlaps: boolean;
}

/** serial: one iteration after another. */
export type Binding = 'serial' | Vector;

export interface BoundAxis extends Axis {
  readonly bind: Binding;
}

export const vectorOf = ({ bind }: BoundAxis): Vector | null => (typeof bind === 'object' ? bind : null);

/** buffer[address] = value */
export interface Result {
  readonly buffer: BufferId;
  readonly address: Index;
  readonly value: Scalar;
}

/** For each point of `spatial`, outermost first: the reduction over `reduce`, then the results. */
export interface NestSchedule {
  readonly kind: 'nest';
  readonly spatial: readonly BoundAxis[];
  readonly reduce: readonly BoundAxis[];
  readonly reduction: {
    readonly monoid: Monoid;
    readonly value: Scalar;
    /** of argMax and argMin: the number of the term */
    readonly index: Index | null;
    /** accumulators take so many terms that they are emptied into totals, which keep their rounding errors */
    readonly long: boolean;
  } | null;
  readonly results: readonly Result[];
}

/** Updates of rows, one after another. The innermost axis may run along a row by vectors. */
export interface ScatterSchedule {
  readonly kind: 'scatter';
  readonly axes: readonly BoundAxis[];
  readonly index: Scalar;
  readonly value: Scalar;
  readonly address: Index;
  /** the outer axes, one point of which is one update of a row */
  readonly rowLevel: number;
}
