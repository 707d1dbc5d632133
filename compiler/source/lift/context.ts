// What one lifting keeps: the values made, the modules read, the calls that it is inside of, and how much it may do.
import type { ts } from 'ts-morph';
import type { Modules } from './declarations.ts';
import { refuse } from './error.ts';
import { Builder } from './node.ts';
import type { FunctionNode } from './scope.ts';

export const limits = {
  /** turns of all loops together */
  turns: 1024,
  /** operations, before those that nothing needs go */
  operations: 4096,
  /** calls of other functions */
  calls: 1024,
} as const;

export class Context {
  readonly builder = new Builder();
  readonly modules: Modules;
  /** the calls that are being followed, the innermost last */
  readonly calls: FunctionNode[] = [];
  /** constants whose values are being found */
  readonly constants = new Set<ts.Node>();
  #turns = 0;
  #calls = 0;

  constructor(modules: Modules) {
    this.modules = modules;
  }

  /** Counts one more turn of a loop. */
  turn(loop: ts.Node): void {
    if (++this.#turns > limits.turns)
      refuse(
        loop,
        `loops turn more than ${limits.turns} times`,
        'A lifted loop is unrolled into operations: lower its bound, or use scan.',
      );
    this.#small(loop);
  }

  call(node: ts.Node): void {
    if (++this.#calls > limits.calls)
      refuse(
        node,
        `more than ${limits.calls} calls are followed`,
        'Each call is copied into the function: call fewer, or lift the parts.',
      );
    this.#small(node);
  }

  #small(node: ts.Node): void {
    if (this.builder.size > limits.operations)
      refuse(
        node,
        `the function comes to more than ${limits.operations} operations`,
        'Lift a smaller part of it, or write it with tensors.',
      );
  }
}
