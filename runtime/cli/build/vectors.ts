// Test vectors for a built module: inputs from a key, and what the float64 reference makes of them.
import type { Sample, Slot, Vectors } from '../../../compiler/source/build/index.ts';
import { type Expr, elementCount, type Scan, topological } from '../../../dsl/expr.ts';
import type { Graph, State } from '../../../dsl/graph.ts';
import { keyOf } from '../../../dsl/key.ts';
import { rangesOf } from '../../../dsl/ranges.ts';
import { evaluate, type Feeds, type Rounding } from '../../backends/reference/index.ts';
import type { Numbers } from '../../standalone/spec.ts';
import { drawnInput } from '../../standalone/vectors.ts';
import { type Computed, onCpu } from './computed.ts';

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
/** The reference holds every value that a graph computes, 8 bytes each: beyond this the program itself is asked. */
const mostValues = 2 ** 26;
/** By how many units in the last place values are moved, and how many times as far as that takes a result it may be off. */
const [units, caution] = [8, 8];
/** Where inputs of f32 are drawn: the first of which all results are numbers, or most. */
const domains = [
  { low: -1, high: 1 },
  { low: 0, high: 1 },
  { low: 0.5, high: 2 },
] as const;

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
    const inputs = Object.fromEntries(
      graph.inputs.map(({ name, leaf }) => [
        name,
        leaf.dtype === 'f32' ? domain : { low: 0, high: highest(graph, leaf) },
      ]),
    );
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

const changing = (graph: Graph): readonly State[] => graph.states.filter((s) => s.next !== s.leaf);
const rootsOf = (graph: Graph): Expr[] => [...graph.outputs.map((o) => o.value), ...changing(graph).map((s) => s.next)];

/** Values that the reference computes for these expressions, each step of a loop anew. */
function valuesOf(roots: readonly Expr[]): number {
  const scans = new Set<Scan>();
  let sum = 0;
  for (const e of topological(roots)) {
    sum += elementCount(e.shape);
    if (e.kind === 'scanOutput') scans.add(e.scan);
  }
  for (const scan of scans) sum += scan.length * valuesOf([...scan.nextCarries, ...scan.outputs]);
  return sum;
}

/** The largest whole number that every lookup finds a row for; 1 where there is none, as for labels. */
function highest(graph: Graph, leaf: Expr): number {
  const said = rangesOf(leaf).map(({ below }) => below);
  const rows = leaf.dtype === 'bool' ? [] : [...said, ...rowsIn(rootsOf(graph))];
  return rows.length === 0 ? 1 : Math.max(0, Math.min(...rows) - 1);
}

function rowsIn(roots: readonly Expr[]): number[] {
  return topological(roots).flatMap((e) => {
    if (e.kind === 'gather') return [e.source.shape[0]!];
    return e.kind === 'scanOutput' ? rowsIn([...e.scan.nextCarries, ...e.scan.outputs]) : [];
  });
}

type Compute = (feeds: Feeds) => Computed[] | Promise<Computed[]>;

/**
 * In float64, and once more with every value that 32 bits do not hold moved at random by up to 8 units in their last
 * place: how far that takes a result says how far rounding may (Vignes 1993, "A stochastic arithmetic for reliable
 * scientific computation"). What 32 bits hold stays: whole numbers, masks, random bits.
 */
function byReference(graph: Graph, slack: number, total: number, progress: Progress): Compute {
  return (feeds) => {
    let done = 0;
    const counted: Rounding = (_, values) => {
      done += values.length;
      progress('reference', done, 2 * total);
      return values;
    };
    const next = randoms();
    const moved: Rounding = (e, values, operands) => {
      if (e.dtype === 'f32') {
        for (let i = 0; i < values.length; i++) {
          const held = Math.fround(values[i]!);
          if (held !== values[i]) values[i] = Math.fround(values[i]! * (1 + units * 2 ** -23 * (2 * next() - 1)));
        }
      }
      return counted(e, values, operands);
    };
    const exact = evaluate(rootsOf(graph), feeds, counted);
    const rounded = evaluate(rootsOf(graph), feeds, moved);
    return exact.map((values, k) => {
      const off = largest(values.map((v, i) => v - rounded[k]![i]!));
      return { values, tolerance: Math.max(caution * slack * off, slack * 2 ** -20 * largest(values)) };
    });
  };
}

/** Numbers in [0, 1), the same each time (xorshift32; Marsaglia 2003). */
function randoms(): () => number {
  let x = 0x9e3779b9;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) / 2 ** 32;
  };
}

function byProgram(graph: Graph, slack: number): Compute {
  return async (feeds) => {
    const found = await onCpu(graph, feeds);
    const all = [...found.outputs, ...changing(graph).map((s) => found.states.get(s.name)!)];
    return all.map((values) => ({ values, tolerance: slack * 2 ** -12 * largest(values) }));
  };
}

/** The largest magnitude among numbers. */
function largest(values: Float64Array | Numbers): number {
  let most = 0;
  for (const v of values) if (Math.abs(v) > most && Number.isFinite(v)) most = Math.abs(v);
  return most;
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
