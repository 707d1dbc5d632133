// Expressions without loops: each turn written out.
import { axisMap, literal, makeIota, makeView } from '../../../dsl/build.ts';
import { type Expr, type Scan, topological } from '../../../dsl/expr.ts';
import { Substitution } from '../../../dsl/expression/substitute.ts';
import { broadcastTo, map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';

/** How many nodes the turns of all loops have, those of loops in loops as often as they run. */
export function turnNodes(roots: readonly Expr[]): number {
  const scans = scansOf(roots);
  return [...scans].reduce((n, s) => {
    const body = [...s.nextCarries, ...s.outputs];
    return n + s.length * (topological(body).length + turnNodes(body));
  }, 0);
}

export function scansOf(roots: readonly Expr[]): Set<Scan> {
  return new Set(topological(roots).flatMap((e) => (e.kind === 'scanOutput' ? [e.scan] : [])));
}

/** The same values, by expressions in which no loop is left. */
export function unrolled(roots: readonly Expr[]): Expr[] {
  const images = new Map<Expr, Expr>();
  const known = new Map<Scan, readonly Expr[]>();
  for (const e of topological(roots)) {
    if (e.kind !== 'scanOutput') continue;
    const outside = new Substitution(images);
    const results = known.get(e.scan) ?? turns(e.scan, (x) => outside.apply(x));
    known.set(e.scan, results);
    images.set(e, results[e.index]!);
  }
  const all = new Substitution(images);
  return roots.map((e) => all.apply(e));
}

function turns(scan: Scan, outside: (x: Expr) => Expr): readonly Expr[] {
  let carries = scan.initial.map(outside);
  const [sequences, constants] = [scan.sequences.map(outside), scan.constants.map(outside)];
  const rows = scan.outputs.map(() => new Array<Expr>(scan.length));
  for (let turn = 0; turn < scan.length; turn++) {
    const at = scan.reverse ? scan.length - 1 - turn : turn;
    const body = new Substitution(
      new Map<Expr, Expr>([
        ...scan.carryInputs.map((x, i) => [x, carries[i]!] as const),
        ...scan.sliceInputs.map((x, i) => [x, row(sequences[i]!, at)] as const),
        ...scan.constantInputs.map((x, i) => [x, constants[i]!] as const),
      ]),
    );
    const results = unrolled([...scan.nextCarries, ...scan.outputs].map((e) => body.apply(e)));
    carries = results.slice(0, carries.length);
    for (const [i, list] of rows.entries()) list[at] = results[carries.length + i]!;
  }
  return [...carries, ...scan.outputs.map((o, i) => stacked(o, rows[i]!))];
}

/** x[at] */
function row(x: Expr, at: number): Expr {
  const shape = x.shape.slice(1);
  const axes = x.shape.map((_, k) =>
    k === 0 ? { offset: at, coefficients: shape.map(() => 0), divisor: 1 } : axisMap(shape.length, k - 1),
  );
  return makeView(x, shape, axes);
}

/** One of the rows at each place, of any element type. */
function stacked(like: Expr, rows: readonly Expr[]): Expr {
  const shape = [rows.length, ...like.shape];
  const index = makeIota(shape, 0);
  return rows.reduce<Expr>(
    (all, r, at) => map(scalars.select, map(scalars.equal, index, at), broadcastTo(r, shape), all),
    literal(0, like.dtype, shape),
  );
}
