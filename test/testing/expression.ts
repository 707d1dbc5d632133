// Expressions written out: the vocabulary of the programs that the fuzzer prints. Shapes are plain lists, nothing is
// checked by types, and every expression of the language can be said.

import { letters } from '../../compiler/written/views.ts';
import {
  literal,
  makeConstant,
  makeGather,
  makeGradientRule,
  makeInput,
  makeIota,
  makeReduce,
  makeReshape,
  makeScatter,
  makeView,
} from '../../dsl/build.ts';
import type { DType } from '../../dsl/dtype.ts';
import type { AxisMap, Expr, Input, Monoid } from '../../dsl/expr.ts';
import { type Loop, type LoopResult, scan as loop } from '../../dsl/expression/scan.ts';
import { map } from '../../dsl/scalar/map.ts';
import type { ScalarName } from '../../dsl/scalar/op.ts';
import { scalars } from '../../dsl/scalar/ops.ts';

export type { Expr } from '../../dsl/expr.ts';

/** A leaf: what is fed. */
export function input(name: string, shape: readonly number[], dtype: DType = 'f32'): Input {
  return makeInput(name, shape, dtype);
}

/** A scalar operation, with broadcasting; numbers are constants: apply('mul', x, 2) */
export function apply(op: ScalarName, ...args: readonly (Expr | number)[]): Expr {
  return map(scalars[op], ...args);
}

export function constant(data: readonly number[], shape: readonly number[], dtype: DType = 'f32'): Expr {
  const values = dtype === 'f32' ? Float32Array.from(data) : Int32Array.from(data);
  return makeConstant(values, shape, dtype);
}

/** One number everywhere. */
export function full(value: number, shape: readonly number[], dtype: DType = 'f32'): Expr {
  return literal(value, dtype, shape);
}

/** The index along an axis, i32. */
export function iota(shape: readonly number[], axis: number): Expr {
  return makeIota(shape, axis);
}

/**
 * A view: for each axis of x, where it is read, in terms of the output's indices i, j, k, l, m, n, o, p. A transpose is
 * view(x, [3, 2], ['j', 'i']), a slice with stride view(x, [2], ['2 i + 1']), zeros between view(x, [5], ['(i) / 2']).
 * Outside of x, and where the division leaves a rest, it reads `fill`.
 */
export function view(x: Expr, shape: readonly number[], axes: readonly string[], fill = 0): Expr {
  return makeView(
    x,
    shape,
    axes.map((a) => parsed(a, shape.length)),
    fill,
  );
}

export function reshape(x: Expr, shape: readonly number[]): Expr {
  return makeReshape(x, shape);
}

export function reduce(monoid: Monoid, x: Expr, axes: readonly number[]): Expr {
  return makeReduce(monoid, x, axes);
}

export function gather(x: Expr, indices: Expr): Expr {
  return makeGather(x, indices);
}

export function scatter(rows: number, indices: Expr, updates: Expr): Expr {
  return makeScatter(rows, indices, updates);
}

/** A loop over the leading axis of `sequences`. */
export function scan(over: Loop): LoopResult {
  return loop(over);
}

export function stopGradient(x: Expr): Expr {
  return makeGradientRule(x, [], () => []);
}

/** The value of `source`, with its derivative by `inputs` given. */
export function customGradient(source: Expr, inputs: readonly Expr[], pullback: (g: Expr) => readonly Expr[]): Expr {
  return makeGradientRule(source, inputs, pullback);
}

/** '2 i - j + 1' or '(2 i) / 2' */
function parsed(text: string, rank: number): AxisMap {
  const [, inner = text, divisor = '1'] = /^\((.*)\) \/ (\d+)$/.exec(text) ?? [];
  const coefficients = new Array<number>(rank).fill(0);
  let offset = 0;
  for (const [, sign, number, name] of inner.matchAll(/([+-]?)\s*(\d*)\s*([i-z]?)/g)) {
    if (number === '' && name === '') continue;
    const value = (sign === '-' ? -1 : 1) * (number === '' ? 1 : Number(number));
    if (name === '') offset += value;
    else coefficients[letters.indexOf(name!)] = value;
  }
  return { offset, coefficients, divisor: Number(divisor) };
}
