// Where a row stands in its sequence, told to networks that see sets.

import { makeConstant, makeGather, makeIota, makeReshape } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { add, apply, cos, mul, sub, toF32 } from '../expression/pointwise.ts';
import { rangeOf, stack } from '../expression/views.ts';
import { named, namesOf } from '../names.ts';
import { result } from '../ops/boundary.ts';
import { parameter } from '../ops/leaves.ts';
import { type F32, float, integer, type OfFloats } from '../ops/operands.ts';
import { indexed } from '../ranges.ts';
import type { Dim, Lt, Message, Same, Shape } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import { type Known, type WeightOptions, weightOptions } from './affine.ts';
import { normalInitializer } from './initializers.ts';
import type { HasParams } from './tree.ts';

const sin = (x: Expr) => apply('sin', x);

/** The position of the first row: a scalar, or one [batch] for each sequence; 0 if not given. */
// biome-ignore lint/suspicious/noExplicitAny: S is invariant, so no narrower argument stands for both
type From = Tensor<any, 'i32'>;

/** i32 from, from + 1, ... of rows x [batch, ..., time, width]: [time], or [batch, 1, ..., time]. */
function positions(op: string, x: Expr, from: unknown): Expr {
  const time = x.shape.at(-2)!;
  const steps = makeIota([time], 0);
  if (from === undefined) return steps;
  const first = integer(op, from);
  const shape = first.shape.length === 0 ? [1] : [first.shape[0]!, ...x.shape.slice(1, -1).map(() => 1)];
  return add(steps, makeReshape(first, shape));
}

function sequence(op: string, x: unknown): readonly [Expr, number, number] {
  const e = float(op, x);
  if (e.shape.length < 2) throw new ShapeError('rank', [op, '2 or more', e.shape]);
  return [e, e.shape.at(-2)!, e.shape.at(-1)!];
}

/** t / 10000^(2i/width) for positions t [..., time] and pairs i: [..., time, pairs]. */
function angles(at: Expr, width: number, pairs: number): Expr {
  const frequencies = Float64Array.from({ length: pairs }, (_, i) => 10000 ** ((-2 * i) / width));
  return mul(makeReshape(toF32(at), [...at.shape, 1]), makeConstant(frequencies, [pairs], 'f32'));
}

/**
 * x [..., time, width] + p, p_(t, 2i) = sin(t / 10000^(2i/width)), p_(t, 2i+1) = cos(t / 10000^(2i/width)) (Vaswani et al.
 * 2017). A stage: pipe(x, p.embed, sinusoidalPositions).
 */
export function sinusoidalPositions<L extends Shape, T extends Dim, C extends Dim, D extends DType>(
  x: OfFloats<'sinusoidalPositions', D, Tensor<[...L, T, C], F32<D>>>,
  from?: From,
): Tensor<[...L, T, C]> {
  const [e, , width] = sequence('sinusoidalPositions', x);
  const pairs = Math.ceil(width / 2);
  const angle = angles(positions('sinusoidalPositions', e, from), width, pairs);
  const last = angle.shape.length - 1;
  const both = makeReshape(stack(last + 1, [sin(angle), cos(angle)]), angle.shape.with(last, 2 * pairs));
  return result(add(e, rangeOf(both, last, 0, width)));
}

/** Y where the width C is even, or a name; else N. */
type Paired<C extends Dim, Y, N> = C extends number ? (`${C}` extends `${string}${1 | 3 | 5 | 7 | 9}` ? N : Y) : Y;

/**
 * x [..., time, width] with its coordinates in pairs, pair i of row t turned by the angle t / 10000^(2i/width) (Su et al.
 * 2021): the scalar product of two rows then depends on how far apart they are. For queries and keys; the width is even.
 */
export function rotaryPositions<L extends Shape, T extends Dim, C extends Dim, D extends DType>(
  x: OfFloats<'rotaryPositions', D, Paired<C, Tensor<[...L, T, C], F32<D>>, Message<'even', ['rotaryPositions', C]>>>,
  from?: From,
): Tensor<[...L, T, C]> {
  const [e, , width] = sequence('rotaryPositions', x);
  if (width % 2 !== 0) throw new ShapeError('even', ['rotaryPositions', width]);
  const pairs = makeReshape(e, [...e.shape.slice(0, -1), width / 2, 2]);
  const last = pairs.shape.length - 1;
  const [a, b] = [0, 1].map((k) => makeReshape(rangeOf(pairs, last, k, 1), pairs.shape.slice(0, -1)));
  const angle = angles(positions('rotaryPositions', e, from), width, width / 2);
  const [c, s] = [cos(angle), sin(angle)];
  const turned = [sub(mul(a!, c), mul(b!, s)), add(mul(a!, s), mul(b!, c))];
  return result(named(makeReshape(stack(last, turned), e.shape), namesOf(e)));
}

/** Y where `most` positions M are enough for T of them, both numbers; else N. A name may have any size. */
type Numbered<M extends Dim, T extends Dim, Y, N> = M extends number
  ? T extends number
    ? Lt<M, T> extends true
      ? N
      : Y
    : Y
  : Y;

export interface LearnedPositions<M extends Dim, C extends Dim> extends HasParams<{ readonly table: Tensor<[M, C]> }> {
  <L extends Shape, T extends Dim, J extends Dim, D extends DType>(
    x: OfFloats<
      'learnedPositions',
      D,
      Same<
        J,
        C,
        Numbered<M, T, Tensor<[...L, T, J], F32<D>>, Message<'positionsMost', ['learnedPositions', M, C, T]>>,
        Known<
          J,
          Message<'featureAxis', ['learnedPositions', M, C]>,
          Message<'positionsWidth', ['learnedPositions', M, C, J]>
        >
      >
    >,
    from?: From,
  ): Tensor<[...L, T, C]>;
}

/** x [..., time, width] + p_t, a learned vector for each of `most` positions (Gehring et al. 2017). */
export function learnedPositions<M extends Dim, C extends Dim>(
  most: M,
  width: C,
  options: WeightOptions = {},
): LearnedPositions<M, C> {
  const { initializer = normalInitializer(0.02) } = optionsOf<WeightOptions>(
    'learnedPositions',
    options,
    weightOptions,
  );
  const params = { table: parameter('table', [most, width], initializer) };
  const apply = (x: unknown, from?: unknown) => {
    const [e, time, features] = sequence('learnedPositions', x);
    if (features !== width) throw new ShapeError('positionsWidth', ['learnedPositions', most, width, features]);
    if (time > Number(most)) throw new ShapeError('positionsMost', ['learnedPositions', most, width, time]);
    const table = toExpr(params.table);
    if (from !== undefined)
      indexed(integer('learnedPositions', from), {
        by: 'learnedPositions',
        of: `positions for ${time} rows`,
        below: Number(most) - time + 1,
      });
    const rows =
      from === undefined ? rangeOf(table, 0, 0, time) : makeGather(table, positions('learnedPositions', e, from));
    return result(add(e, rows));
  };
  return Object.assign(apply, { params });
}
