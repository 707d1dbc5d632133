// quern explain --after PASS and --schedule: what the compiler has made of a definition at one point of its way.
import { explainSteps } from '../../compiler/explain.ts';
import type { Graph } from '../../compiler/graph.ts';
import { compileGraph } from '../../compiler/index.ts';
import { Places } from '../../compiler/places.ts';
import { stagesOf } from '../../compiler/stages.ts';
import { resultsOf } from '../../compiler/written/formulas.ts';
import { inTypeScript } from '../../compiler/written/typescript.ts';
import type { Target } from '../backends/target.ts';

/** The graph as formulas in TypeScript, or the program's kernels, after the pass of that name. */
export function afterPass(graph: Graph, target: Target, name: string): string {
  const stages = stagesOf(graph, target.capabilities);
  const stage = stages.find((s) => s.pass === name);
  if (!stage) {
    const known = stages.map((s) => `'${s.pass}'`).join(', ');
    throw new Error(`explain: there is no pass '${name}' for ${target.name}; its passes are ${known}`);
  }
  if (stage.kind === 'graph') return stage.graph ? graphText(stage.graph) : nothingToDo(name);
  if (!stage.program) return nothingToDo(name);
  const program = { arenaBytes: 0, unsharedBytes: 0, ...stage.program };
  return explainSteps(program, program.steps).join('\n');
}

const nothingToDo = (pass: string): string => `'${pass}' has nothing to do for this definition`;

function graphText(graph: Graph): string {
  const { head, formulas } = inTypeScript(graph, resultsOf(graph), new Places());
  return [...head, ...formulas.map((f) => f.text)].join('\n');
}

/** The scheduled program; an error where the target emits the program as it is. */
export function scheduleText(graph: Graph, target: Target): string {
  const { schedule } = target;
  if (!schedule)
    throw new Error(
      `explain: ${target.name} has no schedule: a thread computes an element, and kernels run in their order`,
    );
  return schedule(target.emit(compileGraph(graph, target.capabilities)).program);
}
