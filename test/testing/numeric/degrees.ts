// Homogeneous functions: f(2 x) = 2^d f(x), to the bit while nothing leaves the range of floats, since doubling rounds nothing.
import { type Expr, elementCount, operands, type Scan, topological } from '../../../dsl/expr.ts';
import type { ScalarName } from '../../../dsl/scalar/op.ts';

/** The degree d; 'any' for zeros, which have all; null where there is none. */
export type Degree = number | 'any' | null;

const alike = new Set<ScalarName>(['add', 'sub', 'max', 'min', 'mod']);
const same = new Set<ScalarName>(['neg', 'abs']);
const comparisons = new Set<ScalarName>(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual']);
/** larger ones may leave the range of floats */
const largest = 12;

/** The degrees of expressions in the leaves that `scaled` says, each of degree 1; all others are of degree 0. */
export function degreesOf(roots: readonly Expr[], scaled: ReadonlyMap<Expr, Degree>): ReadonlyMap<Expr, Degree> {
  const known = new Map<Expr, Degree>(scaled);
  const scans = new Map<Scan, readonly Degree[]>();
  for (const e of topological(roots)) {
    if (known.has(e)) continue;
    const degree = degreeOf(e, known, scans);
    known.set(e, typeof degree === 'number' && Math.abs(degree) > largest ? null : degree);
  }
  return known;
}

/** The degree of both. */
function joined(a: Degree, b: Degree): Degree {
  if (a === 'any') return b;
  return b === 'any' || a === b ? a : null;
}

function degreeOf(e: Expr, known: ReadonlyMap<Expr, Degree>, scans: Map<Scan, readonly Degree[]>): Degree {
  const of = operands(e).map((x) => known.get(x)!);
  switch (e.kind) {
    case 'input':
    case 'parameter':
    case 'iota':
      return 0;
    case 'constant':
      return e.dtype === 'f32' && e.data.every((v) => v === 0) ? 'any' : 0;
    case 'map':
      return mapped(e.op.name, of);
    case 'view':
      // what is outside is a number
      return e.fill === 0 || of[0] === 0 ? of[0]! : null;
    case 'reshape':
      return of[0]!;
    case 'gradientRule':
      return known.get(e.source)!;
    case 'gather':
      return of[1] === 0 ? of[0]! : null;
    case 'scatter':
      return of[0] === 0 ? of[1]! : null;
    case 'reduce': {
      const [d] = of;
      if (e.monoid === 'argMax' || e.monoid === 'argMin') return d === null ? null : 0;
      if (e.monoid !== 'prod') return d!;
      if (elementCount(e.source.shape) === 0) return 0;
      if (typeof d !== 'number') return d!;
      return (d * elementCount(e.source.shape)) / Math.max(1, elementCount(e.shape));
    }
    case 'scanOutput': {
      const results = scans.get(e.scan) ?? looped(e.scan, known);
      scans.set(e.scan, results);
      return results[e.index]!;
    }
  }
}

function mapped(op: ScalarName, of: readonly Degree[]): Degree {
  if (of.includes(null)) return null;
  const [a, b, c] = of as readonly [Degree, Degree, Degree];
  if (same.has(op)) return a;
  if (alike.has(op)) return joined(a, b);
  if (op === 'select') return a === 0 || a === 'any' ? joined(b, c) : null;
  if (comparisons.has(op)) return joined(a, b) === null ? null : 0;
  // zeros of any degree: they are numbers to what follows
  const [p, q] = [a, b].map((d) => (d === 'any' ? 0 : d)) as [number, number];
  if (op === 'sign' || op === 'toBool') return 0;
  if (op === 'mul') return a === 'any' || b === 'any' ? 'any' : p + q;
  if (op === 'div') return a === 'any' ? 'any' : b === 'any' ? null : p - q;
  if (op === 'reciprocal') return a === 'any' ? null : -p;
  if (op === 'sqrt' && p % 2 === 0) return a === 'any' ? a : p / 2;
  return of.every((d) => d === 0) ? 0 : null;
}

/** The degrees of a loop's results: those of its carries are the same in every turn. */
function looped(scan: Scan, known: ReadonlyMap<Expr, Degree>): readonly Degree[] {
  let carries: readonly Degree[] = scan.initial.map((e) => known.get(e)!);
  const roots = [...scan.nextCarries, ...scan.outputs];
  for (;;) {
    const inside = new Map<Expr, Degree>();
    for (const [i, leaf] of scan.carryInputs.entries()) inside.set(leaf, carries[i]!);
    for (const [i, leaf] of scan.sliceInputs.entries()) inside.set(leaf, known.get(scan.sequences[i]!)!);
    for (const [i, leaf] of scan.constantInputs.entries()) inside.set(leaf, known.get(scan.constants[i]!)!);
    const found = degreesOf(roots, inside);
    const next = carries.map((d, i) => joined(d, found.get(scan.nextCarries[i]!)!));
    if (next.every((d, i) => d === carries[i])) return [...carries, ...scan.outputs.map((o) => found.get(o)!)];
    carries = next;
  }
}
