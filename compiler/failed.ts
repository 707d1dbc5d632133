// Where a pass failed: the layer and the line of the user's model that made the node it was at. Loaded when one fails: the model is traced
// once more, followed line by line, and the passes go as far as they came.
import { userPlace } from '../dsl/error.ts';
import { type Expr, operands } from '../dsl/expr.ts';
import type { Definition, Graph } from '../dsl/graph.ts';
import { watch } from '../dsl/intern.ts';
import { compileGraph, type PassOptions } from './index.ts';
import type { PassError } from './pass.ts';
import { Places } from './places.ts';
import type { Capabilities } from './program/types.ts';

/** The error, with the place in what it says. */
export async function withPlace(
  error: PassError,
  definition: Definition,
  symbols: Parameters<Definition['trace']>[0],
  capabilities: Capabilities,
  options: PassOptions,
): Promise<PassError> {
  const places = new Places();
  let found: readonly string[] = [];
  let layer: string | null = null;
  try {
    await places.follow(() => {
      const graph = places.traced(definition, symbols);
      try {
        compileGraph(graph, capabilities, options);
      } catch {
        // Boundary: what rewrites or lowers a node says so to `watch`, which knows nodes as objects.
        if (watch.from) {
          found = places.of(watch.from as Expr);
          layer = layerOf(watch.from as Expr, graph);
        }
      }
    });
  } catch {
    // what cannot be traced twice, or is followed already, has no place
  }
  const where = said(layer, found);
  if (where !== '') error.message += ` (${where})`;
  return error;
}

/** "layer 'hidden', at model.ts:12"; of several lines the last; empty where nothing is known. */
export function said(layer: string | null, places: readonly string[]): string {
  const last = places.at(-1);
  const line = last && `at ${userPlace(`at ${last}:1`)?.replace(/:1$/, '') ?? last}`;
  return [layer && `layer '${layer}'`, line].filter(Boolean).join(', ');
}

/** The layer whose parameters are the nearest below the node, by its path. */
export function layerOf(node: Expr, { states }: Graph): string | null {
  const names = new Map(states.map(({ name, leaf }) => [leaf as Expr, name]));
  const seen = new Set([node]);
  // a set goes on over what is added to it: nearest first
  for (const e of seen) {
    const path = names.get(e)?.split('.');
    if (path && path.length > 1) return path.slice(0, -1).join('.');
    for (const o of operands(e)) seen.add(o);
  }
  return null;
}
