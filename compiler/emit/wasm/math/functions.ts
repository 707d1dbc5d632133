// Elementary functions on four f32 lanes, by name. Scalar code calls the same functions, so a value does not depend on
// whether its loop was vectorised; nothing is imported and no relaxed instruction is used, so it does not depend on the
// engine either. Errors are at most 4 units in the last place against float64, denormals included.
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import type { GiveLate } from '../given.ts';
import { arities, type Body, type MathName } from './body.ts';
import { erf, exp, expm1, log, log1p, sigmoid, sign, tanh } from './exponential.ts';
import { callOf, read } from './terms.ts';

const bodies = { exp, log, expm1, log1p, tanh, sigmoid, erf, sign } satisfies Partial<Record<MathName, Body>>;

type Common = keyof typeof bodies;
const isCommon = (name: MathName): name is Common => Object.hasOwn(bodies, name);

/** Is the operation's function in late.ts? */
export const isRare = (op: string): boolean => Object.hasOwn(arities, op) && !Object.hasOwn(bodies, op);

/** `name` as a function of its own, which calls others by the index that `indexOf` gives. */
export function writeMath(
  name: MathName,
  f: FunctionBuilder,
  indexOf: (name: MathName) => number,
  late: GiveLate,
): void {
  // each has one or two
  const [a, b = a] = f.parameters as [Local, Local?];
  const write: Body = isCommon(name) ? bodies[name] : late(name)[name];
  write(f, [read(a), read(b)], (other) => callOf(indexOf(other)));
}

/** Of one argument and short enough to be written where they are used, in a loop: a call costs half as much as they do. */
export const isShort = (name: MathName): name is Common => isCommon(name) && name !== 'sign';

/** The argument on the stack becomes the value. */
export function writeInPlace(name: Common, f: FunctionBuilder): void {
  f.within(() => {
    const x = f.local('v128');
    f.set(x);
    bodies[name](f, [read(x), read(x)], (other) => (argument) => (g) => {
      argument(g);
      if (!isCommon(other)) throw new Error(`wasm math: ${other} is not written in place`);
      writeInPlace(other, g);
    });
  });
}
