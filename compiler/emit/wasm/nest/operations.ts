// The scalar core in WebAssembly: for each operation the instructions on one lane and on four. A comparison leaves i32
// 0 or 1 on one lane, and a mask (all bits set or none) on four.
import type { ScalarName } from '../../../../dsl/scalar/op.ts';
import type { FunctionBuilder } from '../assemble/function.ts';
import type { Opcode } from '../assemble/opcodes.ts';
import type { MathName } from '../math/body.ts';
import { isShort, writeInPlace } from '../math/functions.ts';
import type { Library } from '../math/library.ts';

export type Width = 1 | 4;
export type Machine = 'f32' | 'i32';

/** Arguments are on the stack; `type` is the arguments' machine type. */
type Emit = (f: FunctionBuilder, lib: Library, type: Machine, width: Width) => void;

const plain =
  (f32: [Opcode, Opcode], i32?: [Opcode, Opcode]): Emit =>
  (f, _lib, type, width) => {
    const pair = type === 'f32' ? f32 : (i32 ?? f32);
    f.op(width === 1 ? pair[0] : pair[1]);
  };

/** integers are unchanged */
const rounding =
  (scalar: Opcode, vector: Opcode): Emit =>
  (f, _lib, type, width) => {
    if (type === 'f32') f.op(width === 1 ? scalar : vector);
  };

const math =
  (name: MathName): Emit =>
  (f, lib, _type, width) => {
    if (width === 1) f.call(lib.scalar(name));
    else if (f.loops && isShort(name)) writeInPlace(name, f);
    else f.call(lib.vector(name));
  };

/** an integer operation that has only a four-lane instruction, or only a scalar function */
const integerVector =
  (op: Opcode, arity: 1 | 2): Emit =>
  (f, lib, _type, width) => {
    if (width === 4) f.op(op);
    else f.call(lib.viaVector(op, arity));
  };

const byType =
  (f32: Emit, i32: Emit): Emit =>
  (f, lib, type, width) =>
    (type === 'f32' ? f32 : i32)(f, lib, type, width);

const integerFunction =
  (index: (lib: Library) => number, name: string): Emit =>
  (f, lib, _type, width) => {
    f.call(width === 1 ? index(lib) : lib.lanes(index(lib), name));
  };

export const arithmetic: Record<
  Exclude<ScalarName, 'and' | 'or' | 'not' | 'select' | 'toF32' | 'toI32' | 'toBool'>,
  Emit
> = {
  neg: byType(plain(['f32.neg', 'f32x4.neg']), integerVector('i32x4.neg', 1)),
  abs: byType(plain(['f32.abs', 'f32x4.abs']), integerVector('i32x4.abs', 1)),
  sign: byType(math('sign'), (f, lib, _type, width) => f.call(lib.integerSign(width))),
  exp: math('exp'),
  expm1: math('expm1'),
  log: math('log'),
  log1p: math('log1p'),
  sqrt: plain(['f32.sqrt', 'f32x4.sqrt']),
  rsqrt: (f, lib, _type, width) => f.call(lib.inverse(width, true)),
  reciprocal: (f, lib, _type, width) => f.call(lib.inverse(width, false)),
  sin: math('sin'),
  cos: math('cos'),
  tan: math('tan'),
  tanh: math('tanh'),
  sigmoid: math('sigmoid'),
  erf: math('erf'),
  floor: rounding('f32.floor', 'f32x4.floor'),
  ceil: rounding('f32.ceil', 'f32x4.ceil'),
  round: rounding('f32.nearest', 'f32x4.nearest'),
  add: plain(['f32.add', 'f32x4.add'], ['i32.add', 'i32x4.add']),
  sub: plain(['f32.sub', 'f32x4.sub'], ['i32.sub', 'i32x4.sub']),
  mul: plain(['f32.mul', 'f32x4.mul'], ['i32.mul', 'i32x4.mul']),
  div: byType(
    plain(['f32.div', 'f32x4.div']),
    integerFunction((lib) => lib.integerDivide(), 'div_i32'),
  ),
  mod: byType(
    math('mod'),
    integerFunction((lib) => lib.integerModulo(), 'mod_i32'),
  ),
  pow: byType(
    math('pow'),
    integerFunction((lib) => lib.integerPower(), 'pow_i32'),
  ),
  max: byType(plain(['f32.max', 'f32x4.max']), integerVector('i32x4.max_s', 2)),
  min: byType(plain(['f32.min', 'f32x4.min']), integerVector('i32x4.min_s', 2)),
  atan2: math('atan2'),
  equal: plain(['f32.eq', 'f32x4.eq'], ['i32.eq', 'i32x4.eq']),
  notEqual: plain(['f32.ne', 'f32x4.ne'], ['i32.ne', 'i32x4.ne']),
  less: plain(['f32.lt', 'f32x4.lt'], ['i32.lt_s', 'i32x4.lt_s']),
  lessEqual: plain(['f32.le', 'f32x4.le'], ['i32.le_s', 'i32x4.le_s']),
  greater: plain(['f32.gt', 'f32x4.gt'], ['i32.gt_s', 'i32x4.gt_s']),
  greaterEqual: plain(['f32.ge', 'f32x4.ge'], ['i32.ge_s', 'i32x4.ge_s']),
};

const comparisons = new Set<ScalarName>(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual']);

export function isComparison(op: ScalarName): boolean {
  return comparisons.has(op);
}
