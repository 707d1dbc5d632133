// Weights on disk. Node only.
import { type ReadOptions, readBytes, readOptions } from './data/read.ts';
import { replaceFile } from './fileWriting.ts';
import { type NamedTensors, State } from './state.ts';
import { decodeWeights, encodeWeights, type Weighted, type Weights, type WeightsOptions } from './weights.ts';
import type { Fitting, OfTensors } from './weightsType.ts';

/**
 * Writes a model's weights out of a state, or out of named tensors: the file is replaced as a whole or not at all, and by
 * the last of several calls that nobody waits for.
 */
export function saveWeights(path: string, model: Weighted, state: State | NamedTensors): Promise<void> {
  const encoded = async () => encodeWeights(model, state instanceof State ? await state.snapshot() : state);
  return replaceFile(path, encoded());
}

/**
 * Reads weights for a model; the errors are those of decodeWeights, with the file's path. Where the types know its tensors,
 * loadWeights(weightsFile<Tensors>('lenet.safetensors'), network), weights of another model are a compile error.
 */
export function loadWeights<F, M extends Weighted>(
  path: OfTensors<string, F>,
  model: Fitting<F, M>,
  options?: Omit<WeightsOptions, 'name'> & ReadOptions,
): Promise<Weights>;
export async function loadWeights(
  path: string,
  model: Weighted,
  options: Omit<WeightsOptions, 'name'> & ReadOptions = {},
): Promise<Weights> {
  const { partial = false, ...read } = options;
  return decodeWeights(model, await readBytes(path, readOptions('loadWeights', read)), { partial, name: path });
}
