// Ways around a transformation T: beside it, through a gate, or both.

import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { add, mul, sigmoid, sub } from '../expression/pointwise.ts';
import { result } from '../ops/boundary.ts';
import { float, type OfFloats } from '../ops/operands.ts';
import type { Dim, Message, Same } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { type AffineOptions, affine, affineOptions, type Known } from './affine.ts';
import type { HasParams } from './tree.ts';

/** R where Y, what T returns for X, has the shape of X; else the sentence. */
type Kept<Op extends string, X, Y, R> =
  X extends Tensor<infer S> ? (Y extends Tensor<infer U> ? Same<S, U, R, Message<'kept', [Op, S, U]>> : R) : R;

// What T makes of X is asked where the stage meets X, not where it is given T: a T that is generic, as layers are, returns
// what depends on X, and `skip(layer)` stays as generic as the layer.
export interface Skip {
  <X, Y>(transform: (x: X) => Y): (x: Kept<'skip', X, Y, X>) => Y;
  <X, Y>(x: X, transform: (x: X) => Y & Kept<'skip', X, Y, Y>): X;
}

/**
 * x + T(x) for any T that keeps the shape (He et al. 2016); its derivative is 1 + dT/dx, so that gradients pass however
 * deep the stack. A stage, pipe(x, skip(flow(p.map, relu))), or of a tensor, skip(x, p.map).
 */
export const skip: Skip = <X>(...given: readonly unknown[]) => {
  const transform = given.at(-1);
  // the result has the shape of x, which is what X says
  const around = (x: unknown) => result(add(float('skip', x), kept('skip', x, transform))) as X;
  return given.length === 1 ? around : around(given[0]);
};

/** T(x), of the shape of x. */
function kept(op: string, x: unknown, transform: unknown): Expr {
  const before = float(op, x);
  const after = transformed(op, x, transform);
  if (before.shape.join() !== after.shape.join()) throw new ShapeError('kept', [op, before.shape, after.shape]);
  return after;
}

function transformed(op: string, x: unknown, transform: unknown): Expr {
  if (typeof transform !== 'function') throw new TypeError(`${op}: T must be a function, got ${typeof transform}`);
  return float(op, transform(x));
}

type GateParams<I extends Dim, O extends Dim> = { readonly w: Tensor<[I, O]>; readonly b: Tensor<[O]> };

/** R where X is an input [..., I] of the gate; else the sentence. */
type Gated<Op extends string, I extends Dim, O extends Dim, X, R> =
  X extends Tensor<infer S, infer D>
    ? OfFloats<
        Op,
        D,
        S extends [...infer _, infer J]
          ? Same<J, I, R, Known<J, Message<'featureAxis', [Op, I, O]>, Message<'features', [Op, I, O, J]>>>
          : Message<'featureAxis', [Op, I, O]>
      >
    : R;

/** alpha = sigmoid(W x + b). */
function gate<I extends Dim, O extends Dim>(inputs: I, outputs: O, options: AffineOptions) {
  const map = affine(inputs, outputs, options);
  const alpha = (op: string, x: unknown): Expr => {
    const e = float(op, x);
    const features = e.shape.at(-1);
    if (features === undefined) throw new ShapeError('featureAxis', [op, inputs, outputs]);
    if (features !== inputs) throw new ShapeError('features', [op, inputs, outputs, features]);
    return sigmoid(float(op, map(x as never)));
  };
  return { alpha, params: map.params };
}

/** A layer that owns the gate; given T, it is a stage. */
export interface GatedLinearUnit<I extends Dim, O extends Dim> extends HasParams<GateParams<I, O>> {
  <X, Y>(transform: (x: X) => Y): (x: Gated<'gatedLinearUnit', I, O, X, Opened<I, O, X, Y>>) => Y;
}

/** X where Y, what T returns for it, fits a gate of width O; else the sentence. */
type Opened<I extends Dim, O extends Dim, X, Y> =
  X extends Tensor<infer S>
    ? Y extends Tensor<infer U>
      ? S extends [...infer L, infer _]
        ? Expected<U, [...L, O], I, O, X>
        : X
      : X
    : X;
// a conditional of its own: the sentence waits for the W of a call
type Expected<U, W, I extends Dim, O extends Dim, R> =
  Same<U, W, true, false> extends true ? R : Message<'opened', ['gatedLinearUnit', I, O, U, W]>;

/**
 * alpha T(x), alpha = sigmoid(W x + b), for x [..., inputs] and any T to [..., outputs] (Dauphin et al. 2017, where T is
 * affine): pipe(x, p.gate(p.map)).
 */
export function gatedLinearUnit<I extends Dim, O extends Dim>(
  inputs: I,
  outputs: O,
  options: AffineOptions = {},
): GatedLinearUnit<I, O> {
  const name = 'gatedLinearUnit';
  const { alpha, params } = gate(inputs, outputs, optionsOf<AffineOptions>(name, options, affineOptions));
  const stage = (transform: unknown) => (x: unknown) => {
    const open = alpha(name, x);
    const value = transformed(name, x, transform);
    if (open.shape.join() !== value.shape.join()) {
      throw new ShapeError('opened', [name, inputs, outputs, value.shape, open.shape]);
    }
    return result(mul(open, value));
  };
  // the result is what the signature says of Y
  return Object.assign(stage, { params }) as GatedLinearUnit<I, O>;
}

/** A layer that owns the gate; given T, which keeps the shape, it is a stage. */
export interface Highway<C extends Dim> extends HasParams<GateParams<C, C>> {
  <X, Y>(transform: (x: X) => Y): (x: Gated<'highway', C, C, X, Kept<'highway', X, Y, X>>) => Y;
}

/**
 * (1 - alpha) x + alpha T(x), alpha = sigmoid(W x + b), for x [..., width] and any T that keeps the shape (Srivastava,
 * Greff and Schmidhuber 2015): pipe(x, p.gate(flow(p.map, relu))). Their b starts at -1 to -3, so that a deep stack
 * begins as the identity; -1 if not said.
 */
export function highway<C extends Dim>(width: C, options: AffineOptions = {}): Highway<C> {
  const given = optionsOf<AffineOptions>('highway', options, affineOptions);
  const { alpha, params } = gate(width, width, { bias: -1, ...given });
  const stage = (transform: unknown) => (x: unknown) => {
    const open = alpha('highway', x);
    const value = kept('highway', x, transform);
    return result(add(mul(sub(1, open), float('highway', x)), mul(open, value)));
  };
  // the result is what the signature says of Y
  return Object.assign(stage, { params }) as Highway<C>;
}
