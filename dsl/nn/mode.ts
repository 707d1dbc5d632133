// What a model is traced for. Layers that behave differently in training (dropout, batch normalisation) are given a
// mode explicitly: `dropout(0.5, mode)`, `norm(mode)`.
import type { Expr, Parameter } from '../expr.ts';
import { currentTurn, keyOfTurn } from '../expression/turns.ts';
import { result } from '../ops/boundary.ts';
import { foldIn, type RandomKey } from '../ops/random.ts';
import { type AnyTensor, type Tensor, toExpr } from '../tensor.ts';

export interface Mode {
  readonly training: boolean;
  /** a new key for random numbers: another one at each call, in each step, and in each turn of a scan around the call */
  key(): RandomKey;
  /**
   * `next` becomes the value of the parameter `state` after this step, if the step trains; the optimiser leaves that
   * parameter alone, also where it is one that gradients reach (a teacher that is a moving average of its student). In the
   * body of a scan each turn keeps, and reads what the turn before it kept; the last turn's value is the step's.
   */
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
    return result(keyOfTurn(toExpr(foldIn(this.#key(), this.#count++))));
  }

  keep(state: AnyTensor, next: AnyTensor): void {
    const leaf = toExpr(state);
    if (leaf.kind !== 'parameter') throw new TypeError('mode.keep: the first argument is a parameter of a layer');
    const { shape, dtype } = toExpr(next);
    if (`${dtype} ${shape}` !== `${leaf.dtype} ${leaf.shape}`) {
      const [old, now] = [leaf, { shape, dtype }].map((e) => `${e.dtype} [${e.shape.join(', ')}]`);
      throw new TypeError(`mode.keep: '${leaf.name}' is ${old}, the value to keep is ${now}`);
    }
    this.#keep(leaf, toExpr(next));
  }

  #keep(leaf: Parameter, next: Expr): void {
    const turn = currentTurn();
    if ((turn ?? this).kept.has(leaf)) {
      throw new Error(`mode.keep: '${leaf.name}' is kept twice in one step; use one layer for each place`);
    }
    if (turn === undefined) this.kept.set(leaf, next);
    else turn.kept.set(leaf, { next, into: (last) => this.#keep(leaf, last) });
  }
}
