// Pointwise operations on expressions: one scalar operation at every position, operands broadcast.
import { literal, makeMap } from '../build.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import type { ScalarName } from '../scalar/op.ts';
import { scalars } from '../scalar/ops.ts';
import { broadcast } from '../shape/rules/index.ts';
import { broadcastTo } from './broadcast.ts';

/** out[i] = op(args[0][i], ...) over the shape that all arguments broadcast to. */
export function apply(name: ScalarName, ...args: readonly Expr[]): Expr {
  return applyAs(name, name, ...args);
}

/** The same, named `op` in errors. */
export function applyAs(op: string, name: ScalarName, ...args: readonly Expr[]): Expr {
  const shape = args.map((a) => a.shape).reduce((a, b) => broadcast(op, a, b));
  if (args.length === 2 && args[0]!.dtype !== args[1]!.dtype) {
    throw new ShapeError('operandTypes', [op, args[0]!.dtype, args[1]!.dtype], 'cast one of them');
  }
  return makeMap(
    scalars[name],
    args.map((a) => broadcastTo(a, shape, op)),
  );
}

/** The number as an operand beside `like`. */
export function beside(like: Expr, value: number): Expr {
  return literal(like.dtype === 'f32' ? value : integer(value, like.dtype), like.dtype);
}

function integer(value: number, dtype: string): number {
  if (!Number.isInteger(value))
    throw new TypeError(`${value} cannot be an operand beside a tensor of ${dtype}; cast the tensor to f32`);
  if ((value | 0) !== value) throw new RangeError(`${value} is outside of i32: -2147483648 to 2147483647`);
  return value;
}

const unary = (name: ScalarName) => (x: Expr) => apply(name, x);
/** Numbers are operands too, of the other operand's element type. */
const binary = (name: ScalarName) => (a: Expr | number, b: Expr | number) => {
  const [p, q] = pair(a, b);
  return apply(name, p, q);
};

/** Two operands, of which one may be a number. */
export function pair(a: Expr | number, b: Expr | number): [Expr, Expr] {
  if (typeof a === 'number') {
    if (typeof b === 'number') throw new TypeError('an operation needs at least one tensor');
    return [beside(b, a), b];
  }
  return [a, typeof b === 'number' ? beside(a, b) : b];
}

export const neg = unary('neg');
export const abs = unary('abs');
export const exp = unary('exp');
export const expm1 = unary('expm1');
export const log = unary('log');
export const log1p = unary('log1p');
export const sqrt = unary('sqrt');
export const rsqrt = unary('rsqrt');
export const cos = unary('cos');
export const tanh = unary('tanh');
export const sigmoid = unary('sigmoid');
export const erf = unary('erf');
export const floor = unary('floor');
export const not = unary('not');
export const toF32 = unary('toF32');
export const toI32 = unary('toI32');
export const toBool = unary('toBool');
export const add = binary('add');
export const sub = binary('sub');
export const mul = binary('mul');
export const div = binary('div');
export const pow = binary('pow');
export const max = binary('max');
export const min = binary('min');
export const equal = binary('equal');
export const notEqual = binary('notEqual');
export const less = binary('less');
export const lessEqual = binary('lessEqual');
export const greater = binary('greater');
export const greaterEqual = binary('greaterEqual');
export const and = binary('and');
export const or = binary('or');
export const square = (x: Expr) => mul(x, x);

/** condition ? a : b */
export function select(condition: Expr, a: Expr | number, b: Expr | number): Expr {
  const [p, q] = pair(a, b);
  if (p.dtype !== q.dtype) throw new ShapeError('operandTypes', ['where', p.dtype, q.dtype]);
  return applyAs('where', 'select', condition, p, q);
}
