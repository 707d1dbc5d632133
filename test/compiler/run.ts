// Compiles a graph and runs the Program in the plain interpreter.

import type { Graph } from '../../compiler/graph.ts';
import { compileGraph } from '../../compiler/index.ts';
import type { Capabilities, Program } from '../../compiler/program/types.ts';
import { validators } from '../../compiler/program/validate.ts';
import type { Expr, Input, Parameter } from '../../dsl/expr.ts';
import { interpret } from '../testing/interpret.ts';

export const cpuLike: Capabilities = {
  maxInputs: 64,
  multipleOutputs: true,
  scatter: true,
  inPlace: true,
  packedContractions: true,
  largestIndex: 2 ** 31 - 1,
};

export const gpuLike: Capabilities = {
  maxInputs: 8,
  multipleOutputs: false,
  scatter: false,
  inPlace: false,
  packedContractions: false,
  largestIndex: 2 ** 24,
};

export const backends: readonly (readonly [string, Capabilities])[] = [
  ['cpu-like', cpuLike],
  ['gpu-like', gpuLike],
];

/** A graph whose only leaves are inputs. */
export function graphOf(inputs: readonly Input[], outputs: readonly Expr[]): Graph {
  return {
    inputs: inputs.map((leaf) => ({ name: leaf.name, leaf })),
    states: [],
    outputs: outputs.map((value, i) => ({ name: `out${i}`, value })),
  };
}

export function stateful(
  inputs: readonly Input[],
  states: readonly (readonly [Parameter, Expr])[],
  outputs: readonly Expr[] = [],
): Graph {
  return { ...graphOf(inputs, outputs), states: states.map(([leaf, next]) => ({ name: leaf.name, leaf, next })) };
}

export interface Result {
  readonly program: Program;
  readonly outputs: readonly (readonly number[])[];
  readonly states: readonly (readonly number[])[];
}

/** Compiles with every pass validated, feeds inputs (then states) and runs `times`. */
export function evaluate(
  graph: Graph,
  capabilities: Capabilities,
  values: readonly ArrayLike<number>[],
  initial: readonly ArrayLike<number>[] = [],
  times = 1,
): Result {
  const program = compileGraph(graph, capabilities, { validators });
  const machine = interpret(program);
  program.inputs.forEach((p, i) => {
    machine.write(p.buffer, values[i]!);
  });
  program.states.forEach((p, i) => {
    machine.write(p.buffer, initial[i]!);
  });
  for (let i = 0; i < times; i++) machine.run();
  return {
    program,
    outputs: program.outputs.map((p) => [...machine.read(p.buffer)]),
    states: program.states.map((p) => [...machine.read(p.buffer)]),
  };
}

/** 0, 1, 2, ... */
export function ramp(count: number, scale = 1, offset = 0): number[] {
  return Array.from({ length: count }, (_, i) => i * scale + offset);
}
