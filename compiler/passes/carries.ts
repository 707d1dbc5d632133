// A carry that only adds up, over many steps: what rounding takes from the sum is kept in a carry beside it and added at the
// end (Neumaier 1974), so that an element is off by 2 units of 2^-24 times the sum of the magnitudes, however long the loop
// is. Backends that compile to a GPU's language may compute it away: their carries are rounded at each step.
import { literal, makeInput, makeMap, makeScanOutput } from '../../dsl/build.ts';
import type { Expr, Scan } from '../../dsl/expr.ts';
import { nextId } from '../../dsl/intern.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import type { Graph } from '../graph.ts';
import { addingCarries } from './loops.ts';
import { rewriteGraph } from './rewrite.ts';

/** Shorter loops are not worth it: they take as many additions as a short sum does. */
const manySteps = 256;

export function keepErrors(graph: Graph): Graph {
  const known = new Map<Scan, (index: number) => Expr>();
  return rewriteGraph(graph, (e) => {
    if (e.kind !== 'scanOutput' || e.scan.length < manySteps) return e;
    const results = known.get(e.scan) ?? withErrors(e.scan);
    known.set(e.scan, results);
    return results(e.index);
  });
}

const add = (a: Expr, b: Expr) => makeMap(scalars.add, [a, b]);
const sub = (a: Expr, b: Expr) => makeMap(scalars.sub, [a, b]);

/** The results of the loop that keeps the errors of its sums. */
function withErrors(scan: Scan): (index: number) => Expr {
  const sums = addingCarries(scan);
  if (sums.length === 0) return (index) => makeScanOutput(scan, index);
  const carries = scan.nextCarries.length;
  const errors = sums.map(({ term }, i) => makeInput(`error${i}`, term.shape, 'f32'));
  const keeping: Scan = Object.freeze({
    ...scan,
    id: nextId(),
    initial: [...scan.initial, ...errors.map((e) => literal(0, 'f32', e.shape))],
    carryInputs: [...scan.carryInputs, ...errors],
    nextCarries: [
      ...scan.nextCarries,
      ...sums.map(({ index, term }, i) => {
        // sum + term = next + error exactly (Knuth 1969)
        const [sum, next] = [scan.carryInputs[index]!, scan.nextCarries[index]!];
        const taken = sub(next, sum);
        return add(errors[i]!, add(sub(sum, sub(next, taken)), sub(term, taken)));
      }),
    ],
  });
  return (index) => {
    const result = makeScanOutput(keeping, index < carries ? index : index + sums.length);
    const place = sums.findIndex((s) => s.index === index);
    if (place < 0) return result;
    const error = makeScanOutput(keeping, carries + place);
    // NaN once the sum is not finite
    return makeMap(scalars.select, [makeMap(scalars.equal, [error, error]), add(result, error), result]);
  };
}
