// A program with some nodes replaced, those in the bodies of its loops too.
import { makeGradientRule, makeScanOutput } from '../../../dsl/build.ts';
import { type Expr, type Scan, topological } from '../../../dsl/expr.ts';
import { rewrittenPullback } from '../../../dsl/expression/substitute.ts';
import { rebuild, rebuildScan } from '../../../dsl/rebuild.ts';

export function replaced(roots: readonly Expr[], images: ReadonlyMap<Expr, Expr>): Expr[] {
  const scans = new Map<Scan, Scan>();
  const known = new Map(images);
  const apply = (root: Expr): Expr => {
    for (const e of topological([root], known)) known.set(e, anew(e));
    return known.get(root)!;
  };
  const of = (x: Expr): Expr => known.get(x) ?? x;
  const anew = (e: Expr): Expr => {
    if (e.kind === 'scanOutput') {
      const scan = scans.get(e.scan) ?? rebuildScan(e.scan, of, apply);
      scans.set(e.scan, scan);
      return makeScanOutput(scan, e.index);
    }
    if (e.kind !== 'gradientRule') return rebuild(e, of);
    if (of(e.source) === e.source && e.inputs.every((x) => of(x) === x)) return e;
    return makeGradientRule(
      of(e.source),
      e.inputs.map(of),
      rewrittenPullback(e, (all) => all.map(apply)),
      e.form,
    );
  };
  return roots.map(apply);
}
