// A scalar function as data: the operations of the scalar core that it is made of, one after the other. It is what a
// function of TypeScript source becomes when it is lifted, it survives a bundler and a minifier, and applying it to
// expressions gives a composition of pointwise nodes like any other.
import { literal, makeGradientRule, makeMap } from '../build.ts';
import type { Expr } from '../expr.ts';
import { map } from './map.ts';
import type { ScalarName } from './op.ts';
import { scalars } from './ops.ts';

/**
 * An operation and the numbers of the values that it reads. ['rule', v, x1, d1, x2, d2, ...] is the value v whose
 * derivative with respect to the value x1 is stated to be the value d1, and so on; d1 may come after the rule.
 */
export type Step = readonly [op: ScalarName | 'rule', ...values: number[]];

/** Values are numbered: first the arguments, then the constants, then the results of the steps. */
export interface ScalarProgram<N extends number = number> {
  /** how many numbers the function takes */
  readonly takes: N;
  readonly constants: readonly number[];
  readonly steps: readonly Step[];
  /** the value that the function returns */
  readonly result: number;
}

/** The program at every position of its arguments, which are f32 and of one shape. */
export function applyProgram({ takes, constants, steps, result }: ScalarProgram, args: readonly Expr[]): Expr {
  if (args.length !== takes) throw new TypeError(`lifted: the program takes ${takes} arguments, got ${args.length}`);
  const values: Expr[] = [...args, ...constants.map((c) => literal(c, 'f32', args[0]!.shape))];
  const value = (i: number): Expr => {
    const found = values[i];
    if (found === undefined) throw new TypeError(`lifted: the program reads value ${i}, which is not there yet`);
    return found;
  };
  for (const [op, ...read] of steps) {
    values.push(op === 'rule' ? ruled(read, value) : applied(op, read.map(value)));
  }
  return value(result);
}

/** max and min differentiate as the choices that they are: the operand that is not taken enters no product. */
function applied(op: ScalarName, args: readonly Expr[]): Expr {
  const value = makeMap(scalars[op], args);
  if (op !== 'max' && op !== 'min') return value;
  const isFirst = map(scalars[op === 'max' ? 'greater' : 'less'], ...args);
  return makeGradientRule(value, [map(scalars.select, isFirst, ...args)], (g) => [g], 'pointwise');
}

function ruled([source, ...pairs]: readonly number[], value: (i: number) => Expr): Expr {
  const inputs = pairs.filter((_, k) => k % 2 === 0).map(value);
  const derivatives = pairs.filter((_, k) => k % 2 === 1);
  // read when a derivative is asked for: by then all steps have run
  return makeGradientRule(
    value(source!),
    inputs,
    (g) => derivatives.map((d) => map(scalars.mul, g, value(d))),
    'pointwise',
  );
}
