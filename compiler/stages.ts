// What each pass makes of a definition, for people to read.
import { type Late, pipeline, ran } from './compilation.ts';
import type { Graph } from './graph.ts';
import * as late from './late.ts';
import { runPass } from './pass.ts';
import type { Capabilities, Program, Unplanned } from './program/types.ts';

/** The graph or the program after a pass; null: the pass had nothing to do. */
export type Stage = { readonly pass: string } & (
  | { readonly kind: 'graph'; readonly graph: Graph | null }
  | { readonly kind: 'program'; readonly program: Unplanned | Program | null }
);

/** Runs all passes, in their order. */
export function stagesOf(graph: Graph, capabilities: Capabilities): Stage[] {
  const { graph: onGraphs, lower, steps, plan } = pipeline(capabilities, {});
  const stages: Stage[] = [];
  let ready = graph;
  for (const pass of onGraphs) {
    const made = completed(ran(pass, ready, false));
    stages.push({ pass: pass.name, kind: 'graph', graph: made === ready && 'isNeeded' in pass ? null : made });
    ready = made;
  }
  let lowered = runPass(lower, ready, undefined);
  stages.push({ pass: lower.name, kind: 'program', program: lowered });
  for (const pass of steps) {
    const made = completed(ran(pass, lowered, false));
    stages.push({ pass: pass.name, kind: 'program', program: made === lowered && 'isNeeded' in pass ? null : made });
    lowered = made;
  }
  stages.push({ pass: plan.name, kind: 'program', program: runPass(plan, lowered, undefined) });
  return stages;
}

/** Gives a pass the late passes that it asks for. */
function completed<T>(pass: Generator<boolean, T, Late | undefined>): T {
  for (;;) {
    const { done, value } = pass.next(late);
    if (done) return value;
  }
}
