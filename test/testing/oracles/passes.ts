// Every pass of the compiler keeps the meaning: each graph on the way, and the finished Program, in float64.
import type { Graph } from '../../../compiler/graph.ts';
import { compileGraph } from '../../../compiler/index.ts';
import type { Capabilities } from '../../../compiler/program.ts';
import type { Values } from '../../../runtime/backends/reference/index.ts';
import { interpret } from '../interpret.ts';
import { graphOf } from '../programs/graph.ts';
import type { Specimen } from '../programs/specimen.ts';
import { elementwise } from './backend.ts';
import { expectedOf } from './expected.ts';
import { type Oracle, together, type Verdict } from './oracle.ts';

export function keepsMeaning(target: string, capabilities: Capabilities): Oracle {
  return {
    name: `passes for a ${target}`,
    order: 1,
    needs: {
      imports: [],
      option: `{ targets: { '${target}': ${JSON.stringify(capabilities)} } }`,
    },
    check: (specimen) => {
      const { outputs, exact, fine, scale, evaluation } = expectedOf(specimen);
      const bounds = fine();
      const verdicts: Verdict[] = [];
      const same = (stage: string, got: readonly ArrayLike<number>[]) => {
        for (const [k, o] of outputs.entries())
          verdicts.push(
            elementwise(`output ${k} after '${stage}'`, { exact: exact[k]!, bounds: bounds[k]!, scale }, got[k]!, o),
          );
      };
      const observe = (pass: string, { outputs: found }: Graph) =>
        same(
          pass,
          found.map((o) => evaluation.of(o.value)),
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
