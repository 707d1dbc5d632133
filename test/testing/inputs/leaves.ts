// Leaves with the values of a user's arbitraries.
import { elementCount, type Input, type Parameter } from '../../../dsl/expr.ts';
import { FuzzOptionError } from '../fuzz.ts';
import type { Leaf } from '../programs/specimen.ts';
import type { DrawnValues } from './arbitrary.ts';
import type { Shaped } from './given.ts';

export interface DeclaredInput {
  readonly name: string;
  readonly shape: readonly (number | string)[];
}

/** The values of the inputs of these names, which are given by name or by position. */
export function byName(values: DrawnValues | undefined, names: readonly string[]): DrawnValues {
  const found = new Map<string, Shaped>();
  for (const [given, value] of values ?? []) {
    const name = names.includes(given) ? given : /^\d+$/.test(given) ? names[Number(given)] : undefined;
    if (name === undefined) {
      const are = names.length === 0 ? 'there are none' : `the inputs are ${names.map((n) => `'${n}'`).join(', ')}`;
      throw new FuzzOptionError(`fuzz: there is no input '${given}' for an arbitrary; ${are}`);
    }
    found.set(name, value);
  }
  return found;
}

/** A leaf of these values. Checks that move away from a kink, and smaller values, stay between the least and the largest. */
export function givenLeaf(name: string, expr: Input | Parameter, { shape, isSaid, data }: Shaped): Leaf {
  const is = `fuzz: input '${name}' is ${expr.dtype} [${expr.shape.join(', ')}]`;
  if (data.length !== elementCount(expr.shape) || (isSaid && shape.join() !== expr.shape.join())) {
    const found = isSaid ? `[${shape.join(', ')}]` : `${data.length} numbers, not ${elementCount(expr.shape)}`;
    throw new FuzzOptionError(`${is}, but its arbitrary gave ${found}; say the sizes of named dimensions in symbols`);
  }
  const values = expr.dtype === 'f32' ? data.map(Math.fround) : data;
  const wrong = expr.dtype === 'f32' ? undefined : values.find((v) => !Number.isInteger(v));
  if (wrong !== undefined) throw new FuzzOptionError(`${is}, but its arbitrary gave ${wrong}`);
  const finite = values.filter(Number.isFinite);
  const domain = {
    low: finite.reduce((a, b) => Math.min(a, b), Infinity),
    high: finite.reduce((a, b) => Math.max(a, b), -Infinity),
  };
  return { expr, values, domain, isGiven: true };
}
