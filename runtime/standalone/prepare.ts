// What happens when a built module is loaded, whatever runs it.
import type { Slot } from '../../compiler/source/build/spec.ts';
import { type Feeds, takeFeeds } from '../feeds.ts';
import { bytesAt } from './bytes.ts';
import type { Machine, Numbers, Spec } from './spec.ts';
import type { LoadOptions } from './types.ts';
import { tryVectors } from './vectors.ts';
import { statesIn } from './weights.ts';

/** Brings the weights in, and checks them and the module unless told not to. */
export async function prepare(spec: Spec, machine: Machine, { weights, check = true }: LoadOptions): Promise<void> {
  const states = statesIn(spec, await bytesAt(weights ?? spec.weights.source()), check);
  const restore = () => spec.states.forEach((slot, i) => void machine.write(slot, states[i]!));
  restore();
  if (!check) return;
  await tryVectors(spec, machine);
  restore();
}

export type FeedsOf<I> = { readonly [K in keyof I]: ArrayLike<number> };

/** The inputs of a run, checked and as they are at the call; what writes them, later if they are copies. */
export function feed(spec: Spec, machine: Machine, method: string, inputs: Feeds, copy = false): () => void {
  const data = takeFeeds(spec.name, spec.inputs, inputs, (name) => `${method}({ ${name} })`, copy);
  return () => spec.inputs.forEach((slot, i) => void machine.write(slot, data[i]!));
}

/** A scalar as a number, everything else as it is. */
export const resultOf = ({ shape }: Slot, values: Numbers): Numbers | number =>
  shape.length === 0 ? values[0]! : values;
