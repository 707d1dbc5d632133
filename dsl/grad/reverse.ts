// Reverse mode: from an expression to expressions of its derivatives. Nothing is executed: the gradient is a graph like
// any other, so it can be differentiated again, and the compiler sees the whole.
import { literal } from '../build.ts';
import { type Expr, operands, type Scan, topological } from '../expr.ts';
import { withViewsInside } from '../expression/inline.ts';
import { watch } from '../intern.ts';
import { everywhere, type Flow, settled, sumOf } from './flow.ts';
import { contributions } from './rules.ts';
import { zeros } from './scale.ts';
import { scanContributions } from './scan.ts';

/** d loss / d x for each x of `wrt`; the loss is a scalar. Where the loss does not depend on x: zeros. */
export function gradient(loss: Expr, wrt: readonly Expr[]): Expr[] {
  return pullback([loss], [literal(1, 'f32', loss.shape)], wrt);
}

/** J^T c: the cotangent of each x of `wrt`, given the cotangent of each output. */
export function pullback(outputs: readonly Expr[], cotangents: readonly Expr[], wrt: readonly Expr[]): Expr[] {
  return reaching(outputs, cotangents, wrt).map((g, i) => g ?? zeros(wrt[i]!));
}

/** The same; undefined where nothing depends on x, or a stopped gradient hides that it does. */
export function reaching(
  outputs: readonly Expr[],
  cotangents: readonly Expr[],
  wrt: readonly Expr[],
): (Expr | undefined)[] {
  const order = topological(outputs);
  const active = dependents(order, wrt);
  const parts = new Map<Expr, Flow[]>();
  const add = (e: Expr, g: Flow | null) => {
    if (g === null || !active.has(e)) return;
    const known = parts.get(e);
    if (known) known.push(g);
    else parts.set(e, [g]);
  };
  const sums = new Map<Expr, Flow>();
  /** all users of `e` have added theirs */
  const flowOf = (e: Expr): Flow | undefined => {
    const given = parts.get(e);
    if (!given) return undefined;
    const sum = sums.get(e) ?? sumOf(given);
    sums.set(e, sum);
    return sum;
  };
  const cotangentOf = (e: Expr): Expr | undefined => {
    const flow = flowOf(e);
    return flow && settled(flow);
  };
  for (const [i, o] of outputs.entries()) add(o, everywhere(cotangents[i]!));

  const results = scanResults(order);
  const kept = new Set(wrt);
  const isActive = (o: Expr) => active.has(o);
  const { from } = watch;
  // users before operands; of the results of a loop, the first is the last to be met, when the cotangents of all are known
  for (const e of order.reverse()) {
    watch.from = e;
    if (e.kind !== 'scanOutput') {
      const g = flowOf(e);
      if (g !== undefined) for (const [o, cotangent] of contributions(e, g, isActive, kept)) add(o, cotangent);
      continue;
    }
    const all = results.get(e.scan)!;
    if (all.first !== e) continue;
    const given = (index: number) => {
      const result = all.at.get(index);
      return result && cotangentOf(result);
    };
    const scan = withViewsInside(e.scan, kept);
    for (const [o, cotangent] of scanContributions(scan, given, isActive)) add(o, cotangent);
  }
  watch.from = from;
  const derivatives = wrt.map(cotangentOf);
  watch.gradient?.(
    wrt,
    wrt.map((x, i) => derivatives[i] ?? zeros(x)),
  );
  return derivatives;
}

/** The f32 nodes through which `wrt` reaches the outputs. */
function dependents(order: readonly Expr[], wrt: readonly Expr[]): Set<Expr> {
  const active = new Set(wrt);
  for (const e of order) {
    if (e.dtype !== 'f32') continue;
    // a replaced derivative hides what its source depends on
    const through = e.kind === 'gradientRule' ? e.inputs : operands(e);
    if (through.some((o) => active.has(o))) active.add(e);
  }
  return active;
}

interface Results {
  readonly first: Expr;
  /** the nodes by index */
  readonly at: Map<number, Expr>;
}

/** The output nodes of each scan. */
function scanResults(order: readonly Expr[]): Map<Scan, Results> {
  const results = new Map<Scan, Results>();
  for (const e of order) {
    if (e.kind !== 'scanOutput') continue;
    const known = results.get(e.scan) ?? { first: e, at: new Map<number, Expr>() };
    known.at.set(e.index, e);
    results.set(e.scan, known);
  }
  return results;
}
