// Derivatives of expressions, typed: the gradient of a scalar has the tree of the parameters that it was asked for.
import { makeGradientRule } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { gradientStop } from '../expression/gradient.ts';
import { pushforward } from '../grad/forward.ts';
import { gradient, pullback } from '../grad/reverse.ts';
import { expressionsOf, refill, type Tree } from '../nn/tree.ts';
import type { Message, Same, Shape } from '../shape/index.ts';
import type { AnyTensor, Tensor } from '../tensor.ts';
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

/** d loss / d x for each tensor x of the tree `wrt`: a tree of the same type. The tensors are leaves or any expressions. */
export function grad<S extends Shape, D extends DType, P extends Tree>(loss: Scalar<S, D>, wrt: P): P {
  return refill(wrt, gradient(scalarOf(loss), expressionsOf(wrt)));
}

/** grad, with the loss beside it. */
export function valueAndGrad<S extends Shape, D extends DType, P extends Tree>(
  loss: Scalar<S, D>,
  wrt: P,
): { readonly value: Tensor<[]>; readonly grad: P } {
  const value = scalarOf(loss);
  return { value: result(value), grad: refill(wrt, gradient(value, expressionsOf(wrt))) };
}

/** J^T c: the cotangent of each tensor of `wrt`, given the cotangent c of `value`. */
export function vjp<S extends Shape, T extends Shape, P extends Tree>(
  value: Tensor<S>,
  wrt: P,
  cotangent: Same<T, S, Tensor<T>, Message<'cotangent', ['vjp', S, T]>>,
): P {
  const y = operand('vjp', value);
  const c = operand('vjp', cotangent);
  if (y.shape.join() !== c.shape.join()) throw new ShapeError('cotangent', ['vjp', y.shape, c.shape]);
  return refill(wrt, pullback([y], [c], expressionsOf(wrt)));
}

/** J t: how `value` changes when the tensors of `wrt` change by `tangents`, a tree of the same type. */
export function jvp<S extends Shape, P extends Tree>(value: Tensor<S>, wrt: P, tangents: NoInfer<P>): Tensor<S> {
  const [xs, ts] = [expressionsOf(wrt), expressionsOf(tangents)];
  if (xs.length !== ts.length) throw new TypeError(`jvp: ${xs.length} tensors but ${ts.length} tangents`);
  for (const [i, x] of xs.entries()) {
    if (ts[i]!.shape.join() !== x.shape.join()) throw new ShapeError('tangent', ['jvp', x.shape, ts[i]!.shape]);
  }
  return result(pushforward([operand('jvp', value)], xs, ts)[0]!);
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
