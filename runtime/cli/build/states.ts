// What a built module begins with: weights from a file, or drawn by their initialisers.
import { readFile } from 'node:fs/promises';
import { elementCount } from '../../../dsl/expr.ts';
import type { Graph } from '../../../dsl/graph.ts';
import { isKept } from '../../../dsl/kept.ts';
import { reason } from '../../data/read.ts';
import { initialValues } from '../../initial.ts';
import { decodeSafetensors } from '../../safetensors.ts';
import type { Numbers } from '../../standalone/spec.ts';
import { decodeWeights, requireFit } from '../../weights.ts';
import { UsageError } from '../load.ts';

export interface Begun {
  /** by the names of the states */
  readonly values: ReadonlyMap<string, Numbers>;
  readonly notes: readonly string[];
}

/**
 * The states of a graph: weights of a safetensors file, which may hold what training keeps too (a checkpoint), or else
 * drawn from the seed. Errors: the file cannot be read or is damaged, and how its tensors differ from the weights.
 */
export async function beginning(graph: Graph, name: string, path: string | undefined, seed: number): Promise<Begun> {
  if (path === undefined) {
    const notes = [`the weights are drawn from seed ${seed}: nothing is trained`];
    return { values: initialValues(graph.states, seed), notes };
  }
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(`--weights: ${path} cannot be read: ${reason(cause)}`);
  });
  const parameters = graph.states.flatMap(({ name, leaf }) =>
    leaf.kind === 'parameter' && !isKept(name) ? [{ name, leaf }] : [],
  );
  const { tensors, missing, extra, different } = decodeWeights({ name, parameters }, bytes, {
    name: path,
    partial: true,
  });
  const model = { name, parameters };
  requireFit(path, model, { missing, different, extra: extra.filter((t) => !isKept(t.name)) });
  const file = decodeSafetensors(bytes, path).tensors;
  const values = new Map<string, Numbers>();
  for (const [weight, { data }] of tensors) values.set(weight, data);
  const kept = graph.states.filter((s) => isKept(s.name));
  for (const { name: state, leaf } of kept) {
    const found = file.get(state);
    if (found === undefined) continue;
    if (found.shape.join() !== leaf.shape.join() || found.data.length !== elementCount(leaf.shape)) {
      throw new Error(`${path}: '${state}' is [${found.shape.join(', ')}], expected [${leaf.shape.join(', ')}]`);
    }
    values.set(state, leaf.dtype === 'f32' ? Float32Array.from(found.data) : Int32Array.from(found.data));
  }
  for (const [state, data] of initialValues(graph.states, seed, new Set(values.keys()))) values.set(state, data);
  const begins = kept.filter((s) => !file.has(s.name)).length;
  const notes = begins > 0 ? [`${begins} tensors that training keeps are not in ${path}: the optimiser begins`] : [];
  return { values, notes };
}
