// Ways around a transformation T: beside it, through a gate, or both.

import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { add, mul, sigmoid, sub } from '../expression/pointwise.ts';
import { result } from '../ops/boundary.ts';
import { type F32, float, type OfFloats } from '../ops/operands.ts';
import type { Dim, Message, Same, Shape } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import { type AffineOptions, affine, affineOptions, type Known } from './affine.ts';
import type { HasParams } from './tree.ts';

/** Y, what T returns for X, where it has the shape of X; else the sentence in its place. */
type Kept<Op extends string, X, Y> =
  X extends Tensor<infer S> ? (Y extends Tensor<infer U> ? Same<S, U, Y, Message<'kept', [Op, S, U]>> : Y) : Y;

export interface Skip {
  <X, Y>(transform: (x: X) => Y & Kept<'skip', X, Y>): (x: X) => X;
  <X, Y>(x: X, transform: (x: X) => Y & Kept<'skip', X, Y>): X;
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

/** An input [..., I] of the gate, or the sentence. */
type Gated<Op extends string, I extends Dim, O extends Dim, L extends Shape, J extends Dim, D extends DType> = OfFloats<
  Op,
  D,
  Same<
    J,
    I,
    Tensor<[...L, J], F32<D>>,
    Known<J, Message<'featureAxis', [Op, I, O]>, Message<'features', [Op, I, O, J]>>
  >
>;

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
  <L extends Shape, J extends Dim, Y>(
    transform: (x: Tensor<[...L, J]>) => Y & Opened<I, O, L, Y>,
  ): <D extends DType>(x: Gated<'gatedLinearUnit', I, O, L, J, D>) => Tensor<[...L, O]>;
}

/** What T must return beside a gate of width O. */
type Opened<I extends Dim, O extends Dim, L extends Shape, Y> =
  Y extends Tensor<infer U> ? Expected<U, [...L, O], I, O, Y> : Y;
type Expected<U, W, I extends Dim, O extends Dim, Y> = [[U, W]] extends [[W, U]]
  ? Y
  : Message<'opened', ['gatedLinearUnit', I, O, U, W]>;

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
  return Object.assign(stage, { params });
}

/** A layer that owns the gate; given T, which keeps the shape, it is a stage. */
export interface Highway<C extends Dim> extends HasParams<GateParams<C, C>> {
  <L extends Shape, J extends Dim, Y>(
    transform: (x: Tensor<[...L, J]>) => Y & Kept<'highway', Tensor<[...L, J]>, Y>,
  ): <D extends DType>(x: Gated<'highway', C, C, L, J, D>) => Tensor<[...L, C]>;
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
  return Object.assign(stage, { params });
}
