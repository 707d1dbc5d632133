// Derivatives of pointwise expressions with choices, each branch by itself: where c holds, the derivative of
// select(c, a, b) is that of a, and that of b enters no product there. Reverse mode alone sends a zero into the branch that
// is not taken, and 0 * Infinity is NaN: the gradient of x < 0 ? 0 : sqrt(x) would be NaN for every negative x.
import { literal, makeGradientRule } from '../build.ts';
import { type Expr, type Input, type MapNode, topological } from '../expr.ts';
import { Substitution } from '../expression/substitute.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';
import { literalValue, scale, zeros } from './scale.ts';

/** A derivative; null where it is zero everywhere. */
type Derivative = Expr | null;

/**
 * The value of `body`, an expression over `leaves`, at `args`; its derivatives, to every order, are those of the branches
 * that are taken.
 */
export function byBranches(body: Expr, leaves: readonly Input[], args: readonly Expr[]): Expr {
  const value = new Substitution(new Map(leaves.map((leaf, k) => [leaf, args[k]!]))).apply(body);
  const derivatives = leaves.map((leaf) => derivativeOf(body, leaf));
  if (derivatives.every((d) => d === null)) return value;
  return makeGradientRule(value, args, (g) =>
    derivatives.map((d) => (d === null ? zeros(g) : (scale(g, byBranches(d, leaves, args)) ?? zeros(g)))),
  );
}

/** d e / d x */
function derivativeOf(e: Expr, x: Expr): Derivative {
  const known = new Map<Expr, Derivative>([[x, literal(1, 'f32', x.shape)]]);
  for (const node of topological([e], known))
    known.set(
      node,
      tangentOf(node, (operand) => known.get(operand) ?? null),
    );
  return known.get(e) ?? null;
}

function tangentOf(e: Expr, of: (operand: Expr) => Derivative): Derivative {
  if (e.kind === 'map') return isSelect(e) ? choice(e.args[0]!, of(e.args[1]!), of(e.args[2]!)) : chain(e, of);
  if (e.kind !== 'gradientRule') return null;
  const partials = e.pullback(literal(1, 'f32', e.shape));
  return e.inputs.reduce<Derivative>((total, x, k) => sum(total, product(of(x), partials[k]!)), null);
}

/** The sum of the partial derivatives times those of the arguments. */
function chain(e: MapNode, of: (operand: Expr) => Derivative): Derivative {
  const partials = e.op.partials?.(e.args, e) ?? [];
  return e.args.reduce<Derivative>((total, a, k) => {
    const partial = partials[k] ?? null;
    return partial === null ? total : sum(total, product(of(a), partial));
  }, null);
}

/** t * partial, computed only where t is not masked. */
function product(t: Derivative, partial: Expr): Derivative {
  if (t === null) return null;
  if (literalValue(t) === 1) return literalValue(partial) === 0 ? null : partial;
  if (!isMasked(t)) return scale(t, partial);
  const [condition, yes, no] = t.args as readonly [Expr, Expr, Expr];
  return choice(condition, product(nonzero(yes), partial), product(nonzero(no), partial));
}

/** a + b, masked where both are. */
function sum(a: Derivative, b: Derivative): Derivative {
  if (a === null || b === null) return a ?? b;
  if (!isMasked(a) || !isMasked(b) || a.args[0] !== b.args[0]) return map(scalars.add, a, b);
  const [condition, yes, no] = a.args as readonly [Expr, Expr, Expr];
  return choice(condition, sum(nonzero(yes), nonzero(b.args[1]!)), sum(nonzero(no), nonzero(b.args[2]!)));
}

function choice(condition: Expr, yes: Derivative, no: Derivative): Derivative {
  if (yes === no) return yes;
  return map(scalars.select, condition, yes ?? zeros(condition), no ?? zeros(condition));
}

const isSelect = (e: Expr): e is MapNode => e.kind === 'map' && e.op.name === 'select';
/** A choice that comes to zero somewhere. */
const isMasked = (e: Expr): e is MapNode =>
  isSelect(e) && e.args.some((a, k) => k > 0 && (literalValue(a) === 0 || isMasked(a)));
const nonzero = (e: Expr): Derivative => (literalValue(e) === 0 ? null : e);
