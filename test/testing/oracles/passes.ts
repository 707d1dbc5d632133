// Every pass of the compiler keeps the meaning: each graph on the way, and the finished Program, in float64.
import type { Graph } from '../../../compiler/graph.ts';
import { compileGraph } from '../../../compiler/index.ts';
import type { Capabilities } from '../../../compiler/program.ts';
import { evaluate, type Values } from '../../../runtime/backends/reference/index.ts';
import { interpret } from '../interpret.ts';
import { roundingBounds } from '../numeric/rounding.ts';
import { graphOf } from '../programs/graph.ts';
import { feedsOf, type Specimen } from '../programs/specimen.ts';
import { computed, elementwise } from './backend.ts';
import { type Oracle, together, type Verdict } from './oracle.ts';

/** float64's unit of rounding, as a share of float32's: rounding bounds are for float32 */
const finer = 2 ** -25;

export function keepsMeaning(target: string, capabilities: Capabilities): Oracle {
  return {
    name: `passes for a ${target}`,
    order: 1,
    needs: {
      imports: [],
      option: `{ targets: { '${target}': ${JSON.stringify(capabilities)} } }`,
    },
    check: (specimen) => {
      const outputs = computed(specimen);
      const feeds = feedsOf(specimen);
      const exact = evaluate(outputs, feeds);
      const bounds = roundingBounds(outputs, feeds, exact).map((b) => b.map((x) => x * finer));
      const verdicts: Verdict[] = [];
      const same = (stage: string, got: readonly ArrayLike<number>[]) => {
        for (const [k, o] of outputs.entries())
          verdicts.push(elementwise(`output ${k} after '${stage}'`, exact[k]!, got[k]!, bounds[k]!, o));
      };
      const observe = (pass: string, { outputs: found }: Graph) =>
        same(
          pass,
          evaluate(
            found.map((o) => o.value),
            feeds,
          ),
        );
      const program = compileGraph(graphOf(specimen, outputs), capabilities, { validate: true, observe });
      same('plan', interpreted(program, specimen));
      return together(verdicts);
    },
  };
}

function interpreted(program: ReturnType<typeof compileGraph>, specimen: Specimen): Values[] {
  const machine = interpret(program);
  const leaves = { inputs: 'input', states: 'parameter' } as const;
  for (const [ports, kind] of Object.entries(leaves) as ['inputs' | 'states', 'input' | 'parameter'][]) {
    const values = specimen.leaves.filter((l) => l.expr.kind === kind);
    for (const [i, port] of program[ports].entries()) machine.write(port.buffer, values[i]!.values);
  }
  machine.run();
  return program.outputs.map((port) => Float64Array.from(machine.read(port.buffer)));
}
