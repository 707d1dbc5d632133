// The compiler: a list of passes from expression graph to Program.
import type { Graph } from './graph.ts';
import type { KernelObserver } from './lower/builder.ts';
import type { Pass, Validator } from './pass.ts';
import { runPass } from './pass.ts';
import { hasTooLarge } from './passes/blocks/large.ts';
import { keepErrors } from './passes/carries.ts';
import { check } from './passes/check.ts';
import { padFactors } from './passes/contractions.ts';
import { unloop } from './passes/loops.ts';
import type { Unplanned } from './passes/lower.ts';
import { lower } from './passes/lower.ts';
import { order } from './passes/order.ts';
import { plan } from './passes/plan.ts';
import { prune } from './passes/prune.ts';
import { reuse } from './passes/reuse.ts';
import { mergeScans } from './passes/scans.ts';
import { scatterAsSum } from './passes/scatter.ts';
import { scatterOnto } from './passes/scatterOnto.ts';
import { simplify } from './passes/simplify.ts';
import { reuseSteps } from './passes/steps.ts';
import { joinWindowSums } from './passes/windows.ts';
import type { Blocks, Capabilities, Program } from './program.ts';

export type { Graph, State } from './graph.ts';
export { PassError } from './pass.ts';
export type { Capabilities, Program } from './program.ts';

/** What checks the results of passes (validate.ts). They are handed in: who does not ask for them does not load them. */
export interface Validators {
  readonly steps: Validator<Unplanned>;
  readonly program: (program: Program, capabilities: Capabilities) => void;
}

type InBlocks = (graph: Graph, limits: Blocks) => Graph;

export interface PassOptions {
  /**
   * Check the result of every pass, so that a mistake of the compiler is an error that names the pass; they take about as
   * long as compiling. Where nothing is said, `globalThis.quernValidators`, which the tests set; false: none.
   */
  readonly validators?: Validators | false | undefined;
  /**
   * The pass for values too large to be stored whole (passes/blocks/index.ts). It is handed in: programs without any do not
   * load it. A graph that has some is an error without it.
   */
  readonly inBlocks?: InBlocks | undefined;
  /** Sees the result of every pass on a graph, in order. */
  readonly observe?: (pass: string, result: Graph) => void;
  /** Sees which expressions each kernel computes. */
  readonly kernel?: KernelObserver | undefined;
}

declare global {
  /** set: every program is validated after every pass (see PassOptions) */
  var quernValidators: Validators | undefined;
}

/** The Program that computes the graph's outputs and new states on a backend of the given capabilities. */
export function compileGraph(graph: Graph, capabilities: Capabilities, options: PassOptions = {}): Program {
  const passes = compilation(graph, capabilities, options);
  for (;;) {
    const { done, value } = passes.next();
    if (done) return value;
  }
}

/** The same, pass by pass: between two of them the caller may do something else. */
export function* compilation(
  graph: Graph,
  capabilities: Capabilities,
  options: PassOptions = {},
): Generator<void, Program> {
  const validators = options.validators ?? globalThis.quernValidators;
  const passes = pipeline(capabilities, options);
  let ready = graph;
  for (const pass of passes.graph) {
    ready = runPass(pass, ready, validators && check);
    options.observe?.(pass.name, ready);
    yield;
  }
  const steps = validators ? validators.steps : undefined;
  let lowered = runPass(passes.lower, ready, steps);
  for (const pass of passes.steps) {
    yield;
    lowered = runPass(pass, lowered, steps);
  }
  yield;
  return runPass(passes.plan, lowered, validators ? (p) => validators.program(p, capabilities) : undefined);
}

interface Pipeline {
  readonly graph: readonly Pass<Graph, Graph>[];
  readonly lower: Pass<Graph, Unplanned>;
  readonly steps: readonly Pass<Unplanned, Unplanned>[];
  readonly plan: Pass<Unplanned, Program>;
}

function pipeline(capabilities: Capabilities, { kernel, inBlocks = notHandedIn }: PassOptions): Pipeline {
  const { blocks } = capabilities;
  return {
    graph: [
      { name: 'check', run: check },
      { name: 'simplify', run: simplify },
      { name: 'reuse steps', run: (graph) => reuseSteps(graph, capabilities.multipleOutputs, blocks) },
      { name: 'merge scans', run: mergeScans },
      { name: 'unloop', run: (graph) => unloop(graph, blocks) },
      { name: 'keep errors', run: keepErrors },
      { name: 'join window sums', run: joinWindowSums },
      ...(blocks
        ? [{ name: 'in blocks', run: (graph: Graph) => (hasTooLarge(graph, blocks) ? inBlocks(graph, blocks) : graph) }]
        : []),
      ...(capabilities.scatter ? [] : [{ name: 'scatter as sum', run: scatterAsSum }]),
      ...(capabilities.packedContractions ? [{ name: 'pad factors', run: padFactors }] : []),
    ],
    // fusion decides what is stored; each scan's body is fused and lowered in the same way
    lower: { name: 'lower', run: (graph) => lower(graph, capabilities, kernel) },
    steps: [
      { name: 'prune', run: prune },
      { name: 'scatter onto', run: scatterOnto },
      { name: 'order', run: order },
      { name: 'reuse', run: reuse },
    ],
    plan: { name: 'plan', run: plan },
  };
}

const notHandedIn: InBlocks = (_, { from }) => {
  throw new Error(`sums of more than ${from} bytes are computed in blocks: the option inBlocks is to be that pass`);
};
