// What a scalar operation is: one closed core that every backend implements, each op an object with its own rules.
import type { DType } from '../dtype.ts';
import type { Expr } from '../expr.ts';

/** The closed scalar core. A backend implements exactly these (a `Record<ScalarName, ...>`, checked by type). */
export type ScalarName =
  | 'neg'
  | 'abs'
  | 'sign'
  | 'exp'
  | 'expm1'
  | 'log'
  | 'log1p'
  | 'sqrt'
  | 'rsqrt'
  | 'reciprocal'
  | 'sin'
  | 'cos'
  | 'tan'
  | 'tanh'
  | 'sigmoid'
  | 'erf'
  | 'floor'
  | 'ceil'
  | 'round'
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'mod'
  | 'pow'
  | 'max'
  | 'min'
  | 'atan2'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual'
  | 'and'
  | 'or'
  | 'not'
  | 'select'
  | 'toF32'
  | 'toI32'
  | 'toBool';

/** An interval that test inputs are drawn from, and points where the derivative jumps. */
export interface Domain {
  readonly low: number;
  readonly high: number;
  /** points of this argument where the op is not differentiable */
  readonly kinks?: readonly number[];
}

export interface ScalarOp {
  readonly name: ScalarName;
  readonly arity: 1 | 2 | 3;
  /** the definition, as a textbook writes it */
  readonly formula: string;
  /** element type of the result, or an error sentence when the arguments' types are not accepted */
  readonly result: (...args: DType[]) => DType | { readonly error: string };
  /** the value in float64 */
  readonly evaluate: (...args: number[]) => number;
  /** the value when the result is i32, where it is not `evaluate`: arithmetic wraps, division truncates toward zero */
  readonly evaluateInteger?: (...args: number[]) => number;
  /** d out / d arg_k as expressions, null where it is zero everywhere; absent: no gradient flows */
  readonly partials?: (args: readonly Expr[], out: Expr) => readonly (Expr | null)[];
  /** where tests sample each argument */
  readonly domain: readonly Domain[];
}

/** The value of an op whose result is of type `dtype`. */
export function evaluator(op: ScalarOp, dtype: DType): (...args: number[]) => number {
  return dtype === 'i32' ? (op.evaluateInteger ?? op.evaluate) : op.evaluate;
}
