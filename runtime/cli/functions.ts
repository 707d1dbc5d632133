// An exported function of tensors, such as a lifted one, as something that can be explained: its value at numbers, and its
// derivatives.
import { makeInput } from '../../dsl/build.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import type { Definition } from '../../dsl/graph.ts';
import { isTensor } from '../../dsl/ops/boundary.ts';
import { asTensor } from '../../dsl/tensor.ts';
import { type Loaded, selectDefinition, UsageError } from './load.ts';

/** What FILE#export names: a definition, or a function; and which object of the file that is. */
export function definitionIn(loaded: Loaded): { readonly definition: Definition; readonly asking: object } {
  const { name, exports } = loaded;
  const value = name === undefined ? undefined : exports[name];
  // Boundary: what a function of the user's takes is seen when it is called.
  if (typeof value === 'function') {
    const f = value as (...args: unknown[]) => unknown;
    return { definition: functionDefinition(`${loaded.file}#${name}`, name!, f), asking: f };
  }
  const { definition } = selectDefinition(loaded, 'explain');
  return { definition, asking: definition };
}

const argumentNames = [['x'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd']];

function functionDefinition(where: string, name: string, f: (...args: unknown[]) => unknown): Definition {
  return {
    name,
    symbols: [],
    trace: () => {
      const { leaves, value } = applied(where, f);
      const derivatives = gradient(value, leaves);
      return {
        inputs: leaves.map((leaf) => ({ name: leaf.name, leaf })),
        states: [],
        outputs: [
          { name: 'y', value },
          ...leaves.map((leaf, i) => ({ name: `dy/d${leaf.name}`, value: derivatives[i]! })),
        ],
      };
    },
  };
}

/** The function of so many numbers as it takes: a lifted one says only when it is called. */
function applied(where: string, f: (...args: unknown[]) => unknown) {
  let failure: unknown;
  for (const names of argumentNames.filter((n) => f.length === 0 || n.length === f.length)) {
    const leaves = names.map((name) => makeInput(name, [], 'f32'));
    try {
      const value = f(...leaves.map((leaf) => asTensor<[], 'f32'>(leaf)));
      if (isTensor(value) && value.dtype === 'f32' && value.shape.length === 0) return { leaves, value };
      failure = new TypeError('it gives no f32 of the shape of its arguments');
    } catch (error) {
      failure = error;
    }
  }
  const reason = failure instanceof Error ? failure.message : `it takes ${f.length} arguments`;
  throw new UsageError(`${where}: expected a pointwise function of 1 to 4 tensors: ${reason}`, { cause: failure });
}
