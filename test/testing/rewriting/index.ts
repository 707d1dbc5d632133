// A program written in another way: some of its expressions by identities, in the bodies of loops too, and its leaves stored
// in another order. It computes what the program computes, and has its gradient.
import { makeInput, makeScanOutput } from '../../../dsl/build.ts';
import { type Expr, elementCount, topological } from '../../../dsl/expr.ts';
import { Substitution } from '../../../dsl/expression/substitute.ts';
import { fold, keyOf, uniform } from '../../../dsl/key.ts';
import { rebuildScan } from '../../../dsl/rebuild.ts';
import type { FuzzPoint } from '../fuzz.ts';
import { parameter } from '../programs/random.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';
import { along, type Draw, orderOf, permuted, pick } from './along.ts';
import { identities, reductions } from './identities.ts';

/** What a rewritten program was before. */
export interface Twin {
  readonly outputs: readonly Expr[];
  readonly leaves: readonly Twinned[];
  /** the outputs that it is the twin of: a specimen that was cut down is another program */
  readonly of: readonly Expr[];
  readonly identities: readonly string[];
}

/** A leaf before and after: element i of the one is element order[i] of the other; null: the same leaf. */
export interface Twinned {
  readonly before: Leaf;
  readonly after: Leaf['expr'];
  readonly order: Int32Array | null;
}

const names = Object.keys(identities);
const ofKind: Partial<Record<Expr['kind'], readonly string[]>> = {
  reduce: Object.keys(reductions),
  view: ['f(a)[v] = f(a[v])'],
  map: ['a + b = b + a', 'a - b = a + -b'],
};

/** The same program as another expression. */
export function rewritten(specimen: Specimen, { seed, run }: FuzzPoint): Specimen {
  let drawn = 0;
  const key = fold(fold(keyOf(seed), 'rewritten'), run);
  const draw: Draw = (n) => Math.floor(uniform(key, drawn++) * n);
  const used: string[] = [];
  const leaves = specimen.leaves.map((l) => stored(l, draw));
  const images = new Map(leaves.flatMap((l) => (l.image === null ? [] : [[l.twinned.before.expr, l.image] as const])));
  let outputs = replaced(specimen.outputs, images);
  for (let i = 0, n = 2 + draw(5); i < n; i++) outputs = changed(outputs, draw, used);
  const twin: Twin = {
    outputs: specimen.outputs,
    leaves: leaves.map((l) => l.twinned),
    of: outputs,
    identities: used,
  };
  return { ...specimen, leaves: leaves.map((l) => l.leaf), outputs, twin };
}

function replaced(roots: readonly Expr[], images: ReadonlyMap<Expr, Expr>): readonly Expr[] {
  if (images.size === 0) return roots;
  const substitution = new Substitution(images);
  return roots.map((e) => substitution.apply(e));
}

/** One expression written by an identity; of a loop one of its body, now and then. */
function changed(roots: readonly Expr[], draw: Draw, used: string[]): readonly Expr[] {
  const nodes = topological(roots);
  for (let tries = 0; tries < 6; tries++) {
    // every other one is an expression that identities of its own are about
    const particular = draw(2) === 0;
    const about = particular
      ? nodes.filter((x) => x.kind === 'reduce' || x.kind === 'view' || x.kind === 'map')
      : nodes;
    const e = about[draw(about.length)] ?? nodes[0]!;
    if (e.kind === 'scanOutput' && draw(2) === 0) {
      const { scan } = e;
      const body = changed([...scan.nextCarries, ...scan.outputs], draw, used);
      const images = new Map([...scan.nextCarries, ...scan.outputs].map((x, i) => [x, body[i]!]));
      const next = rebuildScan(
        scan,
        (x) => x,
        (x) => images.get(x)!,
      );
      const results = nodes.flatMap((x) => (x.kind === 'scanOutput' && x.scan === scan ? [x] : []));
      return replaced(roots, new Map(results.map((x) => [x, makeScanOutput(next, x.index)])));
    }
    const own = particular ? ofKind[e.kind] : undefined;
    const name = pick(own ?? names, draw);
    const image = identities[name]!(e, draw);
    if (image === null || image === e) continue;
    used.push(name);
    return replaced(roots, new Map([[e, image]]));
  }
  return roots;
}

/** A leaf with its axes in another order, or from the last element to the first, now and then. */
function stored(leaf: Leaf, draw: Draw): { leaf: Leaf; image: Expr | null; twinned: Twinned } {
  const { expr, values, domain } = leaf;
  const { shape } = expr;
  const way = draw(3);
  if (expr.dtype !== 'f32' || shape.length < 1 || way === 0 || (expr.kind === 'parameter' && !expr.trainable))
    return { leaf, image: null, twinned: { before: leaf, after: expr, order: null } };
  const axes = way === 1 ? orderOf(shape.length, draw) : [...shape.keys()];
  const flipped = way === 2 && elementCount(shape) > 0 ? draw(shape.length) : -1;
  const order = Int32Array.from(indicesOf(shape, axes, flipped));
  const kept = Float64Array.from(order, (i) => values[i]!);
  const after = axes.map((k) => shape[k]!);
  const made = expr.kind === 'input' ? makeInput(expr.name, after, 'f32') : parameter(expr.name, after, kept);
  const back = axes.map((_, k) => axes.indexOf(k));
  const image = flipped >= 0 ? along(made, flipped, shape[flipped]!, -1, shape[flipped]! - 1) : permuted(made, back);
  return { leaf: { expr: made, values: kept, domain }, image, twinned: { before: leaf, after: made, order } };
}

/** For each element of the stored tensor, in row-major order, the element of the original that it is. */
function* indicesOf(shape: readonly number[], axes: readonly number[], flipped: number): Generator<number> {
  const after = axes.map((k) => shape[k]!);
  const strides = shape.map((_, k) => elementCount(shape.slice(k + 1)));
  for (let flat = 0, count = elementCount(shape); flat < count; flat++) {
    let [rest, source] = [flat, 0];
    for (let j = axes.length - 1; j >= 0; j--) {
      const at = rest % after[j]!;
      rest = (rest - at) / after[j]!;
      source += strides[axes[j]!]! * (axes[j] === flipped ? after[j]! - 1 - at : at);
    }
    yield source;
  }
}
