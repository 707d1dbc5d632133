// Where a pass failed: the line of the user's model that made the node it was at. Loaded when one fails: the model is traced
// once more, followed line by line, and the passes go as far as they came.
import { userPlace } from '../dsl/error.ts';
import type { Expr } from '../dsl/expr.ts';
import type { Definition } from '../dsl/graph.ts';
import { watch } from '../dsl/intern.ts';
import { compileGraph, type PassError, type PassOptions } from './index.ts';
import { Places } from './places.ts';
import type { Capabilities } from './program.ts';

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
  try {
    await places.follow(() => {
      const graph = places.traced(definition, symbols);
      try {
        compileGraph(graph, capabilities, options);
      } catch {
        // Boundary: what rewrites or lowers a node says so to `watch`, which knows nodes as objects.
        if (watch.from) found = places.of(watch.from as Expr);
      }
    });
  } catch {
    // what cannot be traced twice, or is followed already, has no place
  }
  if (found.length > 0)
    error.message += ` (at ${userPlace(`at ${found.at(-1)}:1`)?.replace(/:1$/, '') ?? found.at(-1)})`;
  return error;
}
