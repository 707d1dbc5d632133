// Random well-typed programs: a list of choices is read as instructions, each of which makes a new expression from
// earlier ones, over leaves with values. What nobody would write, the language and the compiler must still get right.

import fc from 'fast-check';
import { makeInput, makeParameter } from '../../../dsl/build.ts';
import type { Domain } from '../../../dsl/scalar/op.ts';
import { optionsOf } from '../../../dsl/shape/rules/index.ts';
import { shapes } from '../arbitraries/shapes.ts';
import { type Style, styles, type TensorValues, tensors } from '../arbitraries/tensors.ts';
import { Choices } from './choices.ts';
import { features, instructions, operations } from './features.ts';
import { type Instruction, Pool } from './pool.ts';
import type { Leaf, Specimen } from './specimen.ts';

/** every instruction comes equally often */
const urn: readonly Instruction[] = Object.values(instructions);

/** Choices kept back for an operation that the program must contain. */
const share = 10;

/** How often an instruction is tried before the program goes without the operation. */
const attempts = 12;

/** The program that these choices say, over these leaves. Every list of choices says one. */
export function programFrom(
  list: readonly number[] | Choices,
  leaves: readonly Leaf[],
  wanted: readonly string[] = [],
): Specimen {
  const choices = list instanceof Choices ? list : new Choices(list);
  const pool = new Pool(leaves, choices);
  const queue = [...wanted];
  for (;;) {
    const spare = choices.left > share * queue.length;
    if (queue.length > 0 && (!spare || choices.oneIn(2))) feature(pool, queue.shift()!);
    else if (spare) attempt(pool, choices.from(urn));
    else break;
  }
  const outputs = pool.roots();
  return { leaves: pool.leaves, outputs: outputs.length === 0 ? [leaves[0]!.expr] : outputs };
}

function attempt(pool: Pool, instruction: Instruction): boolean {
  const made = instruction(pool);
  return made !== null && pool.keep(made);
}

/** Makes the operation, on other operands if some cannot have it. */
function feature(pool: Pool, name: string): void {
  for (let i = 0; i < attempts; i++) {
    const made = pool.choices.from(features[name]!)(pool);
    if (made !== null && new Set(operations([made])).has(name) && pool.keep(made)) return;
  }
}

/** where values of a style lie */
export const domainOf = (style: Style): Domain => (style === 'spread' ? range : wide);

const range: Domain = { low: -2, high: 2 };
/** beyond it, sums of products leave nothing of float32's digits */
const wide: Domain = { low: -100, high: 100 };

/** mostly spread out: among numbers of very different sizes rounding decides most comparisons */
const mixed: readonly Style[] = [...new Array<Style>(2 * styles.length).fill('spread'), ...styles];

/** Inputs, and now and then parameters. */
const leaf: fc.Arbitrary<Omit<Leaf, 'expr'> & { make: (i: number) => Leaf['expr'] }> = fc
  .tuple(fc.constantFrom(...mixed), fc.constantFrom(false, false, true), shapes({ max: 9, maxElements: 120 }))
  .chain(([style, isParameter, shape]) =>
    tensors({ shape, styles: [style], domain: domainOf(style) }).map(({ data }: TensorValues) => ({
      values: data,
      domain: domainOf(style),
      make: (i: number) => (isParameter ? parameter(`w${i}`, shape, data) : makeInput(`x${i}`, shape, 'f32')),
    })),
  );

/** Integers and truth values, which no derivative is taken by. */
const counted: typeof leaf = fc
  .tuple(fc.constantFrom('i32' as const, 'i32' as const, 'bool' as const), shapes({ max: 9, maxElements: 60 }))
  .chain(([dtype, shape]) => {
    const domain = dtype === 'bool' ? { low: 0, high: 1 } : { low: -6, high: 6 };
    return tensors({ shape, styles: ['spread'], domain }).map(({ data }: TensorValues) => ({
      values: data.map((v) => Math.round(v) + 0),
      domain,
      make: (i: number) => makeInput(`x${i}`, shape, dtype),
    }));
  });

/** One of real numbers at least. */
const leavesOf = fc
  .tuple(leaf, fc.array(fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: counted }), { maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest]);

/** A parameter that begins with these values. */
export function parameter(name: string, shape: readonly number[], values: Float64Array) {
  return makeParameter(name, shape, { name: 'drawn', draw: () => Float32Array.from(values) }, true);
}

export const programOptions = { minChoices: 1, maxChoices: 1, featuring: 1 };

/** Options of `programs`. */
export interface ProgramOptions {
  /** how long, beside the operations it features: about one expression for each 8 choices */
  readonly minChoices?: number;
  readonly maxChoices?: number;
  /** operations that each program contains where its shapes allow it: 'tanh', 'view window', 'reduce max', 'scan' */
  readonly featuring?: readonly string[];
}

/**
 * Random programs over all primitives, views and reductions, with shared subexpressions, loops, lookups and whole
 * layers with parameters, whose values are finite and which compute nothing in vain. They shrink by their choices and
 * their leaves; the fuzzer shrinks the expressions themselves.
 */
export function programs(options: ProgramOptions = {}): fc.Arbitrary<Specimen> {
  const {
    minChoices = 4,
    maxChoices = 48,
    featuring = [],
  } = optionsOf<ProgramOptions>('programs', options, programOptions);
  for (const name of featuring)
    if (!(name in features))
      throw new RangeError(`programs: there is no operation '${name}'; there are ${Object.keys(features).join(', ')}`);
  const kept = share * featuring.length;
  const choices = fc.array(fc.nat({ max: 99990 }), {
    minLength: minChoices + kept,
    maxLength: maxChoices + kept,
    size: 'max',
  });
  return fc.noBias(fc.tuple(leavesOf, choices)).map(([drawn, list]) => {
    const leaves = drawn.map(({ make, ...rest }, i) => ({ ...rest, expr: make(i) }));
    return programFrom(list, leaves, featuring);
  });
}
