// What is compiled: named leaves and the expressions to compute from them.
import type { Expr, Input, Parameter } from './expr.ts';

export interface Graph {
  /** fed before each run */
  readonly inputs: readonly { readonly name: string; readonly leaf: Input }[];
  /** kept between runs; `next` is the value after the run, and `next === leaf` says that the state is only read */
  readonly states: readonly State[];
  /** read back after a run */
  readonly outputs: readonly { readonly name: string; readonly value: Expr }[];
}

export interface State {
  /** path in the parameter tree ('hidden.w'), unique: the name in checkpoints */
  readonly name: string;
  readonly leaf: Parameter | Input;
  readonly next: Expr;
}

/** A program before its named dimensions are bound: `trace({ batch: 32 })` builds the graph of that size. */
export interface Definition {
  /** e.g. 'trainStep(lenet)' */
  readonly name: string;
  /** the named dimensions that `trace` needs, e.g. ['batch'] */
  readonly symbols: readonly string[];
  readonly trace: (binding: Readonly<Record<string, number>>) => Graph;
}
