// What a program can be asked to contain: every operation, under the name that messages and coverage give it.
import { type Expr, topological } from '../../../dsl/expr.ts';
import { fold, keyOf, permutation } from '../../../dsl/key.ts';
import { nameOf } from '../print/names.ts';
import { indexing } from './indexing.ts';
import { integers } from './integers.ts';
import { layers } from './layers.ts';
import { loops } from './loops.ts';
import { modules } from './modules.ts';
import { pointwise } from './pointwise.ts';
import type { Instruction } from './pool.ts';
import { reductions } from './reductions.ts';
import { views } from './views.ts';

/** All instructions, by name. */
export const instructions: Readonly<Record<string, Instruction>> = {
  ...pointwise,
  ...views,
  ...reductions,
  ...indexing,
  ...integers,
  ...loops,
  ...layers,
  ...modules,
};

const monoids = ['sum', 'prod', 'max', 'min', 'argMax', 'argMin'] as const;
const shapes = ['permute', 'broadcast', 'slice', 'stride', 'flip', 'pad', 'spread', 'window', 'diagonal'] as const;

/** Each operation, with the instructions that make it: scalar operations, views, reductions, and the other nodes. */
export const features: Readonly<Record<string, readonly Instruction[]>> = {
  ...Object.fromEntries(Object.entries(pointwise).map(([name, make]) => [name, [make]])),
  ...Object.fromEntries(shapes.map((name) => [`view ${name}`, [views[name]!]])),
  ...Object.fromEntries(monoids.map((name) => [`reduce ${name}`, [reductions[name]!]])),
  iota: [pointwise.toF32!],
  reshape: [views.reshape!],
  gather: [indexing.gather!, modules['embedding layer']!],
  scatter: [indexing.scatter!],
  scan: [loops.scan!, loops['nested scan']!],
  stopGradient: [loops.stopGradient!],
  customGradient: [loops.customGradient!],
};

const names = Object.keys(features);

/**
 * The `count` operations that the program of a run must contain: dealt from a deck of all, shuffled anew when it is
 * used up, so that a rare operation comes as often as the others.
 */
export function dealt(run: number, count: number): readonly string[] {
  return Array.from({ length: Math.min(count, names.length) }, (_, i) => {
    const card = run * count + i;
    const deck = permutation(names.length, fold(keyOf(names.length), Math.floor(card / names.length)));
    return names[deck[card % names.length]!]!;
  });
}

/** The names of all operations of these expressions, those in the bodies of loops too. */
export function* operations(roots: readonly Expr[]): Generator<string> {
  for (const e of topological(roots)) {
    yield nameOf(e);
    if (e.kind === 'scanOutput') yield* operations([...e.scan.nextCarries, ...e.scan.outputs]);
  }
}
