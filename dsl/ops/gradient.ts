// Derivatives of expressions, typed: the gradient of a scalar has the tree of the parameters that it was asked for.
import { makeGradientRule } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import { type Expr, topological } from '../expr.ts';
import { gradientStop } from '../expression/gradient.ts';
import { pushforward } from '../grad/forward.ts';
import { gradient, pullback } from '../grad/reverse.ts';
import { named, namesOf } from '../names.ts';
import { expressionsOf, leavesOf, refill, type Tree } from '../nn/tree.ts';
import type { Message, Same, Shape } from '../shape/index.ts';
import { oneOf, optionsOf } from '../shape/rules/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../tensor.ts';
import { operand, result } from './boundary.ts';

/** A scalar of f32, or the sentence. */
type Scalar<S extends Shape, D extends DType> = [D] extends ['f32']
  ? Same<S, [], Tensor<S, D>, Message<'gradScalar', [S]>>
  : Message<'gradType', [D]>;

function scalarOf(loss: unknown): Expr {
  const e = operand('grad', loss);
  if (e.dtype !== 'f32') throw new ShapeError('gradType', [e.dtype]);
  if (e.shape.length > 0) throw new ShapeError('gradScalar', [e.shape], 'take the mean or the sum');
  return e;
}

/** The element types of a tree's tensors that are not f32; of an open tree, such as the constraint Tree, they are not known. */
type Stepped<P> =
  P extends Tensor<infer _, infer D>
    ? Exclude<D, 'f32'>
    : P extends readonly (infer Q)[]
      ? [AnyTensor] extends [Q]
        ? never
        : Stepped<Q>
      : string extends keyof P
        ? never
        : { [K in keyof P]: Stepped<P[K]> }[keyof P];
/** P, a tree of f32 tensors, or the sentence. */
type By<Op extends string, P> = [Stepped<P>] extends [never] ? P : Message<'gradBy', [Op, Stepped<P>]>;

export interface GradOptions {
  /**
   * What the derivative by a tensor is that the value is not computed from: an error where nothing is said, since it is
   * nearly always a slip; 'zeros' where a tree holds some that are not used.
   */
  readonly unused?: 'zeros';
}

/** The tensors of `wrt`, by each of which some value of `from` is computed, unless zeros are asked for. */
function computedFrom(op: string, from: Expr, wrt: unknown, options: GradOptions): Expr[] {
  const { unused } = optionsOf<GradOptions>(op, options, { unused: 0 });
  oneOf(op, 'unused', unused, ['zeros']);
  const leaves = leavesOf(wrt);
  const stepped = leaves.find(({ tensor }) => tensor.dtype !== 'f32');
  if (stepped !== undefined)
    throw new ShapeError('gradBy', [op, stepped.tensor.dtype], 'f32 values alone have derivatives');
  const parts = new Set<object>(unused === undefined ? topological([from]) : []);
  for (const { path, tensor } of leaves) {
    if (unused === undefined && !parts.has(tensor))
      throw new ShapeError(
        'gradUnused',
        [op, path === '' ? 'the tensor' : `'${path}'`, toExpr(tensor).shape],
        "take the derivative by what it is computed from, or ask for zeros: { unused: 'zeros' }",
      );
  }
  return leaves.map(({ tensor }) => toExpr(tensor));
}

// Boundary: the signature took the tree for a P
const refilled = <P>(wrt: unknown, values: readonly Expr[]): P => refill(wrt, values) as P;

/** Each with the names of what it is by. */
const gradientsOf = (value: Expr, by: readonly Expr[]) => gradient(value, by).map((g, i) => named(g, namesOf(by[i]!)));

/**
 * d loss / d x for each tensor x of the tree `wrt`: a tree of the same type. The tensors are leaves or any expressions that
 * the loss is computed from.
 */
export function grad<S extends Shape, D extends DType, P extends Tree>(
  loss: Scalar<S, D>,
  wrt: By<'grad', P>,
  options: GradOptions = {},
): P {
  const value = scalarOf(loss);
  return refilled<P>(wrt, gradientsOf(value, computedFrom('grad', value, wrt, options)));
}

/** grad, with the loss beside it. */
export function valueAndGrad<S extends Shape, D extends DType, P extends Tree>(
  loss: Scalar<S, D>,
  wrt: By<'valueAndGrad', P>,
  options: GradOptions = {},
): { readonly value: Tensor<[]>; readonly grad: P } {
  const value = scalarOf(loss);
  const by = computedFrom('valueAndGrad', value, wrt, options);
  return { value: result(value), grad: refilled<P>(wrt, gradientsOf(value, by)) };
}

/** J^T c: the cotangent of each tensor of `wrt`, given the cotangent c of `value`. */
export function vjp<S extends Shape, T extends Shape, P extends Tree>(
  value: Tensor<S>,
  wrt: By<'vjp', P>,
  cotangent: Same<T, S, Tensor<T>, Message<'cotangent', ['vjp', S, T]>>,
  options: GradOptions = {},
): P {
  const y = operand('vjp', value);
  const c = operand('vjp', cotangent);
  if (y.shape.join() !== c.shape.join()) throw new ShapeError('cotangent', ['vjp', y.shape, c.shape]);
  return refilled<P>(wrt, pullback([y], [c], computedFrom('vjp', y, wrt, options)));
}

/** J t: how `value` changes when the tensors of `wrt` change by `tangents`, a tree of the same type. */
export function jvp<S extends Shape, P extends Tree>(
  value: Tensor<S>,
  wrt: By<'jvp', P>,
  tangents: NoInfer<P>,
  options: GradOptions = {},
): Tensor<S> {
  const y = operand('jvp', value);
  const [xs, ts] = [computedFrom('jvp', y, wrt, options), expressionsOf(tangents)];
  if (xs.length !== ts.length) throw new TypeError(`jvp: ${xs.length} tensors but ${ts.length} tangents`);
  for (const [i, x] of xs.entries()) {
    if (ts[i]!.shape.join() !== x.shape.join()) throw new ShapeError('tangent', ['jvp', x.shape, ts[i]!.shape]);
  }
  return result(pushforward([y], xs, ts)[0]!);
}

/** The value of x; no gradient flows through it. */
export function stopGradient<S extends Shape, D extends DType>(x: Tensor<S, D>): Tensor<S, D> {
  return result(gradientStop(operand('stopGradient', x)));
}

type Cotangents<Xs extends readonly AnyTensor[]> = { [I in keyof Xs]: Xs[I] };

/**
 * The value of `value` with its derivative replaced: given the cotangent of the value, `rule` gives those of `inputs`.
 * The rule is an expression too, so that gradients of gradients follow it.
 */
export function customGradient<S extends Shape, const Xs extends readonly AnyTensor[]>(
  value: Tensor<S>,
  inputs: Xs,
  rule: (cotangent: Tensor<S>) => Cotangents<Xs>,
): Tensor<S> {
  const xs = inputs.map((x) => operand('customGradient', x));
  const pull = (c: Expr) => {
    const cotangents = rule(result(c)).map((g) => operand('customGradient', g));
    cotangents.forEach((g, i) => {
      const expected = xs[i]?.shape ?? [];
      if (g.shape.join() !== expected.join()) throw new ShapeError('cotangent', ['customGradient', expected, g.shape]);
    });
    return cotangents;
  };
  return result(makeGradientRule(operand('customGradient', value), xs, pull));
}
