// What a model is traced for. Layers that behave differently in training (dropout, batch normalisation) are given a
// mode explicitly: `dropout(0.5, mode)`, `norm(mode)`.
import type { Expr, Parameter } from '../expr.ts';
import { foldIn, type RandomKey } from '../ops/random.ts';
import { type AnyTensor, type Tensor, toExpr } from '../tensor.ts';

export interface Mode {
  readonly training: boolean;
  /** a new key for random numbers: another one at each call, and in each step */
  key(): RandomKey;
  /** `next` becomes the value of `state` after this step, if the step trains */
  keep<S extends unknown[]>(state: Tensor<S>, next: Tensor<S>): void;
}

/** No randomness, and nothing kept. */
export const evaluating: Mode = Object.freeze({
  training: false,
  key(): never {
    throw new Error('mode: evaluation draws no random numbers; use the key only where mode.training is true');
  },
  keep(): void {},
});

/** One training step: hands out keys, collects what is kept. Made anew for each trace. */
export class Training implements Mode {
  readonly training = true;
  readonly kept = new Map<Parameter, Expr>();
  readonly #key: () => RandomKey;
  #count = 0;

  /** `key` is asked for when the first random number is drawn: a model without any has no key in its state. */
  constructor(key: () => RandomKey) {
    this.#key = key;
  }

  key(): RandomKey {
    return foldIn(this.#key(), this.#count++);
  }

  keep(state: AnyTensor, next: AnyTensor): void {
    const leaf = toExpr(state);
    if (leaf.kind !== 'parameter') throw new TypeError('mode.keep: the first argument is a parameter of a layer');
    if (this.kept.has(leaf)) {
      throw new Error(`mode.keep: '${leaf.name}' is kept twice in one step; use one layer for each place`);
    }
    this.kept.set(leaf, toExpr(next));
  }
}
