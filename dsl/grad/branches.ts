// Derivatives of pointwise expressions with choices, each branch by itself: where c holds, the derivative of
// select(c, a, b) is that of a, and that of b enters no product there. Reverse mode alone sends a zero into the branch that
// is not taken, and 0 * Infinity is NaN: the gradient of x < 0 ? 0 : sqrt(x) would be NaN for every negative x.
import { literal, makeGradientRule } from '../build.ts';
import { type Expr, type Input, type MapNode, topological } from '../expr.ts';
import { Substitution } from '../expression/substitute.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';
import { literalValue, scale, zeros } from './scale.ts';

/**
 * A derivative along the way, null where it is zero everywhere: its value, and where it is more than a zero that a choice
 * has put there ('everywhere', or where the condition holds). Elsewhere it stays 0, whatever it is multiplied by.
 */
type Tangent = { readonly value: Expr; readonly live: Where } | null;
type Where = Expr | 'everywhere' | 'nowhere';

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

/** d e / d x, null where it is zero everywhere */
function derivativeOf(e: Expr, x: Expr): Expr | null {
  const known = new Map<Expr, Tangent>([[x, { value: literal(1, 'f32', x.shape), live: 'everywhere' }]]);
  for (const node of topological([e], known))
    known.set(
      node,
      tangentOf(node, (operand) => known.get(operand) ?? null),
    );
  return known.get(e)?.value ?? null;
}

function tangentOf(e: Expr, of: (operand: Expr) => Tangent): Tangent {
  if (e.kind === 'map') return isSelect(e) ? choice(e.args[0]!, of(e.args[1]!), of(e.args[2]!)) : chain(e, of);
  if (e.kind !== 'gradientRule') return null;
  const partials = e.pullback(literal(1, 'f32', e.shape));
  return e.inputs.reduce<Tangent>((total, x, k) => sum(total, product(of(x), partials[k]!)), null);
}

/** The sum of the partial derivatives times those of the arguments. */
function chain(e: MapNode, of: (operand: Expr) => Tangent): Tangent {
  const partials = e.op.partials?.(e.args, e) ?? [];
  return e.args.reduce<Tangent>((total, a, k) => {
    const partial = partials[k] ?? null;
    return partial === null ? total : sum(total, product(of(a), partial));
  }, null);
}

/** t times a partial derivative, which may itself be a choice: that of max(a, b) is. */
function product(t: Tangent, partial: Expr): Tangent {
  if (t === null) return null;
  if (isSelect(partial) && partial.args.some((a, k) => k > 0 && literalValue(a) === 0)) {
    const [condition, yes, no] = partial.args as readonly [Expr, Expr, Expr];
    return choice(condition, product(t, yes), product(t, no));
  }
  const value = literalValue(t.value) === 1 ? partial : scale(t.value, partial);
  if (value === null || literalValue(value) === 0) return null;
  return { value: t.live === 'everywhere' ? value : masked(t.live, value), live: t.live };
}

const sum = (a: Tangent, b: Tangent): Tangent =>
  a === null || b === null ? (a ?? b) : { value: map(scalars.add, a.value, b.value), live: or(a.live, b.live) };

function choice(condition: Expr, yes: Tangent, no: Tangent): Tangent {
  if (yes === null && no === null) return null;
  const value = map(scalars.select, condition, yes?.value ?? zeros(condition), no?.value ?? zeros(condition));
  const live = or(and(condition, yes?.live ?? 'nowhere'), and(map(scalars.not, condition), no?.live ?? 'nowhere'));
  return { value, live: yes?.live === 'everywhere' && no?.live === 'everywhere' ? 'everywhere' : live };
}

function masked(live: Where, value: Expr): Expr {
  return typeof live === 'string' ? value : map(scalars.select, live, value, 0);
}

function and(condition: Expr, live: Where): Where {
  if (live === 'everywhere') return condition;
  return live === 'nowhere' || live === condition ? live : map(scalars.and, condition, live);
}

function or(a: Where, b: Where): Where {
  if (a === 'everywhere' || b === 'nowhere' || a === b) return a;
  return b === 'everywhere' || a === 'nowhere' ? b : map(scalars.or, a, b);
}

const isSelect = (e: Expr): e is MapNode => e.kind === 'map' && e.op.name === 'select';
