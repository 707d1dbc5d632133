// More elements than can be counted in 32 bits, or than a loop's counter can tell apart: the right value, or a refusal before
// anything runs.
import { compileGraph } from '../../../compiler/index.ts';
import { validators } from '../../../compiler/program/validate.ts';
import type { Expr } from '../../../dsl/expr.ts';
import type { Backend } from '../../../runtime/backends/backend.ts';
import { graphOf } from '../programs/graph.ts';
import { needsOf } from './backend.ts';
import { agrees, compare, inapplicable, type Oracle, together } from './oracle.ts';

export function refusesOrKnows(backend: Backend): Oracle {
  return {
    name: `large extents on ${backend.name}`,
    order: 0,
    knows: ['extent'],
    needs: needsOf(backend.name),
    check: async ({ known }) => {
      if (known?.kind !== 'extent') return inapplicable('nothing is large');
      const instance = await instantiated(known.build, backend);
      if (instance === null) return agrees();
      try {
        await instance.run();
        const found = await instance.read(instance.output);
        return together(
          known.values.map((v, i) => compare(`element ${i} on ${backend.name}`, v, found[i]!, 1e-5 * Math.abs(v))),
        );
      } finally {
        instance.release();
      }
    },
  };
}

/** A program that is ready to run, or null where it is refused: what refuses says how far somebody counts. */
async function instantiated(build: () => Expr, backend: Backend) {
  try {
    const graph = graphOf({ leaves: [], outputs: [] }, [build()]);
    const program = compileGraph(graph, backend.capabilities, { validators });
    const instance = await backend.instantiate(program);
    return Object.assign(instance, { output: program.outputs[0]!.buffer });
  } catch (error) {
    if (error instanceof Error && /\bcounts?\b/.test(error.message)) return null;
    throw error;
  }
}
