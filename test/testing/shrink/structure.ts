// Smaller programs: fewer outputs, an earlier expression as the output, subtrees replaced by inputs, operations left out.
import { makeInput } from '../../../dsl/build.ts';
import { type Expr, operands, topological } from '../../../dsl/expr.ts';
import { Substitution } from '../../../dsl/expression/substitute.ts';
import { Evaluation } from '../../../runtime/backends/reference/index.ts';
import { feedsOf, type Leaf, type Specimen } from '../programs/specimen.ts';

/** Candidates, the most drastic first. */
export function* simplerStructures(specimen: Specimen): Generator<Specimen> {
  const { outputs, leaves } = specimen;
  if (outputs.length > 1) for (const o of outputs) yield tidy({ leaves, outputs: [o] });
  const nodes = topological(outputs);
  for (const e of nodes)
    if (e.dtype === 'f32' && !outputs.includes(e) && !isLeaf(e)) yield tidy({ leaves, outputs: [e] });
  const inside = insideRules(nodes);
  yield* cuts(specimen, nodes, inside);
  for (const e of nodes)
    for (const x of e.kind === 'gradientRule' || inside.has(e) ? [] : operands(e))
      if (x.dtype === e.dtype && x.shape.join() === e.shape.join()) yield replaced(specimen, e, x);
}

/** One expression after the other becomes an input that holds its values. */
function* cuts(specimen: Specimen, nodes: readonly Expr[], inside: ReadonlySet<Expr>): Generator<Specimen> {
  const values = new Evaluation(feedsOf(specimen));
  const domain = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  for (const e of nodes.toReversed()) {
    if (isLeaf(e) || specimen.outputs.includes(e) || e.kind === 'constant' || inside.has(e)) continue;
    const held = values.of(e).map((v) => (e.dtype === 'f32' ? Math.fround(v) : v));
    if (!held.every(Number.isFinite)) continue;
    const leaf: Leaf = { expr: makeInput('x', e.shape, e.dtype), values: held, domain };
    yield replaced({ ...specimen, leaves: [...specimen.leaves, leaf] }, e, leaf.expr);
  }
}

/** What a given derivative is the derivative of: cut anywhere else, it would be wrong by the cut. */
function insideRules(nodes: readonly Expr[]): Set<Expr> {
  const inside = new Set<Expr>();
  for (const e of nodes) {
    if (e.kind !== 'gradientRule') continue;
    for (const x of topological([e.source], new Set(e.inputs))) inside.add(x);
  }
  return inside;
}

const isLeaf = (e: Expr): boolean => e.kind === 'input' || e.kind === 'parameter';

function replaced(specimen: Specimen, e: Expr, by: Expr): Specimen {
  const substitution = new Substitution(new Map([[e, by]]));
  return tidy({ ...specimen, outputs: specimen.outputs.map((o) => substitution.apply(o)) });
}

/** Without the leaves that nothing depends on. */
export function tidy({ leaves, outputs }: Specimen): Specimen {
  const used = new Set<Expr>(topological(outputs));
  return { outputs, leaves: leaves.filter((l) => used.has(l.expr)) };
}
