// Reductions: over all axes, or over those given; `keepDims` leaves them as size 1.
import type { DType } from '../dtype.ts';
import type { Expr } from '../expr.ts';
import { variance as varianceOf } from '../expression/normalize.ts';
import { toI32 } from '../expression/pointwise.ts';
import * as expression from '../expression/reduce.ts';
import { axesOf, axisOf, named, namesOf } from '../names.ts';
import type { AxisName, Message, OneAxis, Options, Reduce, ReduceAxis, Shape, Some } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { result } from './boundary.ts';
import { type Bools, bool, type Floats, float, type Numbers, type Numeric, numeric } from './operands.ts';

interface Keep {
  readonly keepDims?: boolean;
}
/** The options of a reduction; of a `boolean`, as a constant without `as const` has it, types do not know the result. */
type KnownKeep<Op extends string, O> = O extends { readonly keepDims: infer K }
  ? [boolean] extends [K]
    ? Message<'keepLiteral', [Op]>
    : Options<Op, O, Keep>
  : Options<Op, O, Keep>;
type Kept<O> = O extends { readonly keepDims: true } ? true : false;
/** The result's element type, given the operand's. */
type Out<D extends DType, R extends DType | 'same'> = R extends DType ? R : D;

/**
 * A reduction of tensors whose element type is `Accepted`; the result's is R. Without `axis`, over all axes; an axis is a
 * number, from either end, or the name of its dimension.
 */
export type Reduction<Op extends string, Accepted extends DType, R extends DType | 'same'> = <
  S extends Shape,
  D extends DType,
  const A extends AxisName | readonly AxisName[] | undefined = undefined,
  const O extends Some<Keep> = Keep,
>(
  x: Accept<Op, S, D, Accepted>,
  axis?: ReduceAxis<Op, S, A>,
  options?: KnownKeep<Op, O>,
) => Tensor<Reduce<S, A, Kept<O>>, Out<D, R>>;
type Accept<Op extends string, S extends unknown[], D extends DType, Accepted extends DType> = [Accepted] extends [
  'f32',
]
  ? Floats<Op, S, D>
  : [Accepted] extends ['bool']
    ? Bools<Op, S, D>
    : Numbers<Op, S, D>;
type Body = (x: Expr, axes: expression.Axes, keepDims: boolean) => Expr;
const over =
  (op: string, check: (op: string, x: unknown) => Expr, body: Body) =>
  (x: unknown, axis?: unknown, options?: unknown) => {
    const { keepDims = false } = optionsOf<Keep>(op, options, { keepDims: 1 });
    const e = check(op, x);
    return result(body(e, axesOf(op, e, axis), keepDims));
  };

/**
 * The sum; of nothing, 0. Within 264 units of 2^-24 of the sum of magnitudes on the CPU, however many terms there are, and
 * within 256 log256(n) on gpu.js, the logarithm rounded up.
 */
export const sum: Reduction<'sum', Numeric, 'same'> = over('sum', numeric, expression.sum);
/** sum / count, as exact as the sum */
export const mean: Reduction<'mean', 'f32', 'f32'> = over('mean', float, expression.mean);
/** mean((x - mean(x))^2), the population's: divided by the count */
export const variance: Reduction<'variance', 'f32', 'f32'> = over('variance', float, varianceOf);
/** The largest element, NaN if there is one; of nothing, -Infinity. The first of equals, that of argMax, gets the gradient. */
export const max: Reduction<'max', Numeric, 'same'> = over('max', numeric, (x, a, k) =>
  expression.reduce('max', 'max', x, a, k),
);
/** The smallest element, NaN if there is one; of nothing, Infinity. The first of equals, that of argMin, gets the gradient. */
export const min: Reduction<'min', Numeric, 'same'> = over('min', numeric, (x, a, k) =>
  expression.reduce('min', 'min', x, a, k),
);
/** The product; of nothing, 1. The derivative by an element is the product of the others, zeros among them or not. */
export const prod: Reduction<'prod', Numeric, 'same'> = over('prod', numeric, (x, a, k) =>
  expression.reduce('prod', 'prod', x, a, k),
);
/** Index of the largest element over the reduced axes in row-major order, the first of equals. */
export const argMax: Reduction<'argMax', Numeric, 'i32'> = over('argMax', numeric, (x, a, k) =>
  expression.reduce('argMax', 'argMax', x, a, k),
);
export const argMin: Reduction<'argMin', Numeric, 'i32'> = over('argMin', numeric, (x, a, k) =>
  expression.reduce('argMin', 'argMin', x, a, k),
);
/** Is one of them true? */
export const any: Reduction<'any', 'bool', 'bool'> = over('any', bool, (x, a, k) =>
  expression.reduce('any', 'max', x, a, k),
);
/** Are they all true? */
export const all: Reduction<'all', 'bool', 'bool'> = over('all', bool, (x, a, k) =>
  expression.reduce('all', 'min', x, a, k),
);
/** log(sum(e^x)), without overflow */
export const logSumExp: Reduction<'logSumExp', 'f32', 'f32'> = over('logSumExp', float, expression.logSumExp);

/** How many are true. */
export function count<S extends Shape, D extends DType>(x: Bools<'count', S, D>): Tensor<[], 'i32'> {
  return result(expression.reduce('count', 'sum', toI32(bool('count', x)), undefined));
}

/** An operand, and the axis of it that is meant: the last if not given. */
const along = (op: string, e: Expr, axis: unknown = -1) => [e, axisOf(op, e, axis)] as const;

/**
 * e^x / sum(e^x) along `axis`, the last if not given. A row of -Infinity is NaN. Of the logarithm, and of losses on it,
 * logSoftmax and crossEntropy keep more digits.
 */
export function softmax<S extends Shape, D extends DType, X extends AxisName = -1>(
  x: Floats<'softmax', S, D>,
  axis?: OneAxis<'softmax', S, X>,
): Tensor<S> {
  return result(expression.softmax(...along('softmax', float('softmax', x), axis)));
}

/** x - logSumExp(x) along `axis`, the last if not given; from x - max(x), so that large x lose nothing. */
export function logSoftmax<S extends Shape, D extends DType, X extends AxisName = -1>(
  x: Floats<'logSoftmax', S, D>,
  axis?: OneAxis<'logSoftmax', S, X>,
): Tensor<S> {
  return result(expression.logSoftmax(...along('logSoftmax', float('logSoftmax', x), axis)));
}

/**
 * y_t = x_0 + ... + x_t along `axis`, the last if not given. `reverse`: x_t + ... + x_(n-1); `exclusive`: without x_t
 * itself. Linear in time and memory; within 16 log16(n) units of 2^-24 of the sum of magnitudes, the logarithm rounded up.
 */
export function cumulativeSum<
  S extends Shape,
  D extends DType,
  X extends AxisName = -1,
  const O extends Some<expression.CumulativeOptions> = expression.CumulativeOptions,
>(
  x: Numbers<'cumulativeSum', S, D>,
  axis?: OneAxis<'cumulativeSum', S, X>,
  options?: Options<'cumulativeSum', O, expression.CumulativeOptions>,
): Tensor<S, D> {
  const chosen = optionsOf<expression.CumulativeOptions>('cumulativeSum', options, { reverse: 1, exclusive: 1 });
  const [e, over] = along('cumulativeSum', numeric('cumulativeSum', x), axis);
  return result(named(expression.cumulativeSum(e, over, chosen), namesOf(e)));
}
