// Derivatives replaced: the value is that of the source, the cotangents are what a rule says.
import { makeGradientRule } from '../build.ts';
import type { Expr } from '../expr.ts';

/** The value of `x`; no gradient flows through it. */
export function gradientStop(x: Expr): Expr {
  return makeGradientRule(x, [], () => []);
}
