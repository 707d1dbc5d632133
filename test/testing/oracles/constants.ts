// A leaf and a constant of its values are the same number: derivatives by zeros, ones, full and constant are those by the
// leaf that they stand for, whatever was made of them.
import { type Expr, topological } from '../../../dsl/expr.ts';
import { Substitution } from '../../../dsl/expression/substitute.ts';
import { gradient } from '../../../dsl/grad/reverse.ts';
import * as language from '../../../dsl/ops/index.ts';
import type { Values } from '../../../runtime/backends/reference/index.ts';
import { differentiable, type Leaf, type Specimen, valuesAt } from '../programs/specimen.ts';
import { gradientOf, lossOf } from './line.ts';
import { compare, inapplicable, inconclusive, type Oracle, together, type Verdict } from './oracle.ts';

/** Of float64, in the order of another graph. */
const rounding = 1e-9;

export const constants: Oracle = {
  name: 'constants as leaves',
  order: 1,
  check: (specimen) => {
    const images = standIns(specimen);
    if (images.size === 0) return inapplicable('every constant is in the program already');
    const substitution = new Substitution(images);
    const outputs = specimen.outputs.map((o) => substitution.apply(o));
    const at = valuesAt(specimen);
    const of = (list: readonly Expr[]) => list.map((e) => at.of(e));
    const values = same('output', of(specimen.outputs), of(outputs));
    if (values.outcome === 'disagrees') return values;
    const wanted = of(gradientOf(lossOf(specimen), [...images.keys()]));
    const got = of(gradient(lossOf({ ...specimen, outputs }), [...images.values()]));
    if (!wanted.every((v) => v.every(Number.isFinite))) return inconclusive('derivatives are not finite');
    return same('the derivative by constant', wanted, got);
  },
};

function same(what: string, wanted: readonly Values[], got: readonly Values[]): Verdict {
  const size = wanted.reduce((s, values) => values.reduce((m, v) => Math.max(m, Math.abs(v)), s), 1);
  const allowed = Number.isFinite(size) ? rounding * size : 0;
  return together(
    wanted.flatMap((values, k) =>
      [...values].map((v, i) => compare(`${what} ${k}, element ${i}`, v, got[k]![i]!, allowed)),
    ),
  );
}

/** For each leaf that derivatives are taken by: a constant of its values that nothing else in the program is. */
function standIns(specimen: Specimen): Map<Expr, Expr> {
  const there = new Set<Expr>(topological([lossOf(specimen)]));
  const images = new Map<Expr, Expr>();
  const leaves = differentiable(specimen);
  for (const [i, leaf] of leaves.entries()) {
    // the same constant twice is one
    const twice = leaves.slice(0, i).some((l) => l.expr.shape.join() === leaf.expr.shape.join() && alike(l, leaf));
    const constant = constantOf(leaf);
    if (!twice && !there.has(constant)) images.set(leaf.expr, constant);
  }
  return images;
}

/** -0 is not 0. */
const alike = (a: Leaf, b: Leaf): boolean => a.values.every((v, i) => Object.is(v, b.values[i]));

// Boundary: shapes are known at run time only, so the leaves are made without their types; a tensor is its expression.
const made = language as unknown as Readonly<Record<string, (...args: unknown[]) => Expr>>;

/** As a user writes it: zeros(2, 3), ones(4), full(0.5, 4), constant([1, 2], 2). */
function constantOf({ expr: { shape }, values }: Leaf): Expr {
  const [first = 0] = values;
  if (values.length === 0 || values.some((v) => !Object.is(v, first))) return made.constant!(values, ...shape);
  if (Object.is(first, 0)) return made.zeros!(...shape);
  return first === 1 ? made.ones!(...shape) : made.full!(first, ...shape);
}
