// What is compiled: named leaves and the expressions to compute from them.
import type { Expr, Input, Parameter } from './expr.ts';

/** F are the names of what is fed, O those of what is read back. */
export interface Graph<F extends string = string, O extends string = string> {
  /** the model that was traced, as errors name it */
  readonly model?: string;
  /** fed before each run */
  readonly inputs: readonly { readonly name: F; readonly leaf: Input }[];
  /** kept between runs; `next` is the value after the run, and `next === leaf` says that the state is only read */
  readonly states: readonly State[];
  /** read back after a run */
  readonly outputs: readonly { readonly name: O; readonly value: Expr }[];
}

export interface State {
  /** path in the parameter tree ('hidden.w'), unique: the name in checkpoints */
  readonly name: string;
  readonly leaf: Parameter | Input;
  readonly next: Expr;
}

/**
 * A program before its named dimensions are bound: `trace({ batch: 32 })` builds the graph of that size. S are the named
 * dimensions, F the names of what it is fed, O those of its outputs: Definition<'batch', 'input' | 'target', 'loss'>. A
 * plain Definition is any of them.
 */
export interface Definition<S extends string = string, F extends string = string, O extends string = string> {
  /** e.g. 'trainStep(lenet)' */
  readonly name: string;
  /** the named dimensions that `trace` needs, e.g. ['batch'] */
  readonly symbols: readonly S[];
  readonly trace: (binding: Readonly<Record<string, number>>) => Graph<F, O>;
}
