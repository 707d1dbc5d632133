// The compiler: a list of passes from expression graph to Program.
import type { Graph } from './graph.ts';
import type { Pass } from './pass.ts';
import { runPass } from './pass.ts';
import { check } from './passes/check.ts';
import { padFactors } from './passes/contractions.ts';
import type { Unplanned } from './passes/lower.ts';
import { lower } from './passes/lower.ts';
import { order } from './passes/order.ts';
import { plan } from './passes/plan.ts';
import { prune } from './passes/prune.ts';
import { reuse } from './passes/reuse.ts';
import { mergeScans } from './passes/scans.ts';
import { scatterAsSum } from './passes/scatter.ts';
import { simplify } from './passes/simplify.ts';
import { joinWindowSums } from './passes/windows.ts';
import type { Capabilities, Program } from './program.ts';

export type { Graph, State } from './graph.ts';
export { PassError } from './pass.ts';
export type { Capabilities, Program } from './program.ts';

/** The Program that computes the graph's outputs and new states on a backend of the given capabilities. */
export function compileGraph(graph: Graph, capabilities: Capabilities): Program {
  const passes = pipeline(capabilities);
  const ready = passes.graph.reduce((g, pass) => runPass(pass, g), graph);
  const lowered = runPass(passes.lower, ready);
  const ordered = passes.steps.reduce((p, pass) => runPass(pass, p), lowered);
  return runPass(passes.plan, ordered);
}

interface Pipeline {
  readonly graph: readonly Pass<Graph, Graph>[];
  readonly lower: Pass<Graph, Unplanned>;
  readonly steps: readonly Pass<Unplanned, Unplanned>[];
  readonly plan: Pass<Unplanned, Program>;
}

function pipeline(capabilities: Capabilities): Pipeline {
  return {
    graph: [
      { name: 'check', run: check },
      { name: 'simplify', run: simplify },
      { name: 'merge scans', run: mergeScans },
      { name: 'join window sums', run: joinWindowSums },
      ...(capabilities.scatter ? [] : [{ name: 'scatter as sum', run: scatterAsSum }]),
      ...(capabilities.packedContractions ? [{ name: 'pad factors', run: padFactors }] : []),
    ],
    // fusion decides what is stored; each scan's body is fused and lowered in the same way
    lower: { name: 'lower', run: (graph) => lower(graph, capabilities) },
    steps: [
      { name: 'prune', run: prune },
      { name: 'order', run: order },
      { name: 'reuse', run: reuse },
    ],
    plan: { name: 'plan', run: plan },
  };
}
