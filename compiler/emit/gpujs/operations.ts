// The scalar core in gpu.js source: one entry for each operation, complete by its type. Integers and booleans are held
// in floats: whole numbers, exact below 2^24, and 0 or 1.
import type { ScalarName } from '../../../dsl/scalar/op.ts';
import {
  at,
  call,
  condition,
  difference,
  type Expression,
  isNaNTest,
  number,
  product,
  quotient,
  sum,
  truth,
  zeroTest,
} from './expression.ts';
import * as functions from './functions.ts';
import { choose } from './functions.ts';
import type { Writer } from './writer.ts';

type Emit = (w: Writer, args: readonly Expression[], integer: boolean) => Expression;

const unary =
  (f: (w: Writer, x: Expression) => Expression): Emit =>
  (w, args) =>
    f(w, args[0]!);

const binary =
  (f: (w: Writer, a: Expression, b: Expression) => Expression): Emit =>
  (w, args) =>
    f(w, args[0]!, args[1]!);

const standard = (name: string): Emit => unary((_, x) => call(name, x));

/** -0 + 0 = 0 */
const positiveZero = (x: Expression): Expression => sum(x, number(0));

const compare = (operator: string): Emit => binary((_, a, b) => truth(`${at(1, a)} ${operator} ${at(1, b)}`));

/** The larger (or smaller) of two, NaN winning; of zeros 0 (or -0). */
const extremum =
  (operator: '<' | '>'): Emit =>
  (w, [first, second], integer) => {
    const a = w.named('a', first!);
    const b = w.named('b', second!);
    const known = [a, b].map(({ text }) => Number(text));
    // the sign of a zero is asked for where both may be zeros, and the one that decides may be -0
    const decides = known[operator === '>' ? 1 : 0]!;
    const isSafe = integer || known.some((x) => Math.abs(x) > 0) || Object.is(decides, 0);
    const zeros = isSafe ? '' : ` || ${zeroTest(operator, a, b)}`;
    return choose(`${a.text} ${operator} ${b.text} || ${isNaNTest(a)}${zeros}`, a, b);
  };

const operations = {
  neg: unary((_, x) => ({ text: `-${at(2, x)}`, level: 0 })),
  abs: standard('abs'),
  sign: unary((w, argument) => {
    const x = w.named('x', argument);
    return choose(`${x.text} > 0`, number(1), { text: `(${x.text} < 0 ? -1 : ${x.text})`, level: 3 });
  }),
  exp: unary(functions.exp),
  expm1: unary(functions.expm1),
  log: unary(functions.log),
  log1p: unary(functions.log1p),
  sqrt: standard('sqrt'),
  rsqrt: unary((_, x) => quotient(number(1), call('sqrt', x))),
  reciprocal: unary((_, x) => quotient(number(1), x)),
  sin: unary(functions.sin),
  cos: unary(functions.cos),
  tan: unary(functions.tan),
  tanh: unary(functions.tanh),
  sigmoid: unary(functions.sigmoid),
  erf: unary(functions.erf),
  floor: standard('floor'),
  ceil: standard('ceil'),
  round: unary(functions.round),
  add: binary((_, a, b) => sum(a, b)),
  sub: binary((_, a, b) => difference(a, b)),
  mul: binary((_, a, b) => product(a, b)),
  div: (w, args, integer) =>
    integer ? functions.truncatedQuotient(w, args[0]!, args[1]!) : quotient(args[0]!, args[1]!),
  mod: (w, args, integer) => (integer ? functions.integerModulo : functions.floorModulo)(w, args[0]!, args[1]!),
  pow: (w, args, integer) => {
    const value = functions.pow(w, integer ? positiveZero(args[0]!) : args[0]!, args[1]!);
    return integer ? functions.toInteger(w, functions.round(w, value)) : value;
  },
  max: extremum('>'),
  min: extremum('<'),
  atan2: binary(functions.atan2),
  equal: compare('==='),
  notEqual: binary((_, a, b) => truth(`!(${at(1, a)} === ${at(1, b)})`)),
  less: compare('<'),
  lessEqual: compare('<='),
  greater: compare('>'),
  greaterEqual: compare('>='),
  and: binary((_, a, b) => truth(`(${condition(a)} && ${condition(b)})`)),
  or: binary((_, a, b) => truth(`(${condition(a)} || ${condition(b)})`)),
  not: unary((_, a) => truth(`!(${condition(a)})`)),
  select: (_, args) => choose(condition(args[0]!), args[1]!, args[2]!),
  // integers have one zero, and floats that stand for them two
  toF32: unary((_, x) => (x.test === undefined ? positiveZero(x) : x)),
  toI32: unary(functions.toInteger),
  // NaN is not 0; GPUs answer its comparisons with false
  toBool: unary((_, x) => (x.test === undefined ? truth(`!(${at(1, x)} === 0)`) : x)),
} satisfies Record<ScalarName, Emit>;

export function operation(name: ScalarName): Emit {
  return operations[name];
}
