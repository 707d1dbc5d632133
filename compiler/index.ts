// The compiler: from expression graph to Program, with every pass at hand.
import { compilation, type PassOptions } from './compilation.ts';
import type { Graph } from './graph.ts';
import * as late from './late.ts';
import type { Capabilities, Program } from './program/types.ts';

export type { PassOptions } from './compilation.ts';
export type { Graph, State } from './graph.ts';
export type { Capabilities, Program } from './program/types.ts';

/** The Program that computes the graph's outputs and new states on a backend of the given capabilities. */
export function compileGraph(graph: Graph, capabilities: Capabilities, options: PassOptions = {}): Program {
  const passes = compilation(graph, capabilities, options);
  for (;;) {
    const { done, value } = passes.next(late);
    if (done) return value;
  }
}
