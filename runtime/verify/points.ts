// Where a program is verified: the states that it begins with, random inputs, and the states that follow.
import { type Expr, elementCount } from '../../dsl/expr.ts';
import type { Graph, State } from '../../dsl/graph.ts';
import { isKept } from '../../dsl/kept.ts';
import { fold, keyOf, uniform, type Words } from '../../dsl/key.ts';
import { initialValues } from '../initial.ts';
import { drawnInput } from '../standalone/vectors.ts';
import { domains, type Ends, endsOf } from './draw.ts';
import type { Bounded } from './reference.ts';

/** Values of leaves, as programs store them. */
export type Given = ReadonlyMap<Expr, Float32Array | Int32Array>;

export interface Drawn {
  readonly feeds: Given;
  readonly expected: readonly Bounded[];
}

/**
 * The values of a point, and what the reference makes of them. Inputs of f32 are drawn where all results are numbers, or most.
 * `states` are those after the point before; the first begins with those that a training does.
 */
export async function drawnPoint(
  graph: Graph,
  seed: number,
  point: number,
  states: Given | undefined,
  reference: (feeds: Given) => Promise<readonly Bounded[]>,
): Promise<Drawn> {
  const key = fold(keyOf(seed), point);
  const begun = states ?? beginning(graph, seed);
  let best: (Drawn & { readonly numbers: number }) | undefined;
  for (const domain of domains) {
    const feeds = new Map([...begun, ...inputsIn(graph, domain, key)]);
    const expected = await reference(feeds);
    const numbers = expected.reduce((n, { values }) => n + values.filter(Number.isFinite).length, 0);
    if (best === undefined || numbers > best.numbers) best = { feeds, expected, numbers };
    if (expected.every(({ values }) => values.every(Number.isFinite))) break;
    if (graph.inputs.every(({ leaf }) => leaf.dtype !== 'f32')) break;
  }
  return best!;
}

function inputsIn(graph: Graph, domain: Ends, key: Words): Given {
  const inputs = endsOf(graph, domain);
  return new Map(
    graph.inputs.map(({ name, leaf: { dtype, shape }, leaf }) => [
      leaf,
      drawnInput({ key, inputs }, { name, dtype, shape, at: 0 }),
    ]),
  );
}

/** The states that training begins with, weights a little off: zeros and ones would hide what multiplies them. */
function beginning(graph: Graph, seed: number): Given {
  const first = initialValues(graph.states, seed);
  const key = fold(keyOf(seed), 'off');
  return new Map(graph.states.map((s) => [s.leaf, off(s, first.get(s.name)!, fold(key, s.name))]));
}

function off({ name, leaf, next }: State, first: Float32Array | Int32Array, key: Words): Float32Array | Int32Array {
  if (isKept(name) || leaf.kind !== 'parameter' || first instanceof Int32Array) return first;
  // running statistics follow from steps; where they are only read they may grow: a variance is not below 0
  if (!leaf.trainable && next !== leaf) return first;
  const size = Math.sqrt(first.reduce((s, v) => s + v * v, 0) / Math.max(1, elementCount(leaf.shape))) || 1;
  const least = leaf.trainable ? 0.3 : 0;
  return first.map((v, i) => v + 0.25 * size * (uniform(key, i) - least));
}

/** The states after the step, as the reference has them, in 32 bits. */
export function stateAfter({ states }: Graph, before: Given, values: ReadonlyMap<Expr, Float64Array>): Given {
  return new Map(
    states.map(({ leaf, next }) => {
      const held = before.get(leaf)!;
      const after = values.get(next);
      return [
        leaf,
        after === undefined ? held : held instanceof Int32Array ? Int32Array.from(after) : Float32Array.from(after),
      ];
    }),
  );
}
