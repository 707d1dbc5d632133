// Each node's own derivative, at the values that its operands have in the program: the oracle that names the op.
import { makeInput, makeScanOutput } from '../../../dsl/build.ts';
import { type Expr, elementCount, operands, topological } from '../../../dsl/expr.ts';
import { Substitution } from '../../../dsl/expression/substitute.ts';
import { rebuild, rebuildScan } from '../../../dsl/rebuild.ts';
import type { Evaluation } from '../../../runtime/backends/reference/index.ts';
import { nameOf } from '../print/names.ts';
import { differentiable, type Leaf, type Specimen, valuesAt } from '../programs/specimen.ts';
import { along, depends, directionsOf, inner, slopeOf, slopeRounding, weightedSum } from './line.ts';
import { movingAway } from './move.ts';
import { agrees, compare, type Oracle, together, type Verdict } from './oracle.ts';
import { judge } from './slope.ts';

const anywhere = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

export const local: Oracle = {
  name: 'each node alone',
  order: 1,
  check: (specimen) => {
    const values = valuesAt(specimen);
    const varying = new Set<Expr>(specimen.leaves.map((l) => l.expr));
    const errors = new Map<string, number>();
    const verdicts = topological(specimen.outputs).map((e) => {
      if (operands(e).some((x) => varying.has(x))) varying.add(e);
      const alone = isolated(e, specimen, values, (x) => varying.has(x));
      if (alone === null) return agrees();
      const verdict = nodeAgrees(e, alone);
      if (verdict.outcome === 'agrees') errors.set(nameOf(e), Math.max(errors.get(nameOf(e)) ?? 0, verdict.relative));
      return verdict;
    });
    const all = together(verdicts);
    return all.outcome === 'agrees' ? { ...all, errors } : all;
  },
};

/** The node over fresh leaves that hold its operands' values; null where there is nothing to differentiate. */
export function isolated(
  e: Expr,
  specimen: Specimen,
  values: Evaluation,
  varies: (x: Expr) => boolean,
): Specimen | null {
  const inputs = e.kind === 'gradientRule' ? e.inputs : operands(e);
  if (e.dtype !== 'f32' || !inputs.some((x) => x.dtype === 'f32' && varies(x))) return null;
  // views of views are one view: a rule's source may read what an input is a view of, and does not change with the input
  if (e.kind === 'gradientRule') {
    const read = new Set(topological([e.source]));
    if (!inputs.every((x) => read.has(x))) return null;
  }
  // rows out of range are NaN; the program masks them, and its whole gradient is checked elsewhere
  if (!values.of(e).every(Number.isFinite)) return null;
  const leaves = new Map<Expr, Leaf>();
  for (const x of inputs) {
    if (!varies(x)) continue;
    const expr = makeInput(`x${leaves.size}`, x.shape, x.dtype);
    leaves.set(x, { expr, values: values.of(x), domain: anywhere });
  }
  const rest = specimen.leaves.filter((l) => !leaves.has(l.expr));
  const output = over(e, (x) => leaves.get(x)?.expr ?? x);
  // a gradient rule's source may read other leaves: they stay as they are
  return { leaves: [...leaves.values(), ...(e.kind === 'gradientRule' ? rest : [])], outputs: [output] };
}

function over(e: Expr, of: (x: Expr) => Expr): Expr {
  if (e.kind === 'scanOutput') return makeScanOutput(rebuildScan(e.scan, of), e.index);
  if (e.kind === 'gradientRule') return new Substitution(new Map(e.inputs.map((x) => [x, of(x)]))).apply(e);
  return rebuild(e, of);
}

function nodeAgrees(e: Expr, alone: Specimen): Verdict {
  const verdict = check(e, alone, weightedSum(alone.outputs), e.kind !== 'scanOutput' && e.kind !== 'gradientRule');
  return verdict.outcome === 'disagrees' ? { ...verdict, at: e } : verdict;
}

function check(e: Expr, alone: Specimen, loss: Expr, primitive: boolean): Verdict {
  const what = `the derivative of ${nameOf(e)} along a direction`;
  if (!depends(loss, differentiable(alone))) return agrees();
  if (isLinear(e)) return linear(what, loss, alone);
  return movingAway(
    alone,
    (s) => {
      const d = directionsOf(s, 4);
      const at = (to: typeof d) =>
        judge(what, slopeOf(loss, s, to), along(loss, s, to), () => slopeRounding(loss, s, to));
      let found = at(d);
      // near 0, where 1 / sqrt(x) is steep, steps as large as the number itself say nothing
      if (found.verdict.outcome === 'inconclusive') found = at(relative(d));
      // a sum of kinks may leave the interval of the sum: at a kink each element is judged by itself
      return found.kink && found.verdict.outcome === 'disagrees' && primitive ? eachElement(what, s, d) : found;
    },
    primitive,
  );
}

/** Directions along which numbers below 1 move as much as they are large. */
function relative(directions: ReadonlyMap<Leaf, Float64Array>): ReadonlyMap<Leaf, Float64Array> {
  const size = (v: number): number => (v === 0 ? 1 : Math.min(1, 2 ** Math.floor(Math.log2(Math.abs(v)))));
  return new Map([...directions].map(([leaf, d]) => [leaf, d.map((x, i) => x * size(leaf.values[i]!))]));
}

/** Nodes that are linear in their f32 operands. */
function isLinear(e: Expr): boolean {
  if (e.kind === 'reduce') return e.monoid === 'sum';
  if (e.kind === 'map') return e.op.name === 'neg' || e.op.name === 'add' || e.op.name === 'sub';
  return ['view', 'reshape', 'gather', 'scatter'].includes(e.kind);
}

/**
 * Of a linear function, the difference over any step is the derivative: off by the rounding of its terms alone, which a
 * sum of n in order adds up to about sqrt(n) units of its size (Higham and Mary 2019).
 */
function linear(what: string, loss: Expr, s: Specimen): Verdict {
  const d = directionsOf(s, 4);
  const f = along(loss, s, d);
  const counts = s.leaves.reduce((n, { values }) => n + values.length, elementCount(s.outputs[0]!.shape));
  const size = s.leaves.reduce(
    (most, { values }) => values.reduce((m, v) => (Number.isFinite(v) ? Math.max(m, Math.abs(v)) : m), most),
    2,
  );
  const rounding = Number.EPSILON * size * counts * (8 + Math.sqrt(counts));
  return compare(what, (f(1) - f(-1)) / 2, slopeOf(loss, s, d), rounding);
}

/** Elements that are judged one by one: each costs as much as the node. */
const mostElements = 32;

function eachElement(what: string, s: Specimen, d: ReadonlyMap<Leaf, Float64Array>) {
  const [output] = s.outputs;
  const count = elementCount(output!.shape);
  const verdicts = Array.from({ length: Math.min(count, mostElements) }, (_, i) => {
    const one = inner([output!], [Float64Array.from({ length: count }, (_, j) => (i === j ? 1 : 0))]);
    return judge(what, slopeOf(one, s, d), along(one, s, d), () => slopeRounding(one, s, d));
  });
  return { verdict: together(verdicts.map((v) => v.verdict)), kink: true };
}
