// A value of a loop's body for all steps at once: the same expression with a leading axis that counts the steps. Slices
// become their sequences, and what does not change from step to step is repeated along that axis.
import { axisMap, makeMap, makeReduce } from '../../dsl/build.ts';
import type { AxisMap, Expr, Scan } from '../../dsl/expr.ts';
import { operands, topological } from '../../dsl/expr.ts';
import { composedView } from '../../dsl/expression/composed.ts';
import { composedReshape, recomposed } from './compose.ts';

/** `given`: for all steps, values that are known outside already. */
export class Lifted {
  private readonly done: Map<Expr, Expr>;
  private readonly outside: Map<Expr, Expr>;
  private readonly varying = new Map<Expr, boolean>();

  constructor(
    private readonly scan: Scan,
    given: ReadonlyMap<Expr, Expr> = new Map(),
  ) {
    this.done = new Map([...scan.sliceInputs.map((p, i) => [p, scan.sequences[i]!] as const), ...given]);
    this.outside = new Map(scan.constantInputs.map((p, i) => [p, scan.constants[i]!]));
  }

  /** The value at every step; null where it depends on a carry, or is of a kind that has no such form. */
  all(e: Expr): Expr | null {
    // operands first: each question about a node has been answered for what is below it, however deep that is
    const order = topological([e], this.done);
    for (const n of order) {
      this.varies(n);
      if (!this.isPossible(n)) return null;
    }
    for (const n of order) {
      if (this.varies(n)) this.lift(n);
      else this.moved(n);
    }
    return this.lift(e);
  }

  private isPossible(n: Expr): boolean {
    if (this.scan.carryInputs.some((c) => c === n)) return false;
    if (n.kind === 'map' || n.kind === 'view' || n.kind === 'reshape' || n.kind === 'reduce') return true;
    return !this.varies(n) && n.kind !== 'scanOutput' && n.kind !== 'gradientRule';
  }

  private lift(e: Expr): Expr {
    const known = this.done.get(e);
    if (known) return known;
    const result = this.varies(e) ? this.lifted(e) : this.repeated(this.moved(e));
    this.done.set(e, result);
    return result;
  }

  private lifted(e: Expr): Expr {
    const { length } = this.scan;
    switch (e.kind) {
      case 'map':
        return makeMap(
          e.op,
          e.args.map((a) => this.lift(a)),
        );
      case 'view': {
        const axes = e.axes.map((a): AxisMap => ({ ...a, coefficients: [0, ...a.coefficients] }));
        return composedView(
          this.lift(e.source),
          [length, ...e.shape],
          [axisMap(e.shape.length + 1, 0), ...axes],
          e.fill,
        );
      }
      case 'reshape':
        return composedReshape(this.lift(e.source), [length, ...e.shape]);
      case 'reduce':
        return makeReduce(
          e.monoid,
          this.lift(e.source),
          e.axes.map((j) => j + 1),
        );
      default:
        throw new Error(`lift: ${e.kind} of shape [${e.shape.join(', ')}] differs from step to step`);
    }
  }

  /** Does it depend on a slice, or on what is given for all steps? */
  private varies(e: Expr): boolean {
    let known = this.varying.get(e);
    if (known === undefined) {
      known = this.done.has(e) || operands(e).some((o) => this.varies(o));
      this.varying.set(e, known);
    }
    return known;
  }

  /** The same value outside the loop. */
  private moved(e: Expr): Expr {
    const known = this.outside.get(e);
    if (known || e.kind === 'scanOutput' || e.kind === 'gradientRule') return known ?? e;
    const result = recomposed(e, (o) => this.moved(o));
    this.outside.set(e, result);
    return result;
  }

  private repeated(e: Expr): Expr {
    const rank = e.shape.length + 1;
    return composedView(
      e,
      [this.scan.length, ...e.shape],
      e.shape.map((_, k) => axisMap(rank, k + 1)),
    );
  }
}
