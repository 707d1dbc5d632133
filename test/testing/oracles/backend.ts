// A backend against the float64 reference: values and gradients, within what rounding explains.
import { compileGraph } from '../../../compiler/index.ts';
import type { Expr } from '../../../dsl/expr.ts';
import type { Backend } from '../../../runtime/backends/backend.ts';
import { backendNames } from '../../../runtime/backends/choose.ts';
import type { Values } from '../../../runtime/backends/reference/index.ts';
import { graphOf } from '../programs/graph.ts';
import type { Specimen } from '../programs/specimen.ts';
import { expectedOf } from './expected.ts';
import { agrees, compare, inconclusive, type Oracle, together, type Verdict } from './oracle.ts';

export function agreesWith(backend: Backend): Oracle {
  return {
    name: `${backend.name} against the reference`,
    order: 1,
    needs: needsOf(backend.name),
    check: async (specimen) => {
      const { outputs, exact, bounds: within, scale } = expectedOf(specimen);
      const bounds = within();
      const got = await run(specimen, outputs, backend);
      return together(
        outputs.map((o, k) => {
          const what = k < specimen.outputs.length ? `output ${k}` : 'a gradient';
          return elementwise(`${what} on ${backend.name}`, { exact: exact[k]!, bounds: bounds[k]!, scale }, got[k]!, o);
        }),
      );
    },
  };
}

/** A printed program makes its backend from the name; one of the user's own has to be put there. */
function needsOf(name: string): NonNullable<Oracle['needs']> {
  if (name === 'cpu') return { imports: ["import { cpu } from 'quern';"], option: '{ backends: [cpu()] }' };
  if (backendNames.some((n) => n === name))
    return { imports: ["import { choose } from 'quern/gpujs';"], option: `{ backends: [await choose('${name}')] }` };
  return { imports: [], option: `{ backends: [/* the backend '${name}' */] }` };
}

/** The values of expressions on a backend. */
export async function run(
  specimen: Specimen,
  outputs: readonly Expr[],
  backend: Backend,
): Promise<readonly ArrayLike<number>[]> {
  const program = compileGraph(graphOf(specimen, outputs), backend.capabilities);
  const instance = await backend.instantiate(program);
  try {
    const [inputs, states] = (['input', 'parameter'] as const).map((kind) =>
      specimen.leaves.filter((l) => l.expr.kind === kind),
    );
    for (const [i, port] of program.inputs.entries()) instance.write(port.buffer, inputs![i]!.values);
    for (const [i, port] of program.states.entries()) instance.write(port.buffer, states![i]!.values);
    await instance.run();
    return await Promise.all(program.outputs.map((port) => instance.read(port.buffer)));
  } finally {
    instance.release();
  }
}

/** What an output must be, how far rounding may take it, and the largest value on the way to it. */
export interface Wanted {
  readonly exact: Values;
  readonly bounds: Values;
  readonly scale: number;
}

/** Elements whose bound says nothing (a quotient of rounding errors) are passed over; all of them: inconclusive. */
export function elementwise(what: string, { exact, bounds, scale }: Wanted, got: ArrayLike<number>, at: Expr): Verdict {
  const verdicts: Verdict[] = [];
  exact.forEach((want, i) => {
    if (Number.isFinite(want) && bounds[i]! <= 1e-2 * (1e-3 + scale))
      verdicts.push(compare(`${what}, element ${i}`, want, got[i]!, bounds[i]!, at));
  });
  if (verdicts.length === 0 && exact.length > 0) return inconclusive(`${what}: rounding may change every element`);
  return verdicts.length === 0 ? agrees() : together(verdicts);
}
