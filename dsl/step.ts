// What steps of training are made of, in types: losses that fit the outputs, and the names that a step has.
import type { Definition } from './graph.ts';
import type { Loss } from './ops/loss.ts';
import type { PathsOf, SymbolsOf } from './ports.ts';
import type { Message } from './shape/index.ts';
import type { AnyTensor, Tensor } from './tensor.ts';

/** A loss of one's own, with the target declared beside it; K are the names of its metrics. */
export interface OwnLoss<O, T, K extends string = string> {
  readonly target: T;
  readonly loss: (prediction: O, target: T) => Tensor<[]>;
  /** more outputs, computed from prediction and target */
  readonly metrics?: Readonly<Record<K, (prediction: O, target: T) => AnyTensor>>;
}

/** A loss of the library where it takes predictions O, one f32 tensor; else the sentence. */
type Suits<L extends Loss, O> =
  L extends Loss<infer N>
    ? string extends N
      ? L
      : O extends Tensor<infer _, infer D>
        ? [D] extends ['f32']
          ? L
          : Message<'typeIs', [N, 'operand', D, 'f32']>
        : unknown extends O
          ? L
          : Message<'lossTree', [N]>
    : never;
/**
 * A loss of the library knows its target from the prediction; another one declares it. Of predictions O, with a target T
 * and metrics K; L is the loss that is given.
 */
export type LossOf<O, T, K extends string = string, L = Loss | OwnLoss<O, T, K>> = L extends Loss
  ? Suits<L, O>
  : OwnLoss<O, T, K>;
/** The metrics of a loss: L is the library's, K are those of another. */
type MetricsOf<L, K extends string> = [L] extends [never] ? string : L extends Loss<string, infer M> ? M : K;
/** What a loss is fed: the library's one target, or the paths of T. */
type TargetsOf<L, T> = [L] extends [never] ? string : L extends Loss ? 'target' : PathsOf<T, 'target'>;
type TargetSymbols<L, T> = [L] extends [never] ? string : L extends Loss ? never : SymbolsOf<T>;
/** The names of the prediction O among the outputs, as the options P ask for it. */
type Shown<P, O> = 'prediction' extends keyof P
  ? [P['prediction']] extends [true]
    ? PathsOf<O, 'prediction', 'prediction'>
    : true extends P['prediction']
      ? string
      : never
  : never;

/** The definition of a step of training or evaluation: its dimensions, feeds and outputs by name. */
export type Step<I, O, T, K extends string, L, P> = Definition<
  SymbolsOf<I> | TargetSymbols<L, T>,
  PathsOf<I, 'input'> | TargetsOf<L, T>,
  'loss' | MetricsOf<L, K> | Shown<P, O>
>;

export interface StepOptions {
  /** one more output: the prediction itself, or 'prediction.y', ... where it is a tree */
  readonly prediction?: boolean;
}
