// quern explain: what a definition becomes, kernel by kernel.
import { type KernelReport, kernelsOf, type Memory, memoryOf, totalsOf } from '../../compiler/explain.ts';
import { compileGraph } from '../../compiler/index.ts';
import { Places } from '../../compiler/places.ts';
import type { Program, Step } from '../../compiler/program/types.ts';
import { type Unfused, unfused } from '../../compiler/unfused.ts';
import type { Definition } from '../../dsl/graph.ts';
import { registeredAs, targetNames } from '../backends/registry.ts';
import type { Target } from '../backends/target.ts';
import { requireBinding } from '../expected.ts';
import { type Formulas, formulasOf } from './formulas.ts';
import { definitionIn } from './functions.ts';
import { loadDefinition, loadFile } from './load.ts';
import { afterPass, scheduleText } from './stage.ts';

export interface ExplainOptions {
  readonly symbols: Readonly<Record<string, number>>;
  readonly backend: string;
  /** only kernels whose name begins so */
  readonly kernel?: string | undefined;
  /** only what the compiler has made of the definition after this pass */
  readonly after?: string | undefined;
  /** only how the program runs on the machine */
  readonly schedule?: boolean | undefined;
  /** also what is computed, as formulas, and where in the source it comes from */
  readonly formulas?: boolean | undefined;
}

export interface Explanation extends Unfused {
  readonly definition: string;
  readonly backend: string;
  /** the sizes of the named dimensions */
  readonly symbols: Readonly<Record<string, number>>;
  /** those of them that nobody gave */
  readonly assumed: readonly string[];
  readonly kernels: number;
  /** in one run */
  readonly operations: number;
  readonly bytesMoved: number;
  /** all memory that a run takes, as the backend reports it */
  readonly peakBytes: number;
  readonly memory: Memory & {
    /** packed panels and tables of contractions, alignment */
    readonly workspace: number;
  };
  /** in the order in which they run */
  readonly list: readonly KernelReport[];
}

/** Everything that is known of a compiled definition before it runs. */
export interface Explained {
  readonly explanation: Explanation;
  /** the program that the backend is given, without the kernels that were not asked for */
  readonly program: Program;
  /** what the backend is given to run, as text */
  readonly source: string;
  /** the same of one kernel */
  readonly sourceOf: (kernel: string) => string;
  /** where they were asked for */
  readonly formulas?: Formulas;
}

const assumedSize = 32;

/** Compiles FILE#export for a backend; named dimensions that are not given are 32. */
export async function explainFile(reference: string, options: ExplainOptions): Promise<Explained> {
  const target = await targetOf(options.backend);
  if (!options.formulas) return explained(await loadDefinition(reference), options, target);
  const places = new Places();
  return places.follow(async () => {
    const { definition, asking } = definitionIn(await loadFile(reference));
    places.asking = asking;
    return explained(definition, options, target, places);
  });
}

/** What was asked for of one point of the compiler's way. */
export async function stageOf(reference: string, options: ExplainOptions): Promise<string> {
  const target = await targetOf(options.backend);
  const definition = await loadDefinition(reference);
  const graph = definition.trace(symbolsFor(definition, options).symbols);
  return options.after === undefined ? scheduleText(graph, target) : afterPass(graph, target, options.after);
}

/** The sizes that are given, and 32 for others. */
function symbolsFor(definition: Definition, options: ExplainOptions) {
  const assumed = definition.symbols.filter((symbol) => !(symbol in options.symbols));
  const symbols = { ...options.symbols, ...Object.fromEntries(assumed.map((symbol) => [symbol, assumedSize])) };
  requireBinding('explain', definition, symbols);
  return { symbols, assumed };
}

function explained(definition: Definition, options: ExplainOptions, target: Target, places?: Places): Explained {
  const { symbols, assumed } = symbolsFor(definition, options);
  const graph = places ? places.traced(definition, symbols) : definition.trace(symbols);
  const { program, memoryBytes } = target.emit(compileGraph(graph, target.capabilities, { kernel: places?.kernel }));
  const asked = onlyKernel(program, options.kernel);
  const explanation: Explanation = {
    definition: definition.name,
    backend: options.backend,
    symbols,
    assumed,
    ...totalsOf(program),
    ...memoryAt(program, memoryBytes, target),
    ...unfused(graph),
    list: kernelsOf(asked),
  };
  const sourceOf = (kernel: string) => target.listing(onlyKernel(program, kernel));
  const formulas = places && { formulas: formulasOf(graph, places) };
  return { explanation, program: asked, source: target.listing(asked), sourceOf, ...formulas };
}

function targetOf(backend: string): Promise<Target> {
  const found = registeredAs(backend);
  if (found !== undefined) return found.target();
  throw new Error(`explain: unknown backend '${backend}'; use ${targetNames.join(', ')}`);
}

function memoryAt(program: Program, peakBytes: number, target: Target): Pick<Explanation, 'peakBytes' | 'memory'> {
  const memory = memoryOf(program);
  const rest = peakBytes - memory.states - memory.inputs - memory.outputs - memory.constants;
  const temporaries = target.planned ? memory.temporaries : rest;
  return { peakBytes, memory: { ...memory, temporaries, workspace: rest - temporaries } };
}

/** The program with the kernels of that name, or whose name begins so before an underscore: k3 is k3_max, not k30_sum. */
export function onlyKernel(program: Program, name: string | undefined): Program {
  if (name === undefined) return program;
  const matching = (steps: readonly Step[]): Step[] =>
    steps.flatMap((s): Step[] => {
      if (s.kind !== 'loop') return s.name === name || s.name.startsWith(`${name}_`) ? [s] : [];
      const body = matching(s.body);
      return body.length > 0 ? [{ ...s, body }] : [];
    });
  const steps = matching(program.steps);
  if (steps.length > 0) return { ...program, steps };
  const names = kernelsOf(program).map((k) => k.name);
  throw new Error(`explain: there is no kernel '${name}'; there are ${names.join(', ')}`);
}
