// Names, and the order in which inputs and states are declared and nodes are made, change nothing: the same program over
// leaves with other names, the last declared first, gives the same bits.
import { makeInput, makeParameter } from '../../../../dsl/build.ts';
import { type Expr, topological } from '../../../../dsl/expr.ts';
import { Substitution } from '../../../../dsl/expression/substitute.ts';
import type { Backend } from '../../../../runtime/backends/backend.ts';
import { differentiable, type Leaf, type Specimen } from '../../programs/specimen.ts';
import { needsOf, repeated, runs } from '../backend.ts';
import { expectedOf } from '../expected.ts';
import { inapplicable, type Oracle, together } from '../oracle.ts';

/** It compiles the program once more, so one of so many is asked, by its size. */
const every = 8;

export function namesAndOrder(backend: Backend): Oracle {
  return {
    name: `names and order on ${backend.name}`,
    order: 1,
    needs: needsOf(backend.name),
    knows: ['kinks', 'slopes', 'digits'],
    check: async (specimen) => {
      if (topological(specimen.outputs).length % every !== 0) return inapplicable('another program is asked');
      return sameBits(specimen, backend);
    },
  };
}

/** The bits of both. */
export async function sameBits(specimen: Specimen, backend: Backend) {
  const other = renamed(specimen);
  const [before, after] = [expectedOf(specimen), expectedOf(other)];
  const [first] = await runs(specimen, before, backend, null);
  const [second] = await runs(other, after, backend, null);
  const gradients = differentiable(specimen).length;
  const states = before.all.length - before.outputs.length;
  const outputs = specimen.outputs.length;
  return together(
    before.all.map((e, k) => {
      // gradients and states follow the leaves, whose order is turned
      const place =
        k < outputs
          ? k
          : k < before.outputs.length
            ? 2 * outputs + gradients - 1 - k
            : 2 * before.outputs.length + states - 1 - k;
      return repeated(`result ${k} on ${backend.name} with other names in another order`, first[k]!, second[place]!, e);
    }),
  );
}

/** The same program over new leaves, in the opposite order; what is made last is made first. */
function renamed({ twin: _, alone: __, ...specimen }: Specimen): Specimen {
  const leaves = specimen.leaves.toReversed().map((l, i): Leaf => {
    const { expr } = l;
    const name = `other${i}`;
    const made =
      expr.kind === 'input'
        ? makeInput(name, expr.shape, expr.dtype)
        : makeParameter(name, expr.shape, expr.initializer, expr.trainable, expr.dtype);
    return { ...l, expr: made };
  });
  const images = new Map<Expr, Expr>(specimen.leaves.toReversed().map((l, i) => [l.expr, leaves[i]!.expr]));
  const substitution = new Substitution(images);
  const outputs = specimen.outputs.toReversed().map((o) => substitution.apply(o));
  return { ...specimen, leaves, outputs: outputs.toReversed() };
}
