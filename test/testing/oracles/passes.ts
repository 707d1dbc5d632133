// Every pass of the compiler keeps the meaning: each graph on the way, and the finished Program, in float64.

import { splitReductions } from '../../../compiler/emit/gpujs/split.ts';
import { byTime } from '../../../compiler/program/arena.ts';
import type { Capabilities, Program } from '../../../compiler/program/types.ts';
import { validateProgram } from '../../../compiler/program/validate.ts';
import type { Expr } from '../../../dsl/expr.ts';
import type { Values } from '../../../runtime/backends/reference/index.ts';
import { type Interpreter, interpret, type Order } from '../interpret.ts';
import type { Specimen } from '../programs/specimen.ts';
import { asPlanned } from '../storage.ts';
import { elementwise, nameOfResult, repeated } from './backend.ts';
import { expectedOf } from './expected.ts';
import { eachOf, type Oracle, type Verdict } from './oracle.ts';
import { onThreads } from './threads.ts';

export function keepsMeaning(target: string, capabilities: Capabilities): Oracle {
  return {
    name: `passes for a ${target}`,
    order: 1,
    knows: ['kinks', 'slopes', 'digits', 'bits'],
    needs: {
      imports: [],
      option: `{ targets: { '${target}': ${JSON.stringify(capabilities)} } }`,
    },
    check: (specimen) => {
      const expected = expectedOf(specimen);
      const { next, all, exact, scale, evaluation } = expected;
      const { program, stages } = expected.compiled(capabilities);
      const bounds = expected.fine();
      const certain = expected.certain();
      const verdicts: Verdict[] = [];
      const same = (stage: string, got: readonly ArrayLike<number>[]) => {
        for (const [k, o] of all.entries()) {
          const what = `${nameOfResult(k, specimen, expected)} after '${stage}'`;
          verdicts.push(
            elementwise(what, { exact: exact[k]!, bounds: bounds[k]!, scale, certain: certain[k] }, got[k]!, o),
          );
        }
      };
      for (const { pass, graph } of stages) {
        const states = graph.states.filter((s) => next.has(s.leaf));
        const found = [...graph.outputs.map((o) => o.value), ...states.map((s) => s.next)];
        same(
          pass,
          found.map((e) => evaluation.of(e)),
        );
      }
      const run = runOf(program, specimen, next);
      // in memory as it is planned, the points of kernels in both orders
      const machine = interpret(program, 'f64', asPlanned(program, 'f64'));
      const first = run(machine, 'forwards');
      same('plan', first);
      const alike = (way: string, got: readonly Values[]) => {
        for (const [k, o] of all.entries())
          verdicts.push(repeated(`${nameOfResult(k, specimen, expected)} ${way}`, first[k]!, got[k]!, o));
      };
      // and arranged as the temporaries of long programs are
      alike('in a second run', run(interpret(program, 'f64', asPlanned(program, 'f64', byTime)), 'backwards'));
      // devices of one output a kernel are those of many threads
      if (!capabilities.multipleOutputs) {
        const split = splitReductions(program);
        validateProgram(split, capabilities);
        same('long sums in parts', run(interpret(split), 'forwards'));
      }
      if (capabilities.packedContractions)
        for (const { name, result } of onThreads(program, run)) alike(`on ${name}`, result);
      return eachOf(verdicts);
    },
  };
}

/** Feeds a machine, runs it and reads what the oracle is about. */
function runOf(program: Program, specimen: Specimen, next: ReadonlyMap<Expr, Expr>) {
  const leaves = { inputs: 'input', states: 'parameter' } as const;
  const states = specimen.leaves.filter((l) => l.expr.kind === 'parameter');
  const changed = program.states.filter((_, i) => next.has(states[i]!.expr));
  return (machine: Interpreter, order: Order): Values[] => {
    for (const [ports, kind] of Object.entries(leaves) as ['inputs' | 'states', 'input' | 'parameter'][]) {
      const values = specimen.leaves.filter((l) => l.expr.kind === kind);
      for (const [i, port] of program[ports].entries()) machine.write(port.buffer, values[i]!.values);
    }
    machine.run(order);
    return [...program.outputs, ...changed].map((port) => Float64Array.from(machine.read(port.buffer)));
  };
}
