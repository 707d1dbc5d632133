// Test vectors for a built module: inputs from a key, and what the float64 reference makes of them.
import type { Sample, Slot, Vectors } from '../../../compiler/source/build/index.ts';
import type { Expr } from '../../../dsl/expr.ts';
import type { Graph } from '../../../dsl/graph.ts';
import { keyOf } from '../../../dsl/key.ts';
import type { Feeds } from '../../backends/reference/index.ts';
import type { Numbers } from '../../standalone/spec.ts';
import { drawnInput } from '../../standalone/vectors.ts';
import { changing, domains, endsOf, rootsOf } from '../../verify/draw.ts';
import { bounded, caution, largest, mostValues, units, valuesOf } from '../../verify/reference.ts';
import { type Computed, computed } from './computed.ts';

export interface Tested {
  readonly vectors: Vectors;
  /** a sentence: what the expected values are, and how far off a module may be */
  readonly about: string;
  readonly notes: readonly string[];
}

/** What is told while the reference computes: values that are done, of how many. */
export type Progress = (what: string, done: number, total: number) => void;

/** Elements that are kept of each output, and of each new state. */
const kept = { outputs: 32, states: 4 } as const;

/** Vectors for the graph with these states; `slack` is how much more than on the CPU a device's results may be off. */
export async function testVectors(
  graph: Graph,
  states: ReadonlyMap<string, Numbers>,
  slack: number,
  progress: Progress,
): Promise<Tested> {
  const total = valuesOf(rootsOf(graph));
  const compute = total <= mostValues ? byReference(graph, slack, total, progress) : byProgram(graph, slack);
  const key = keyOf(1);
  let best: Sampled | undefined;
  for (const domain of domains) {
    const inputs = endsOf(graph, domain);
    const feeds = new Map<Expr, Numbers>(graph.states.map((s) => [s.leaf, states.get(s.name)!]));
    for (const { name, leaf } of graph.inputs) feeds.set(leaf, drawnInput({ key, inputs }, slotOf(name, leaf)));
    const tried = sampled(graph, { key, inputs }, await compute(feeds));
    if (best === undefined || tried.numbers > best.numbers) best = tried;
    if (best.numbers === 1) break;
  }
  const { vectors, untested } = best!;
  return { vectors, about: about(total, slack), notes: [...untested, ...beyond(total)] };
}

const slotOf = (name: string, { dtype, shape }: Expr): Slot => ({ name, dtype, shape, at: 0 });

const about = (total: number, slack: number): string =>
  total <= mostValues
    ? `Expected values are those of quern's float64 reference; a result may be ${caution * slack} times as far off as it goes when every rounded value of the computation is moved by up to ${units} units in the last place, and 2^${Math.log2(slack) - 20} of the largest.`
    : `Expected values are those of the program itself where it was built: its ${total.toExponential(1)} values are too many for quern's float64 reference. A result may be off by 2^${Math.log2(slack) - 12} of the largest.`;

const beyond = (total: number): string[] =>
  total <= mostValues
    ? []
    : [
        `the test vectors are what the program itself gives here: ${total.toExponential(1)} values are too many for the reference`,
      ];

type Compute = (feeds: Feeds) => Computed[] | Promise<Computed[]>;

function byReference(graph: Graph, slack: number, total: number, progress: Progress): Compute {
  return (feeds) => {
    let done = 0;
    return bounded(rootsOf(graph), feeds, slack, (values) => {
      done += values;
      progress('reference', done, 2 * total);
    });
  };
}

function byProgram(graph: Graph, slack: number): Compute {
  return async (feeds) => {
    const found = await computed(graph, feeds);
    const all = [...found.outputs, ...changing(graph).map((s) => found.states.get(s.name)!)];
    return all.map((values) => ({ values, tolerance: slack * 2 ** -12 * largest(values) }));
  };
}

interface Sampled {
  readonly vectors: Vectors;
  readonly untested: readonly string[];
  /** which part of all results are numbers */
  readonly numbers: number;
}

function sampled(graph: Graph, drawn: Pick<Vectors, 'key' | 'inputs'>, computed: readonly Computed[]): Sampled {
  const untested: string[] = [];
  const sample = (name: string, { values, tolerance }: Computed, most: number): Sample[] => {
    const at = spread(values, most);
    if (at.length === 0) untested.push(`'${name}' is no number on any test input: it is not tested`);
    const expected = at.map((i) => Number(values[i]!.toPrecision(9)));
    return at.length === 0 ? [] : [{ name, at, expected, tolerance: Number(tolerance.toPrecision(3)) }];
  };
  const outputs = graph.outputs.flatMap(({ name }, i) => sample(name, computed[i]!, kept.outputs));
  const states = changing(graph).flatMap(({ name }, i) =>
    sample(name, computed[graph.outputs.length + i]!, kept.states),
  );
  let [finite, all] = [0, 0];
  for (const { values } of computed) {
    all += values.length;
    for (const v of values) if (Number.isFinite(v)) finite++;
  }
  return { vectors: { ...drawn, outputs, states }, untested, numbers: finite / all };
}

/** Places of numbers, evenly spread. */
function spread(values: ArrayLike<number>, most: number): number[] {
  const finite: number[] = [];
  for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) finite.push(i);
  const count = Math.min(most, finite.length);
  return Array.from({ length: count }, (_, k) => finite[Math.floor((k * finite.length) / count)]!);
}
