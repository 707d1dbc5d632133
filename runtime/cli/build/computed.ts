// What a graph computes on the CPU backend, where the reference would take too long.
import { emitWasm } from '../../../compiler/emit/wasm/index.ts';
import { compileGraph } from '../../../compiler/index.ts';
import type { Program } from '../../../compiler/program.ts';
import type { Graph } from '../../../dsl/graph.ts';
import { capabilities, instanceOf } from '../../backends/cpu/index.ts';
import type { Feeds, Values } from '../../backends/reference/index.ts';
import type { Numbers } from '../../standalone/spec.ts';

/** The values of an output or a state, and how far others may be off. */
export interface Computed {
  readonly values: Values | Numbers;
  readonly tolerance: number;
}

/** The outputs in order and the new states by name, with the same bits on every engine. */
export async function onCpu(
  graph: Graph,
  feeds: Feeds,
): Promise<{ readonly outputs: readonly Numbers[]; readonly states: ReadonlyMap<string, Numbers> }> {
  const program = compileGraph(graph, capabilities);
  const emitted = emitWasm(program, { fused: false });
  const module = await WebAssembly.compile(emitted.bytes);
  const instance = instanceOf(program, { emitted, module, milliseconds: 0 });
  const write = (ports: Program['inputs'], leaves: Graph['inputs'] | Graph['states']) => {
    for (const { name, buffer } of ports) instance.write(buffer, feeds.get(leaves.find((l) => l.name === name)!.leaf)!);
  };
  write(program.inputs, graph.inputs);
  write(program.states, graph.states);
  instance.run();
  return {
    outputs: program.outputs.map(({ buffer }) => instance.read(buffer)),
    states: new Map(program.states.map(({ name, buffer }) => [name, instance.read(buffer)])),
  };
}
