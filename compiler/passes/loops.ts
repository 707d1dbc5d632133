// Contractions that need not wait for their turn in a loop are done for all steps at once, where rows fill the register
// tiles and the operands are packed once:
//   hoisting   y_t = W x_t, for slices x and a constant W, becomes Y = W X before the loop, whose slices are the y_t
//   summing    G <- G + a_t b_t^T in a carry that nothing else reads becomes G + A B^T after it; what of a_t and b_t is
//              computed in the loop is stacked
// The gradient of a recurrent layer has both: each backward step computes a forward step again, and adds to the weights'
// gradient. Memory: the stacks, at most as large as that carry for each step.
import { makeMap, makeReduce, makeScanOutput } from '../../dsl/build.ts';
import type { Expr, Scan } from '../../dsl/expr.ts';
import { elementCount, topological } from '../../dsl/expr.ts';
import { composedView } from '../../dsl/expression/composed.ts';
import { nextId } from '../../dsl/intern.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import type { Graph } from '../graph.ts';
import type { Blocks } from '../program/types.ts';
import { isTooLargeToStack } from './blocks/large.ts';
import { composedReshape } from './compose.ts';
import { factorsOf } from './contractions.ts';
import { Lifted } from './lift.ts';
import { countUses, rewriteGraph } from './rewrite.ts';
import { withSlices } from './slices.ts';
import { isMaskedView } from './views.ts';

export function unloop(graph: Graph, limits?: Blocks): Graph {
  const known = new Map<Scan, (index: number) => Expr>();
  return rewriteGraph(graph, (e) => {
    if (e.kind !== 'scanOutput') return e;
    const { scan } = e;
    const results = known.get(scan) ?? hoisted(summedOutside(scan), limits);
    known.set(scan, results);
    return results(e.index);
  });
}

/** A loop, and the results of the one that it stands for. */
interface Replaced {
  readonly scan: Scan;
  readonly result: (index: number, scan: Scan) => Expr;
}

/** A carry that only adds up: next = carry + term. */
interface Sum {
  readonly index: number;
  readonly term: Expr;
  /** values of the body from which the term is computed outside, and which are to be stacked */
  readonly stacked: readonly Expr[];
}

function summedOutside(scan: Scan): Replaced {
  const sums = sumsOf(scan);
  const carries = scan.nextCarries.length;
  if (sums.length === 0) return { scan, result: (index, s) => makeScanOutput(s, index) };
  const stacks = [...new Set(sums.flatMap((s) => s.stacked))];
  const kept = scan.nextCarries.flatMap((_, i) => (sums.some((s) => s.index === i) ? [] : [i]));
  const pick = <T>(list: readonly T[]): T[] => kept.map((i) => list[i]!);
  const next: Scan = Object.freeze({
    ...scan,
    id: nextId(),
    initial: pick(scan.initial),
    carryInputs: pick(scan.carryInputs),
    nextCarries: pick(scan.nextCarries),
    outputs: [...scan.outputs, ...stacks],
  });
  const result = (index: number, s: Scan): Expr => {
    const sum = sums.find((x) => x.index === index);
    if (!sum) return makeScanOutput(s, index < carries ? kept.indexOf(index) : index - sums.length);
    const first = kept.length + scan.outputs.length;
    const given = new Map(sum.stacked.map((e) => [e, makeScanOutput(s, first + stacks.indexOf(e))]));
    return makeMap(scalars.add, [scan.initial[index]!, sumOverSteps(sum.term, new Lifted(scan, given))]);
  };
  return { scan: next, result };
}

/** Carries that nothing but their own sum reads, and what is added to them. */
export function addingCarries(scan: Scan): { readonly index: number; readonly term: Expr }[] {
  const roots = [...scan.nextCarries, ...scan.outputs];
  const users = countUses(topological(roots), roots);
  return scan.nextCarries.flatMap((next, index) => {
    const carry = scan.carryInputs[index]!;
    if (next.kind !== 'map' || next.op.name !== 'add' || next.dtype !== 'f32') return [];
    const term = next.args.find((a) => a !== carry);
    const isAlone = users.get(carry) === 1 && users.get(next) === 1 && roots.filter((r) => r === next).length === 1;
    return term && next.args.includes(carry) && isAlone && !roots.includes(carry) ? [{ index, term }] : [];
  });
}

function sumsOf(scan: Scan): Sum[] {
  return addingCarries(scan).flatMap(({ index, term }): Sum[] => {
    const bases = basesOf(term, new Lifted(scan));
    if (!bases) return [];
    const size = bases.reduce((sum, b) => sum + elementCount(b.shape), 0);
    return size <= elementCount(term.shape) ? [{ index, term, stacked: bases }] : [];
  });
}

/** What has to be stacked so that the term, a contraction or a sum of some, can be computed outside; null: it is none. */
function basesOf(term: Expr, lifted: Lifted): readonly Expr[] | null {
  if (term.kind === 'map' && term.op.name === 'add') {
    const [a, b] = term.args.map((x) => basesOf(x, lifted));
    return a && b ? [...new Set([...a, ...b])] : null;
  }
  if ((term.kind === 'view' && !isMaskedView(term)) || term.kind === 'reshape') return basesOf(term.source, lifted);
  const factors = term.kind === 'reduce' ? factorsOf(term) : null;
  if (!factors) return null;
  const bases = factors.flatMap((f) => {
    let base = f;
    while (base.kind === 'view' || base.kind === 'reshape') base = base.source;
    return lifted.all(base) ? [] : [base];
  });
  return [...new Set(bases)];
}

/** The sum of the term over all steps: a sum of products has one more axis to sum over. */
function sumOverSteps(term: Expr, lifted: Lifted): Expr {
  if (term.kind === 'map') {
    return makeMap(
      term.op,
      term.args.map((a) => sumOverSteps(a, lifted)),
    );
  }
  if (term.kind === 'view') return composedView(sumOverSteps(term.source, lifted), term.shape, term.axes, term.fill);
  if (term.kind === 'reshape') return composedReshape(sumOverSteps(term.source, lifted), term.shape);
  if (term.kind !== 'reduce') throw new Error(`unloop: a ${term.kind} is no sum of products`);
  return makeReduce('sum', lifted.all(term.source)!, [0, ...term.axes.map((j) => j + 1)]);
}

/** The results of a loop whose contractions of slices and constants come in as slices. */
function hoisted({ scan, result }: Replaced, limits: Blocks | undefined): (index: number) => Expr {
  const lifted = new Lifted(scan);
  const sequences = new Map<Expr, Expr>();
  for (const n of topological([...scan.nextCarries, ...scan.outputs])) {
    if (n.kind !== 'reduce' || !factorsOf(n)) continue;
    const all = isWorthStacking(n, scan) && !isTooLargeToStack(n, scan.length, limits) ? lifted.all(n) : null;
    if (all && all.kind !== 'view') sequences.set(n, all);
  }
  const next = withSlices(scan, sequences);
  return (index) => result(index, next);
}

/** a hoisted value is at most so many times as large as the slices that it comes from */
const mostGrowth = 8;

function isWorthStacking(e: Expr, scan: Scan): boolean {
  const slices = topological([e]).filter((n) => scan.sliceInputs.some((p) => p === n));
  return elementCount(e.shape) <= mostGrowth * slices.reduce((sum, p) => sum + elementCount(p.shape), 0);
}
