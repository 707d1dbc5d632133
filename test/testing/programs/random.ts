// Random well-typed programs: a list of choices is read as instructions, each of which makes a new expression from
// earlier ones, and values for the leaves. What nobody would write, the language and the compiler must still get right.
import fc from 'fast-check';
import { makeInput, makeParameter } from '../../../dsl/build.ts';
import { elementCount } from '../../../dsl/expr.ts';
import type { Domain } from '../../../dsl/scalar/op.ts';
import { Choices } from './choices.ts';
import { indexing } from './indexing.ts';
import { layers } from './layers.ts';
import { loops } from './loops.ts';
import { pointwise } from './pointwise.ts';
import { type Instruction, Pool } from './pool.ts';
import { reductions } from './reductions.ts';
import type { Leaf, Specimen } from './specimen.ts';
import { views } from './views.ts';

/** every instruction comes equally often */
const urn: readonly Instruction[] = [pointwise, views, reductions, indexing, loops, layers].flatMap((named) =>
  Object.values(named),
);

const range: Domain = { low: -2, high: 2 };

/** The program that these choices say. Every list of choices says one. */
export function programFrom(list: readonly number[]): Specimen {
  const choices = new Choices(list);
  const leaves = Array.from({ length: 1 + choices.below(4) }, (_, i) => leaf(choices, i));
  const pool = new Pool(leaves, choices);
  while (!choices.spent) {
    const made = choices.from(urn)(pool);
    if (made !== null) pool.keep(made);
  }
  const outputs = pool.made().filter((e) => e.dtype === 'f32');
  return { leaves, outputs: outputs.length === 0 ? [leaves[0]!.expr] : outputs.slice(-1 - choices.below(3)) };
}

function leaf(choices: Choices, i: number): Leaf {
  const shape = Array.from({ length: choices.below(4) }, () => choices.from([1, 2, 3, 4, 5, 7, 8]));
  const count = elementCount(shape);
  const draw = choices.from(draws);
  const values = Float64Array.from({ length: count }, (_, j) => Math.fround(draw(choices, j)));
  const isParameter = choices.oneIn(3);
  return {
    expr: isParameter ? parameter(`w${i}`, shape, values) : makeInput(`x${i}`, shape, 'f32'),
    values,
    domain: range,
  };
}

function parameter(name: string, shape: readonly number[], values: Float64Array) {
  return makeParameter(name, shape, { name: 'drawn', draw: () => Float32Array.from(values) }, true);
}

const spread = (choices: Choices, j: number) =>
  (((choices.below(9973) * 0.6180339887 + j * 0.7548776662) % 1) - 0.5) * 4;

/** Styles of values: spread out, and now and then repeated, near zero, with zeros, of very different sizes. */
const draws: readonly ((choices: Choices, j: number) => number)[] = [
  spread,
  spread,
  spread,
  spread,
  (choices) => choices.below(5) - 2,
  (choices, j) => spread(choices, j) * 1e-2,
  (choices, j) => (choices.oneIn(3) ? 0 : spread(choices, j)),
  (choices, j) => spread(choices, j) * 10 ** -choices.below(6),
];

/** Options of `programs`. */
export interface ProgramOptions {
  /** how long: about one expression for each 8 choices */
  readonly minChoices?: number;
  readonly maxChoices?: number;
}

/**
 * Random programs over all primitives, views and reductions, with shared subexpressions, loops, lookups and whole
 * layers, whose values are finite. They shrink by their choices; shrinkSpecimen shrinks the expressions themselves.
 */
export function programs({ minChoices = 40, maxChoices = 260 }: ProgramOptions = {}): fc.Arbitrary<Specimen> {
  return fc
    .array(fc.nat({ max: 99990 }), { minLength: minChoices, maxLength: maxChoices, size: 'max' })
    .map((choices) => programFrom(choices));
}
