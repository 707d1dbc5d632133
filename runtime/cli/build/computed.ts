// What a graph computes on the default backend, where the reference would take too long.
import { compileGraph } from '../../../compiler/index.ts';
import type { Program } from '../../../compiler/program/types.ts';
import type { Graph } from '../../../dsl/graph.ts';
import { defaultBackend } from '../../backends/default.ts';
import type { Feeds, Values } from '../../backends/reference/index.ts';
import type { Numbers } from '../../standalone/spec.ts';

/** The values of an output or a state, and how far others may be off. */
export interface Computed {
  readonly values: Values | Numbers;
  readonly tolerance: number;
}

/** The outputs in order and the new states by name, with the same bits on every engine. */
export async function computed(
  graph: Graph,
  feeds: Feeds,
): Promise<{ readonly outputs: readonly Numbers[]; readonly states: ReadonlyMap<string, Numbers> }> {
  const backend = defaultBackend({ threads: 1, deterministic: true });
  const program = compileGraph(graph, backend.capabilities);
  const instance = await backend.instantiate(program);
  const write = (ports: Program['inputs'], leaves: Graph['inputs'] | Graph['states']) => {
    for (const { name, buffer } of ports) instance.write(buffer, feeds.get(leaves.find((l) => l.name === name)!.leaf)!);
  };
  write(program.inputs, graph.inputs);
  write(program.states, graph.states);
  await instance.run();
  const outputs = await Promise.all(program.outputs.map(({ buffer }) => instance.read(buffer)));
  const states = new Map<string, Numbers>();
  for (const { name, buffer } of program.states) states.set(name, await instance.read(buffer));
  instance.release();
  return { outputs, states };
}
