// Weights alone, without what training keeps beside them: the parameters and running statistics of a model as a safetensors
// file, each under its path in the tree of layers ('head.first.w'). Works on bytes: no files, so a page can use it too.

import type { NamedParameter } from '../dsl/nn/tree.ts';
import { optionsOf } from '../dsl/shape/rules/index.ts';
import type { Bytes } from './bytes.ts';
import { decodeSafetensors, encodeSafetensors, type RawTensor } from './safetensors.ts';
import type { NamedTensors, TensorData } from './state.ts';
import type { Fitting, OfTensors } from './weightsType.ts';

/** What a model has to say about its weights. */
export interface Weighted {
  readonly name: string;
  readonly parameters: readonly NamedParameter[];
}

type Shape = readonly number[];

/** How the tensors of a file differ from those of a model, by name, in the order of the model or the file. */
export interface WeightDifferences {
  /** in the model, not in the file */
  readonly missing: readonly { readonly name: string; readonly shape: Shape }[];
  /** in the file, not in the model */
  readonly extra: readonly { readonly name: string; readonly shape: Shape }[];
  /** of another shape, or not of 32-bit floats */
  readonly different: readonly { readonly name: string; readonly found: string; readonly expected: string }[];
}

export class WeightsError extends Error {
  override readonly name = 'WeightsError';
  readonly differences: WeightDifferences;

  constructor(message: string, differences: WeightDifferences) {
    super(message);
    this.differences = differences;
  }
}

export interface WeightsOptions {
  /** what errors call the file */
  readonly name?: string;
  /** true: the tensors that fit are taken, and the differences returned instead of thrown */
  readonly partial?: boolean;
}

export interface Weights extends WeightDifferences {
  /** what fits, by path: for `initialState(seed, tensors)`, or `restore` where a program has no other states */
  readonly tensors: NamedTensors;
}

/** The model's weights out of `tensors`, which may hold more (a snapshot of a state in training), as a file's bytes. */
export function encodeWeights(model: Weighted, tensors: NamedTensors): Uint8Array<ArrayBuffer> {
  const chosen = new Map<string, RawTensor>();
  for (const { name, leaf } of model.parameters) {
    const found = tensors.get(name);
    if (found === undefined) throw new Error(`encodeWeights: ${model.name} has '${name}', but it was not given`);
    if (found.shape.join() !== leaf.shape.join()) {
      throw new Error(`encodeWeights: '${name}' is ${show(found.shape)}, but ${show(leaf.shape)} in ${model.name}`);
    }
    chosen.set(name, { type: 'F32', shape: found.shape, data: found.data });
  }
  return encodeSafetensors({ tensors: chosen, metadata: { model: model.name } });
}

/**
 * The weights of a model from a safetensors file, whoever wrote it. Errors: the file is damaged; or, unless `partial`, it
 * lacks tensors of the model, has others, or some of another shape: all of them are named. Where the types know the file's
 * tensors (`weightsFile`), those are compile errors.
 */
export function decodeWeights<M extends Weighted, F>(
  model: Fitting<F, M>,
  bytes: OfTensors<Bytes, F>,
  options?: WeightsOptions,
): Weights;
export function decodeWeights(model: Weighted, bytes: Bytes, options: WeightsOptions = {}): Weights {
  const { name = 'weights', partial = false } = optionsOf<WeightsOptions>('decodeWeights', options, {
    name: 1,
    partial: 1,
  });
  const file = decodeSafetensors(bytes, name).tensors;
  const expected = new Map(model.parameters.map((p) => [p.name, p.leaf.shape]));
  const tensors = new Map<string, TensorData>();
  const different: { name: string; found: string; expected: string }[] = [];
  for (const [path, shape] of expected) {
    const found = file.get(path);
    if (found === undefined) continue;
    if (found.data instanceof Float32Array && found.shape.join() === shape.join()) {
      tensors.set(path, { dtype: 'f32', shape, data: found.data });
    } else different.push({ name: path, found: `${found.type} ${show(found.shape)}`, expected: `F32 ${show(shape)}` });
  }
  const missing = [...expected].flatMap(([path, shape]) => (file.has(path) ? [] : [{ name: path, shape }]));
  const extra = [...file].flatMap(([path, { shape }]) => (expected.has(path) ? [] : [{ name: path, shape }]));
  const differences = { missing, extra, different };
  if (!partial) requireFit(name, model, differences);
  return { tensors, ...differences };
}

/** A WeightsError that names all of the differences, if there are any. */
export function requireFit(name: string, model: Pick<Weighted, 'name'>, differences: WeightDifferences): void {
  const said = sentences(differences);
  if (said.length === 0) return;
  throw new WeightsError(`${name}: not the weights of ${model.name}: ${said.join('; ')}`, differences);
}

const show = (shape: Shape) => `[${shape.join(', ')}]`;

function sentences({ missing, extra, different }: WeightDifferences): string[] {
  const listed = (tensors: WeightDifferences['missing']) =>
    tensors.map((t) => `'${t.name}' ${show(t.shape)}`).join(', ');
  return [
    ...(missing.length > 0 ? [`missing ${listed(missing)}`] : []),
    ...(extra.length > 0 ? [`extra ${listed(extra)}`] : []),
    ...different.map((d) => `'${d.name}' is ${d.found}, expected ${d.expected}`),
  ];
}
