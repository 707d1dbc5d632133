// What an edge is: a small program at a place where values are known to go wrong, with what is known of it.
import { makeInput, makeParameter } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import * as language from '../../../dsl/ops/index.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';

export type Edge = (choices: Choices) => Specimen;

// Boundary: shapes are known at run time only, so the operations are called without their types; a tensor is its expression.
const untyped = language as unknown as Readonly<Record<string, (...args: unknown[]) => Expr>>;

/** An operation of the language by its name. */
export const q = (name: string, ...args: unknown[]): Expr => untyped[name]!(...args);

/** A leaf that holds float32 numbers. */
export function leafOf(name: string, shape: readonly number[], values: readonly number[]): Leaf {
  const domain = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  return { expr: makeInput(name, shape, 'f32'), values: Float64Array.from(values, Math.fround), domain };
}

/** `count` numbers, each drawn. */
export function listOf(count: number, draw: (i: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => draw(i));
}

/**
 * The same number, which nothing is derived by: no gradient is asked for beside the outputs, whose loops would stack what
 * the way back reads, and are not changed where they do.
 */
export function fixed({ expr, ...leaf }: Leaf): Leaf {
  const draw = () => Float32Array.from(leaf.values);
  return { ...leaf, expr: makeParameter(expr.name, expr.shape, { name: 'fixed', draw }, false) };
}
