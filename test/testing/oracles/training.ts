// Steps of training in a row on a backend. Each step is held against the float64 reference of that step from the state that
// the backend itself had reached, so bounds are those of one step however many there are; what runs between the steps
// (an evaluation, a state taken out and put back) is to change nothing.
import { compileGraph } from '../../../compiler/index.ts';
import type { Capabilities, Program } from '../../../compiler/program/types.ts';
import { validators } from '../../../compiler/program/validate.ts';
import type { Expr } from '../../../dsl/expr.ts';
import type { Graph } from '../../../dsl/graph.ts';
import type { Backend } from '../../../runtime/backends/backend.ts';
import { evaluate, type Values } from '../../../runtime/backends/reference/index.ts';
import { Executable } from '../../../runtime/executable.ts';
import type { NamedTensors } from '../../../runtime/state.ts';
import { roundingBounds, units } from '../numeric/rounding.ts';
import type { Training } from '../programs/training.ts';
import { elementwise, needsOf } from './backend.ts';
import { OncePerCode } from './once.ts';
import { eachOf, inapplicable, type Oracle, type Verdict } from './oracle.ts';

export function trainsOn(backend: Backend): Oracle {
  return {
    name: `training on ${backend.name}`,
    order: 1,
    knows: ['training'],
    needs: needsOf(backend.name),
    check: async ({ known }) => {
      if (known?.kind !== 'training') return inapplicable('nothing is trained');
      const { training } = known;
      const { graph, evaluation, between } = training;
      const step = programOf(graph, training, backend.capabilities);
      const extra = between.includes('evaluate') ? [programOf(evaluation, training, backend.capabilities)] : [];
      return verdicts.of([step, ...extra], backend, async () => {
        const stepping = await executable(graph, step, backend);
        const evaluating = extra.length === 0 ? null : await executable(evaluation, extra[0]!, backend);
        try {
          return eachOf(await followed(training, stepping, evaluating, backend));
        } finally {
          await stepping.release();
          await evaluating?.release();
        }
      });
    },
  };
}

const verdicts = new OncePerCode<Verdict>();

async function executable(graph: Graph, program: Program, backend: Backend): Promise<Executable> {
  return new Executable('training', graph, program, await backend.instantiate(program), 0);
}

/** Variants of one backend compile alike. */
const compiled = new WeakMap<Training, Map<string, Program>>();

function programOf(graph: Graph, training: Training, capabilities: Capabilities): Program {
  const all = compiled.get(training) ?? new Map<string, Program>();
  compiled.set(training, all);
  const key = `${graph === training.graph} ${JSON.stringify(capabilities)}`;
  const program = all.get(key) ?? compileGraph(graph, capabilities, { validators });
  all.set(key, program);
  return program;
}

async function followed(
  training: Training,
  step: Executable,
  evaluation: Executable | null,
  backend: Backend,
): Promise<Verdict[]> {
  const { graph, feeds, between } = training;
  const verdicts: Verdict[] = [];
  let state = step.initialState(1);
  let before = await state.snapshot();
  const held = (
    what: string,
    of: Graph,
    inputs: Readonly<Record<string, Values>>,
    got: (name: string) => ArrayLike<number>,
  ) => {
    const wanted = wantedOf(training, of, before, inputs, backend.capabilities.flushes ?? false);
    for (const { name, e, exact, bounds } of wanted.results) {
      if (!exact.some(Number.isFinite)) continue;
      const all = { exact, bounds, scale: wanted.scale };
      verdicts.push(elementwise(`${name} ${what} on ${backend.name}`, all, got(name), e));
    }
    return wanted.results.every(({ exact }) => exact.every(Number.isFinite));
  };
  for (const [i, inputs] of feeds.entries()) {
    const now = `in step ${i + 1}`;
    const result = await step.run(state, fed(graph, inputs));
    const after = await result.state.snapshot();
    const goesOn = held(now, graph, inputs, (name) => result.outputs[name] ?? after.get(name)!.data);
    // what follows of what is no number says nothing
    if (!goesOn) break;
    [state, before] = [result.state, after];
    if (between[i] === 'restore') state = step.restore(after);
    if (evaluation === null || between[i] !== 'evaluate') continue;
    const { outputs } = await evaluation.run(state, fed(training.evaluation, inputs));
    held(
      `of an evaluation after step ${i + 1}`,
      training.evaluation,
      inputs,
      (name) => outputs[name] ?? before.get(name)!.data,
    );
  }
  return verdicts;
}

/** As a program is fed: numbers of the input's element type. */
function fed(graph: Graph, inputs: Readonly<Record<string, Values>>): Record<string, Float32Array | Int32Array> {
  return Object.fromEntries(
    graph.inputs.map(({ name, leaf }) => [
      name,
      leaf.dtype === 'f32' ? Float32Array.from(inputs[name]!) : Int32Array.from(inputs[name]!),
    ]),
  );
}

interface Wanted {
  readonly results: readonly {
    readonly name: string;
    readonly e: Expr;
    readonly exact: Values;
    readonly bounds: Values;
  }[];
  readonly scale: number;
}

/** By what a step begins with: backends that reach the same bits are held against the same numbers. */
const wanted = new WeakMap<Training, Map<string, Wanted>>();

/** The outputs and the next states of one step in float64, and how far rounding may take them. */
function wantedOf(
  training: Training,
  graph: Graph,
  before: NamedTensors,
  inputs: Readonly<Record<string, Values>>,
  flushing: boolean,
): Wanted {
  const all = wanted.get(training) ?? new Map<string, Wanted>();
  wanted.set(training, all);
  const states = graph.states.map(({ name }) => before.get(name)!.data);
  const key = [flushing, graph === training.graph, ...states, ...Object.values(inputs)].join(';');
  const known = all.get(key);
  if (known !== undefined) return known;
  const named = [
    ...graph.outputs.map(({ name, value }) => [name, value] as const),
    ...graph.states.map(({ name, next }) => [name, next] as const),
  ];
  const feeds = new Map<Expr, ArrayLike<number>>([
    ...graph.inputs.map(({ name, leaf }) => [leaf, inputs[name]!] as const),
    ...graph.states.map(({ leaf }, i) => [leaf, states[i]!] as const),
  ]);
  const roots = named.map(([, e]) => e);
  let scale = 0;
  const exact = evaluate(roots, feeds, (e, values) => {
    if (e.dtype === 'f32')
      for (const v of values) if (Math.abs(v) > scale && v < Infinity && v > -Infinity) scale = Math.abs(v);
    return values;
  });
  const bounds = roundingBounds(roots, feeds, units.single, flushing);
  const made = { results: named.map(([name, e], k) => ({ name, e, exact: exact[k]!, bounds: bounds[k]! })), scale };
  all.set(key, made);
  return made;
}
