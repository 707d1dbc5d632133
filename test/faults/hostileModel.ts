// A definition whose inputs, states and outputs have names that someone chose who means harm; and the same with plain names.
import { makeInput } from '../../dsl/build.ts';
import { add, mul } from '../../dsl/expression/pointwise.ts';
import type { Definition } from '../../dsl/graph.ts';
import { hostileNames } from './hostile.ts';

/** Output i is 3 x_i + s_i, elementwise; a run leaves in state i what output i is. */
export function definitionOf(names: readonly string[]): Definition {
  return {
    name: `hostile\n*/ globalThis.hostile = 1; //\u2028${names[0]}`,
    symbols: [],
    trace: () => {
      const inputs = names.map((name) => ({ name, leaf: makeInput(name, [2], 'f32') }));
      const states = names.map((name) => ({ name: `s${name}`, leaf: makeInput(`s${name}`, [2], 'f32') }));
      const values = names.map((_, i) => add(mul(inputs[i]!.leaf, 3), states[i]!.leaf));
      return {
        inputs,
        states: states.map((s, i) => ({ ...s, next: values[i]! })),
        outputs: names.map((name, i) => ({ name, value: values[i]! })),
      };
    },
  };
}

export const plainNames = hostileNames.map((_, i) => `plain${i}`);
export const step = definitionOf(hostileNames);
export const plain = definitionOf(plainNames);

/** What each input is fed, and what each output is after `runs` runs from states of 0. */
export const fed = (names: readonly string[]) =>
  Object.fromEntries(names.map((name, i) => [name, Float32Array.of(i + 1, -i)]));
export const wanted = (names: readonly string[], runs: number) =>
  Object.fromEntries(names.map((name, i) => [name, Float32Array.of(3 * runs * (i + 1), runs * (0 - 3 * i) + 0)]));
