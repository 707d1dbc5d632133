// Smaller programs: fewer outputs, an earlier expression as the output, a loop's body without the
// loop, subtrees replaced by inputs, operations left out.
import { makeInput, makeView } from '../../../dsl/build.ts';
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
    if (!outputs.includes(e) && !isLeaf(e) && e.kind !== 'constant') yield tidy({ leaves, outputs: [e] });
  yield* unrolled(specimen, nodes);
  const inside = insideRules(nodes);
  yield* cuts(specimen, nodes, inside);
  for (const e of nodes)
    for (const x of e.kind === 'gradientRule' || inside.has(e) ? [] : operands(e))
      if (x.dtype === e.dtype && x.shape.join() === e.shape.join()) yield replaced(specimen, e, x);
}

/** Steps of a loop that are written out: a fault in its body shows in the first ones, or has to do with the loop. */
const steps = 3;

/** What the body of a loop computes in one of the first steps, without the loop. */
function* unrolled({ leaves }: Specimen, nodes: readonly Expr[]): Generator<Specimen> {
  const scans = new Set(nodes.flatMap((e) => (e.kind === 'scanOutput' ? [e.scan] : [])));
  for (const scan of scans) {
    let carries = scan.initial;
    for (let step = 0; step < Math.min(steps, scan.length); step++) {
      const images = new Map<Expr, Expr>();
      const at = scan.reverse ? scan.length - 1 - step : step;
      for (const [i, x] of scan.carryInputs.entries()) images.set(x, carries[i]!);
      for (const [i, x] of scan.sliceInputs.entries()) images.set(x, row(scan.sequences[i]!, at));
      for (const [i, x] of scan.constantInputs.entries()) images.set(x, scan.constants[i]!);
      const body = new Substitution(images);
      carries = scan.nextCarries.map((e) => body.apply(e));
      const computed = [...carries, ...scan.outputs.map((e) => body.apply(e))];
      yield tidy({ leaves, outputs: [...new Set(computed)] });
    }
  }
}

/** x[at] */
function row(x: Expr, at: number): Expr {
  const shape = x.shape.slice(1);
  const axes = x.shape.map((_, k) => ({
    offset: k === 0 ? at : 0,
    coefficients: shape.map((_, j) => (j === k - 1 ? 1 : 0)),
    divisor: 1,
  }));
  return makeView(x, shape, axes);
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
