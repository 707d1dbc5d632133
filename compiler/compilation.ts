// The compiler's passes from expression graph to Program, one after another. Passes for what only some programs have are
// loaded when a program has it (late.ts).
import type { Expr } from '../dsl/expr.ts';
import { topological } from '../dsl/expr.ts';
import type { Graph } from './graph.ts';
import { rootsOf } from './graph.ts';
import type { KernelObserver } from './lower/builder.ts';
import type { Pass, Validator } from './pass.ts';
import { runPass } from './pass.ts';
import { hasTooLarge } from './passes/blocks/large.ts';
import { check } from './passes/check.ts';
import { lower } from './passes/lower.ts';
import { order } from './passes/order.ts';
import { plan } from './passes/plan.ts';
import { prune } from './passes/prune.ts';
import { reuse } from './passes/reuse.ts';
import { simplify } from './passes/simplify.ts';
import { isMaskedView } from './passes/views.ts';
import type { Capabilities, Program, Unplanned } from './program/types.ts';
import type { Validators } from './program/validate.ts';
import { kernelsOf } from './program/visit.ts';

export interface PassOptions {
  /**
   * Check the result of every pass, so that a mistake of the compiler is an error that names the pass; they take about as
   * long as compiling. Where nothing is said, `globalThis.quernValidators`, which the tests set; false: none.
   */
  readonly validators?: Validators | false | undefined;
  /** Sees the result of every pass on a graph, in order. */
  readonly observe?: (pass: string, result: Graph) => void;
  /** Sees which expressions each kernel computes. */
  readonly kernel?: KernelObserver | undefined;
}

declare global {
  /** set: every program is validated after every pass (see PassOptions) */
  var quernValidators: Validators | undefined;
}

/** The passes of late.ts. */
export type Late = typeof import('./late.ts');

/** A pass that leaves most programs as they are. */
interface RarePass<T> {
  readonly name: string;
  /** May it change this one? */
  readonly isNeeded: (input: T) => boolean;
  readonly run: (input: T, late: Late) => T;
}

/**
 * The Program, pass by pass: between two of them the caller may do something else. Where it gives true, it is to be given the
 * late passes.
 */
export function* compilation(
  graph: Graph,
  capabilities: Capabilities,
  options: PassOptions = {},
): Generator<boolean, Program, Late | undefined> {
  const validators = options.validators ?? globalThis.quernValidators;
  const passes = pipeline(capabilities, options);
  let ready = graph;
  for (const pass of passes.graph) {
    ready = yield* ran(pass, ready, validators && check);
    options.observe?.(pass.name, ready);
    yield false;
  }
  const steps = validators ? validators.steps : undefined;
  let lowered = runPass(passes.lower, ready, steps);
  for (const pass of passes.steps) {
    yield false;
    lowered = yield* ran(pass, lowered, steps);
  }
  yield false;
  return runPass(passes.plan, lowered, validators ? (p) => validators.program(p, capabilities) : undefined);
}

export function* ran<T>(
  pass: Pass<T, T> | RarePass<T>,
  input: T,
  validate: Validator<T> | false | undefined,
): Generator<boolean, T, Late | undefined> {
  if (!('isNeeded' in pass)) return runPass(pass, input, validate);
  if (!pass.isNeeded(input)) return input;
  const late = yield true;
  if (late === undefined) throw new Error(`${pass.name}: the late passes are not given`);
  return runPass({ name: pass.name, run: (i: T) => pass.run(i, late) }, input, validate);
}

interface Pipeline {
  readonly graph: readonly (Pass<Graph, Graph> | RarePass<Graph>)[];
  readonly lower: Pass<Graph, Unplanned>;
  readonly steps: readonly (Pass<Unplanned, Unplanned> | RarePass<Unplanned>)[];
  readonly plan: Pass<Unplanned, Program>;
}

/** The passes in their order. */
export function pipeline(capabilities: Capabilities, { kernel }: PassOptions): Pipeline {
  const { blocks, multipleOutputs } = capabilities;
  return {
    graph: [
      { name: 'check', run: check },
      { name: 'simplify', run: simplify },
      { name: 'reuse steps', isNeeded: hasLoop, run: (graph, late) => late.reuseSteps(graph, multipleOutputs, blocks) },
      { name: 'merge scans', isNeeded: hasLoop, run: (graph, late) => late.mergeScans(graph) },
      { name: 'unloop', isNeeded: hasLoop, run: (graph, late) => late.unloop(graph, blocks) },
      { name: 'keep errors', isNeeded: hasLoop, run: (graph, late) => late.keepErrors(graph) },
      { name: 'join window sums', isNeeded: hasSumOfSums, run: (graph, late) => late.joinWindowSums(graph) },
      ...(blocks
        ? [
            {
              name: 'in blocks',
              isNeeded: (graph: Graph) => hasTooLarge(graph, blocks),
              run: (graph: Graph, late: Late) => late.inBlocks(graph, blocks),
            },
          ]
        : []),
      ...(capabilities.scatter
        ? []
        : [{ name: 'scatter as sum', isNeeded: hasScatter, run: (g: Graph, late: Late) => late.scatterAsSum(g) }]),
      ...(capabilities.packedContractions
        ? [{ name: 'pad factors', isNeeded: hasMask, run: (g: Graph, late: Late) => late.padFactors(g) }]
        : []),
    ],
    // fusion decides what is stored; each scan's body is fused and lowered in the same way
    lower: { name: 'lower', run: (graph) => lower(graph, capabilities, kernel) },
    steps: [
      { name: 'prune', run: prune },
      {
        name: 'scatter onto',
        isNeeded: ({ steps }) => kernelsOf(steps).some((k) => k.kind === 'scatter'),
        run: (program, late) => late.scatterOnto(program),
      },
      { name: 'order', run: order },
      { name: 'reuse', run: reuse },
    ],
    plan: { name: 'plan', run: plan },
  };
}

/** Is there one among all values outside of loops, or a loop, in which one may be? */
const inOrLoop = (is: (e: Expr) => boolean) => (graph: Graph) =>
  topological(rootsOf(graph)).some((e) => e.kind === 'scanOutput' || is(e));

const hasLoop = inOrLoop(() => false);
const hasScatter = inOrLoop((e) => e.kind === 'scatter');
const hasMask = inOrLoop((e) => e.kind === 'view' && isMaskedView(e));
const hasSumOfSums = inOrLoop(
  (e) => e.kind === 'reduce' && e.source.kind === 'view' && e.source.source.kind === 'reduce',
);
