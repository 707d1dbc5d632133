// Trust in one program: what it computes on random inputs, where it runs, against the float64 reference.
import type { PassOptions } from '../../compiler/compilation.ts';
import { layerOf, said } from '../../compiler/failed.ts';
import { compileGraph } from '../../compiler/index.ts';
import { Places } from '../../compiler/places.ts';
import type { Program } from '../../compiler/program/types.ts';
import type { Numbers } from '../../dsl/dtype.ts';
import type { Expr } from '../../dsl/expr.ts';
import type { Definition, Graph } from '../../dsl/graph.ts';
import { optionsOf } from '../../dsl/shape/rules/index.ts';
import type { Backend, Instance } from '../backends/backend.ts';
import type { Executable } from '../executable.ts';
import { placeOf } from '../feeds.ts';
import { changing } from './draw.ts';
import { graphWithGradients } from './gradients.ts';
import { drawnPoint, type Given, stateAfter } from './points.ts';
import { type Bounded, bounded, mostValues, slackOf, valuesOf } from './reference.ts';
import type { Verified, VerifyOptions } from './verified.ts';

/** A program computes something else than the float64 reference. */
export class VerifyError extends Error {
  override readonly name = 'VerifyError';

  constructor(
    message: string,
    /** "output 'loss'", "state 'hidden.w'", "the gradient by 'hidden.w'" */
    readonly what: string,
    /** the element, flat */
    readonly element: number,
    readonly expected: number,
    readonly actual: number,
    readonly allowed: number,
  ) {
    super(message);
  }
}

/** One result of a run, with all that errors say of it. */
interface Result {
  readonly what: string;
  /** the name of the state, or of that by which a gradient is taken */
  readonly state?: string;
  readonly value: Expr;
  readonly program: 'whole' | 'gradients';
  readonly port: (program: Program) => Program['outputs'][number] | undefined;
}

interface Running {
  readonly program: Program;
  readonly instance: Instance;
}

/**
 * Runs the program from the states that a training begins with, and again from those that the reference has then, on
 * random inputs. Outputs and new states are those of the program itself; gradients that it takes are read from the same
 * graph compiled with them as outputs. The instance has run when this returns, so its states must be written again; where
 * anything fails, it is released.
 */
export async function verify<F extends string, O extends string>(
  executable: Executable<F, O>,
  instance: Instance,
  backend: Backend,
  definition: Definition,
  binding: Readonly<Record<string, number>>,
  passes: PassOptions,
  given: VerifyOptions | true,
): Promise<Executable<F, O>> {
  const start = performance.now();
  try {
    const asked = askedOf(given);
    const whole = { program: executable.program, instance };
    const held = await heldAt(asked, whole, backend, definition, binding, passes);
    const verified: Verified = { ...held, milliseconds: performance.now() - start };
    // Boundary: a finished program's notes are read-only; this one is not finished before it is verified.
    return Object.assign(executable, { verified, notes: [...executable.notes, ...notesOf(verified)] });
  } catch (error) {
    instance.release();
    throw error;
  }
}

function askedOf(given: VerifyOptions | true): Required<VerifyOptions> {
  const options = given === true ? {} : given;
  const known = { points: 1, tolerance: 1, seed: 1 };
  const { points = 2, tolerance = 1, seed = 1 } = optionsOf<VerifyOptions>('compile: verify', options, known);
  requireWhole('points', points, 1);
  requireWhole('seed', seed, 0);
  if (!(tolerance > 0)) throw new RangeError(`compile: verify: tolerance is ${tolerance}, expected more than 0`);
  return { points, tolerance, seed };
}

/** What agrees at every point; a VerifyError where something does not. */
async function heldAt(
  { points, tolerance, seed }: Required<VerifyOptions>,
  whole: Running,
  backend: Backend,
  definition: Definition,
  binding: Readonly<Record<string, number>>,
  passes: PassOptions,
): Promise<Omit<Verified, 'milliseconds'>> {
  const { graph, gradients } = graphWithGradients(definition, binding);
  const results = resultsOf(graph, gradients);
  const roots = results.map((r) => r.value);
  requireFew(definition, valuesOf(roots));
  const { backend: name } = whole.instance;
  const reference = (feeds: Given) => bounded(roots, feeds, tolerance * slackOf(backend.capabilities));
  const beside = gradients.length === 0 ? undefined : await withOutputs(graph, gradients, backend, passes);
  const seen = new Map<string, number>(results.map(({ what }) => [what, 0]));
  let worst = { what: results[0]?.what ?? 'nothing', error: 0, allowed: 0 };
  try {
    let states: Given | undefined;
    for (let point = 0; point < points; point++) {
      const { feeds, expected } = await drawnPoint(graph, seed, point, states, reference);
      const programs = {
        whole: await ran(whole, graph, feeds),
        gradients: beside && (await ran(beside, graph, feeds)),
      };
      for (const [k, result] of results.entries()) {
        const actual = await programs[result.program]!(result);
        const judged = compared(expected[k]!, actual);
        if (judged.wrong !== undefined) {
          const when = `on ${name}, step ${point + 1} of seed ${seed}`;
          throw await disagreement(definition, binding, result, judged.wrong, expected[k]!, actual, when);
        }
        seen.set(result.what, seen.get(result.what)! + judged.compared);
        const { tolerance: allowed } = expected[k]!;
        if (judged.compared > 0 && judged.error * worst.allowed >= worst.error * allowed)
          worst = { what: result.what, error: judged.error, allowed };
      }
      states = stateAfter(graph, feeds, new Map(roots.map((root, k) => [root, expected[k]!.values])));
    }
  } finally {
    beside?.instance.release();
  }
  const names = results.map((r) => r.what);
  return { points, tolerance, seed, worst, results: names, open: names.filter((what) => seen.get(what) === 0) };
}

/** The graph compiled with more outputs. */
async function withOutputs(
  graph: Graph,
  more: Graph['outputs'],
  backend: Backend,
  passes: PassOptions,
): Promise<Running> {
  const program = compileGraph({ ...graph, outputs: [...graph.outputs, ...more] }, backend.capabilities, passes);
  return { program, instance: await backend.instantiate(program) };
}

function requireWhole(name: string, value: unknown, least: number): void {
  if (Number.isSafeInteger(value) && Number(value) >= least) return;
  throw new RangeError(`compile: verify: ${name} is ${value}; expected a whole number, ${least} or more`);
}

function requireFew({ name }: Definition, total: number): void {
  if (total <= mostValues) return;
  throw new RangeError(
    `compile: verify: ${name} computes ${total.toExponential(1)} values, and the float64 reference holds ` +
      `${mostValues.toExponential(1)} of them at most; verify it with smaller dimensions, e.g. a batch of 1`,
  );
}

/** Outputs, the states that change, and gradients, in this order. */
function resultsOf(graph: Graph, gradients: Graph['outputs']): Result[] {
  const portOf = (kind: 'outputs' | 'states', name: string) => (p: Program) => p[kind].find((o) => o.name === name);
  return [
    ...graph.outputs.map(
      ({ name, value }): Result => ({
        what: `output '${name}'`,
        ...{ value, program: 'whole', port: portOf('outputs', name) },
      }),
    ),
    ...changing(graph).map(
      ({ name, next }): Result => ({
        ...{ what: `state '${name}'`, state: name, value: next, program: 'whole' },
        port: portOf('states', name),
      }),
    ),
    ...gradients.map(
      ({ name, value }): Result => ({
        ...{ what: `the ${name}`, state: /'(.*)'$/.exec(name)![1]!, value, program: 'gradients' },
        port: portOf('outputs', name),
      }),
    ),
  ];
}

type Read = (result: Result) => Numbers | Promise<Numbers>;

/** The results of one run. */
async function ran({ program, instance }: Running, graph: Graph, feeds: Given): Promise<Read> {
  const write = (ports: Program['inputs'], leaves: Graph['inputs'] | Graph['states']) => {
    for (const { name, buffer } of ports) instance.write(buffer, feeds.get(leaves.find((l) => l.name === name)!.leaf)!);
  };
  write(program.inputs, graph.inputs);
  write(program.states, graph.states);
  await instance.run();
  return ({ port }) => instance.read(port(program)!.buffer);
}

/** Beyond this, float32 has infinity. */
const greatest = (2 - 2 ** -23) * 2 ** 127;

/** Which element is wrong, if one is; how many were compared, and the largest error. */
function compared({ values, moved, tolerance }: Bounded, actual: Numbers) {
  let [count, error] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const [want, also, got] = [values[i]!, moved[i]!, actual[i]!];
    // what rounding decides to be a number, or not to be, is passed over
    const fixed = Object.is(want, also) || (Number.isFinite(want) && Number.isFinite(also));
    if (!fixed || (Math.abs(want) > greatest && Number.isFinite(want))) continue;
    if (Number.isFinite(want)) count++;
    const off = Object.is(want, got) ? 0 : Math.abs(want - got);
    if (!(off <= tolerance)) return { wrong: i, compared: count, error };
    error = Math.max(error, off);
  }
  return { wrong: undefined, compared: count, error };
}

const shown = (v: number): string => String(Number(v.toPrecision(9)));

async function disagreement(
  definition: Definition,
  binding: Readonly<Record<string, number>>,
  { what, state, value }: Result,
  element: number,
  { values, tolerance }: Bounded,
  actual: Numbers,
  when: string,
): Promise<VerifyError> {
  const places = new Places();
  let where = '';
  try {
    await places.follow(() => {
      const { graph, gradients } = graphWithGradients(definition, binding, (d, b) => places.traced(d, b));
      const found = resultsOf(graph, gradients);
      const node = (found.find((r) => r.what === `the gradient by '${state}'`) ?? found.find((r) => r.what === what))
        ?.value;
      if (node === undefined) return;
      const path = state?.split('.').slice(0, -1).join('.');
      where = said(path || layerOf(node, graph), places.of(node));
    });
  } catch {
    // what cannot be traced again, or is followed already, has no place
  }
  const [expected, got] = [values[element]!, actual[element]!];
  const size = (e: number) => e.toExponential(1);
  const at = value.shape.length === 0 ? '' : `, element ${placeOf(element, value.shape)}`;
  const message =
    `verify: ${definition.name}: ${what}${at} is ${shown(got)}, but ${shown(expected)} in the ` +
    `float64 reference, ± ${size(tolerance)} for rounding${where === '' ? '' : ` (${where})`}; ${when}. ` +
    `Compile with { validate: true } to see whether a pass is at fault, or run it on another backend`;
  return new VerifyError(message, what, element, expected, got, tolerance);
}

function notesOf({ points, results, open, worst, milliseconds }: Verified): string[] {
  const size = (e: number) => e.toExponential(1);
  const is = open.length === 1 ? 'it is' : 'they are';
  return [
    `verified in ${milliseconds.toFixed(0)} ms: ${results.length - open.length} results of ${points} ${points === 1 ? 'step' : 'steps'} agree with the ` +
      `float64 reference; the nearest to its tolerance is ${worst.what}, off by ${size(worst.error)} of ${size(worst.allowed)}`,
    ...(open.length > 0 ? [`not verified: ${open.join(', ')}: ${is} no number on any random input`] : []),
  ];
}
