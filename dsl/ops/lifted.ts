// Scalar functions at every position: what `lift` of 'quern/lift' makes of a function of TypeScript source.
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { broadcastTo } from '../expression/broadcast.ts';
import { beside } from '../expression/pointwise.ts';
import { seen } from '../intern.ts';
import { applyProgram, type ScalarProgram } from '../scalar/program.ts';
import type { Message, Shape } from '../shape/index.ts';
import { broadcast } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import type { FloatArithmetic } from './binary.ts';
import { operand, result } from './boundary.ts';
import { type Either, float, type Pointwise, type Second } from './operands.ts';
import type { FloatFunction } from './unary.ts';

export type { ScalarProgram };

/** An operand that others follow: a number may stand beside numbers. */
type Middle<A extends Shape, D extends DType, B extends Shape, E extends DType> = [E] extends [never]
  ? number
  : Second<'lift', A, D, B, E, 'f32', 'f32'>;
type Last<A extends Shape, D extends DType, B extends Shape, E extends DType> = Second<
  'lift',
  A,
  D,
  B,
  E,
  'f32',
  'f32'
>;

type OfThree = <
  A extends Shape = [],
  D extends DType = never,
  B extends Shape = [],
  E extends DType = never,
  C extends Shape = [],
  F extends DType = never,
>(
  a: Tensor<A, D> | number,
  b: Middle<A, D, B, E>,
  c: Last<Pointwise<A, D, B, E>, Either<D, E>, C, F>,
) => Tensor<Pointwise<Pointwise<A, D, B, E>, Either<D, E>, C, F>>;

type OfFour = <
  A extends Shape = [],
  D extends DType = never,
  B extends Shape = [],
  E extends DType = never,
  C extends Shape = [],
  F extends DType = never,
  G extends Shape = [],
  H extends DType = never,
>(
  a: Tensor<A, D> | number,
  b: Middle<A, D, B, E>,
  c: Middle<Pointwise<A, D, B, E>, Either<D, E>, C, F>,
  d: Last<Pointwise<Pointwise<A, D, B, E>, Either<D, E>, C, F>, Either<Either<D, E>, F>, G, H>,
) => Tensor<Pointwise<Pointwise<Pointwise<A, D, B, E>, Either<D, E>, C, F>, Either<Either<D, E>, F>, G, H>>;

interface ByArity {
  readonly 1: FloatFunction<'lift'>;
  readonly 2: FloatArithmetic<'lift'>;
  readonly 3: OfThree;
  readonly 4: OfFour;
}

/** A pointwise function of N operands, which broadcast as those of `add` do; all but one may be numbers. */
export type Lifted<N extends number> = N extends keyof ByArity ? ByArity[N] : never;

/** A function of numbers that can be lifted as far as its type says, or the sentence. */
export type Liftable<F extends (...numbers: number[]) => number> =
  Fixed<Parameters<F>['length']> extends true ? F : Message<'liftArity', []>;
/** Not a union, as the length is where a parameter has a default; `number` before the parameters are known. */
type Fixed<N extends number> = number extends N ? true : [N] extends [1 | 2 | 3 | 4] ? One<N> : false;
type One<N, M = N> = N extends unknown ? ([M] extends [N] ? true : false) : never;

/** What `lift` of 'quern/lift' is. */
export type Lift = <F extends (...numbers: number[]) => number>(f: Liftable<F>) => Lifted<Parameters<F>['length']>;

/**
 * The scalar program at every position of its operands, z_i = f(x_i, y_i, ...): shapes are aligned at the right,
 * dimensions of 1 stretch, and all operands but one may be numbers. It differentiates to every order; where the program
 * chooses, the derivative is that of the branch that is taken.
 */
export function lifted<N extends number>(program: ScalarProgram<N>): Lifted<N> {
  const f = (...operands: readonly unknown[]) => result(applyProgram(program, aligned(operands)));
  // Boundary: the signature that the number of arguments stands for checks what is checked in `aligned` again.
  return seen(f) as unknown as Lifted<N>;
}

/** The operands as f32 expressions of one shape; numbers are constants. */
function aligned(operands: readonly unknown[]): Expr[] {
  const first = operands.find((x) => typeof x !== 'number');
  const like = float('lift', first);
  const expressions = operands.map((x) => (typeof x === 'number' ? beside(like, x) : operand('lift', x)));
  let shape: readonly number[] = [];
  for (const e of expressions) {
    if (e.dtype !== 'f32') throw new ShapeError('operandTypes', ['lift', 'f32', e.dtype], 'cast one of them');
    shape = broadcast('lift', shape, e.shape);
  }
  return expressions.map((e) => broadcastTo(e, shape, 'lift'));
}
