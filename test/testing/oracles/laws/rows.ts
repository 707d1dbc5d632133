// Which expressions treat the rows of a batch alike and one by one: found by their structure, not by their values.
import { makeInput } from '../../../../dsl/build.ts';
import { type Expr, type GradientRule, operands, topological } from '../../../../dsl/expr.ts';

/** 'rows': row i depends on row i of the batch alone, and all in one way; 'same': on no row; 'mixed': anything else */
export type Dependence = 'rows' | 'same' | 'mixed';

/**
 * How each expression below `roots` depends on the leading axes, of `size` rows, of the leaves in `batch`. Of given
 * derivatives, those that the first derivative does not read are left out: a rule may be made of itself.
 */
export function dependences(
  roots: readonly Expr[],
  batch: ReadonlySet<Expr>,
  size: number,
  rules: 'followed' | 'left out' = 'followed',
): ReadonlyMap<Expr, Dependence> {
  const known = new Map<Expr, Dependence>();
  const of = (e: Expr): Dependence => {
    if (batch.has(e)) return 'rows';
    return e.kind === 'gradientRule' && rules === 'left out' ? known.get(e.source)! : dependence(e, known, size);
  };
  for (const e of topological(roots)) known.set(e, of(e));
  return known;
}

function dependence(e: Expr, known: ReadonlyMap<Expr, Dependence>, size: number): Dependence {
  const below = operands(e).map((x) => known.get(x)!);
  if (below.every((d) => d === 'same')) return 'same';
  if (below.includes('mixed')) return 'mixed';
  return keepsRows(e, known, size) ? 'rows' : 'mixed';
}

/** Its operands are rows or the same for all: is it computed row by row? */
function keepsRows(e: Expr, known: ReadonlyMap<Expr, Dependence>, size: number): boolean {
  switch (e.kind) {
    case 'map':
      return e.args.every((a) => known.get(a) === 'rows' || isConstantAlongRows(a));
    case 'view':
      return (
        e.shape[0] === size &&
        e.axes.every(({ offset, coefficients, divisor }, k) =>
          k === 0
            ? offset === 0 && divisor === 1 && coefficients.every((c, j) => c === (j === 0 ? 1 : 0))
            : coefficients[0] === 0,
        )
      );
    case 'reshape':
      return e.shape[0] === size;
    case 'reduce':
      return !e.axes.includes(0);
    case 'gather':
      return known.get(e.source) === 'same';
    case 'gradientRule':
      return ruleKeepsRows(e, known, size);
    default:
      return false;
  }
}

/** A given derivative is part of what is computed. */
function ruleKeepsRows(e: GradientRule, known: ReadonlyMap<Expr, Dependence>, size: number): boolean {
  const rows = e.inputs.filter((x) => known.get(x) === 'rows');
  if (known.get(e.source) !== 'rows' || rows.length < e.inputs.length) return false;
  const cotangent = makeInput('cotangent', e.shape, 'f32');
  const answers = e.pullback(cotangent);
  const batch = new Set([...known].flatMap(([x, d]) => (d === 'rows' ? [x] : [])));
  const found = dependences(answers, batch.add(cotangent), size, 'left out');
  return answers.every((a) => found.get(a) === 'rows');
}

function isConstantAlongRows(e: Expr): boolean {
  if (e.kind === 'view') return e.axes.every((a) => a.coefficients[0] === 0);
  return e.kind === 'map' && e.args.every(isConstantAlongRows);
}
