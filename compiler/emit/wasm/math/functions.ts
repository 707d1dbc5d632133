// Elementary functions on four f32 lanes, by name. Scalar code calls the same functions, so a value does not depend on
// whether its loop was vectorised; nothing is imported and no relaxed instruction is used, so it does not depend on the
// engine either. Errors are at most 4 units in the last place against float64, denormals included.
import type { FunctionBuilder } from '../assemble/function.ts';
import type { Body, MathName } from './body.ts';
import { erf, exp, expm1, log, log1p, sigmoid, sign, tanh } from './exponential.ts';
import { pow } from './power.ts';
import { mod } from './remainder.ts';
import { callOf, read } from './terms.ts';
import { atan2, cos, quartersOfLarge, sin, tan } from './trigonometry.ts';

const bodies: Record<MathName, Body> = {
  exp,
  log,
  expm1,
  log1p,
  tanh,
  sigmoid,
  erf,
  sign,
  sin,
  cos,
  tan,
  atan2,
  pow,
  mod,
  quartersOfLarge,
};

/** `name` as a function of its own, which calls others by the index that `indexOf` gives. */
export function writeMath(name: MathName, f: FunctionBuilder, indexOf: (name: MathName) => number): void {
  const [a, b = a] = f.parameters;
  if (!a || !b) throw new Error(`wasm math: ${name} has no parameter`);
  bodies[name](f, [read(a), read(b)], (other) => callOf(indexOf(other)));
}

/** Of one argument and short enough to be written where they are used, in a loop: a call costs half as much as they do. */
const inPlace: ReadonlySet<MathName> = new Set(['exp', 'log', 'expm1', 'log1p', 'tanh', 'sigmoid', 'erf']);

export const isShort = (name: MathName): boolean => inPlace.has(name);

/** The argument on the stack becomes the value. */
export function writeInPlace(name: MathName, f: FunctionBuilder): void {
  f.within(() => {
    const x = f.local('v128');
    f.set(x);
    bodies[name](f, [read(x), read(x)], (other) => (argument) => (g) => {
      argument(g);
      writeInPlace(other, g);
    });
  });
}
