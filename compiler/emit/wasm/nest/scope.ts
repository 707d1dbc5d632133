// What emitters of values share: where values are remembered, and the context of one kernel.
import type { DType } from '../../../../dsl/dtype.ts';
import type { Axis, BufferId, Scalar } from '../../../program/types.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import type { Library } from '../math/library.ts';
import type { Forms } from './forms.ts';
import type { Machine, Width } from './operations.ts';

/** Where values are remembered: a loop body, or the inside of a guard. */
export class Scope {
  readonly narrow = new Map<Scalar, Local>();
  readonly wide = new Map<Scalar, Local>();
  /** the kernel's reduction, once it is known, and the value at the place that it finds */
  reduced: Local | null = null;
  extreme: Local | null = null;

  constructor(
    readonly parent: Scope | null,
    readonly width: Width,
    /** elements by which this stream is ahead along the vector axis */
    readonly shift: number,
    /** values that all streams of a loop share are remembered here; null inside a guard */
    readonly shared: Scope | null,
  ) {}
}

export const machine = (dtype: DType): Machine => (dtype === 'f32' ? 'f32' : 'i32');

export interface ValueContext {
  readonly f: FunctionBuilder;
  readonly lib: Library;
  readonly forms: Forms;
  readonly vectorAxis: Axis | null;
  readonly extents: ReadonlyMap<number, number>;
  readonly addressOf: (buffer: BufferId) => number;
  readonly useCount: ReadonlyMap<Scalar, number>;
}

/** What loads ask of whoever emits the values that they depend on. */
export interface ValueEmitter {
  /** from lane to lane */
  varies(s: Scalar): boolean;
  push(s: Scalar, scope: Scope): void;
  literal(value: number, dtype: DType, width: Width): void;
  /** the loop body that a guard is in */
  home(scope: Scope): Scope;
}
