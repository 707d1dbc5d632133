// From what was compiled to the parts of a module.

import type { Port, Program } from '../../../compiler/program/types.ts';
import type { ModuleParts, Slot, Standalone, StateSlot } from '../../../compiler/source/build/index.ts';
import type { Graph } from '../../../dsl/graph.ts';
import { isKept } from '../../../dsl/kept.ts';
import { rangesOf } from '../../../dsl/ranges.ts';
import type { Numbers } from '../../standalone/spec.ts';
import { digestOf, fileOf, headerOf } from '../../standalone/weights.ts';

export type Placed = Pick<ModuleParts, 'definition' | 'trains' | 'inputs' | 'outputs' | 'states'>;

/** Where each tensor of the program lies, and what the weights begin as. */
export function placed(
  name: string,
  graph: Graph,
  { inputs, outputs, states }: Program,
  { at }: Standalone,
  values: ReadonlyMap<string, Numbers>,
): Placed {
  const slot = ({ name: port, dtype, shape, buffer }: Port): Slot => ({ name: port, dtype, shape, at: at(buffer) });
  const digest = (state: string) => {
    const data = values.get(state)!;
    return isKept(state) && data.every((v) => Object.is(v, 0)) ? null : digestOf(data);
  };
  return {
    definition: name,
    trains: graph.states.some((s) => s.next !== s.leaf),
    inputs: inputs.map((port) => ({ ...slot(port), ...rangesIn(graph, port) })),
    outputs: outputs.map(slot),
    states: states.map((s): StateSlot => ({ ...slot(s), digest: digest(s.name) })),
  };
}

/** What all elements of an input are held to. */
function rangesIn({ inputs }: Graph, port: Port): Pick<Slot, 'ranges'> {
  const ranges = rangesOf(inputs.find(({ name }) => name === port.name)!.leaf).filter(({ read }) => !read);
  return ranges.length > 0 ? { ranges } : {};
}

export interface WeightsFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly header: string;
  /** numbers in it */
  readonly numbers: number;
}

/** The weights, and what training keeps unless it begins as zeros, as a safetensors file. */
export function weightsFile({ definition, states }: Placed, values: ReadonlyMap<string, Numbers>): WeightsFile {
  const held = states.filter((s) => s.digest !== null);
  const data = held.map((s) => values.get(s.name)!);
  const bytes = fileOf({ name: definition, states: held }, data);
  return { bytes, header: digestOf(headerOf(bytes)), numbers: data.reduce((n, d) => n + d.length, 0) };
}
