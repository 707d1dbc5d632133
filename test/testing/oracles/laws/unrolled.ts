// A loop and its turns written out are the same: values, derivatives by each leaf, changes in each direction, and the
// derivative of the derivative.
import { makeConstant } from '../../../../dsl/build.ts';
import { type Expr, elementCount } from '../../../../dsl/expr.ts';
import { pushforward } from '../../../../dsl/grad/forward.ts';
import { gradient } from '../../../../dsl/grad/reverse.ts';
import { evaluate, type Values } from '../../../../runtime/backends/reference/index.ts';
import { differentiable, feedsOf, type Specimen } from '../../programs/specimen.ts';
import { scansOf, turnNodes, unrolled } from '../../programs/unrolled.ts';
import { direction, lossOf, weightedSum } from '../line.ts';
import { compare, inapplicable, inconclusive, type Oracle, together, type Verdict } from '../oracle.ts';

/** Nodes that are written out: longer loops are left to the other laws. */
const mostNodes = 600;
/** Of float64, in the order of another graph. */
const rounding = 1e-9;

export const scansUnroll: Oracle = {
  name: 'loops and their turns written out',
  order: 1,
  check: (specimen) => {
    if (scansOf(specimen.outputs).size === 0) return inapplicable('there is no loop');
    if (turnNodes(specimen.outputs) > mostNodes) return inapplicable('its loops are long');
    const outputs = unrolled(specimen.outputs);
    const feeds = feedsOf(specimen);
    const [loop, plain] = [specimen.outputs, outputs].map((list) => evaluate(derivatives(specimen, list), feeds));
    return alike(loop!, plain!);
  },
};

/** The values; the gradient; its change, by reverse and by forward mode; and the change of the values. */
function derivatives(specimen: Specimen, outputs: readonly Expr[]): Expr[] {
  const real = outputs.filter((o) => o.dtype === 'f32');
  const wrt = differentiable(specimen).map((l) => l.expr);
  if (real.length === 0 || wrt.length === 0) return [...outputs];
  const tangents = wrt.map((x, i) => makeConstant(direction(elementCount(x.shape), 17 + i), x.shape, 'f32'));
  const first = gradient(lossOf({ ...specimen, outputs }), wrt);
  return [
    ...outputs,
    ...first,
    ...gradient(weightedSum(first, 90), wrt),
    ...pushforward([...real, ...first], wrt, tangents),
  ];
}

function alike(wanted: readonly Values[], got: readonly Values[]): Verdict {
  const size = got.reduce(
    (s, values) => values.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), s),
    1,
  );
  const verdicts = got.flatMap((values, k) =>
    [...values].map((v, i) =>
      Number.isFinite(v)
        ? compare(`result ${k} of a loop, element ${i}`, v, wanted[k]![i]!, rounding * size)
        : inconclusive('values are not finite'),
    ),
  );
  const decided = verdicts.filter((v) => v.outcome !== 'inconclusive');
  return decided.length === 0 && verdicts.length > 0 ? verdicts[0]! : together(decided);
}
