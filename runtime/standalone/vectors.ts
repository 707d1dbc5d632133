// A built module's test vectors: inputs drawn from a key, and what some elements of the results are to be.
import type { Sample, Slot, Vectors } from '../../compiler/source/build/spec.ts';
import { elementCount } from '../../dsl/expr.ts';
import { fold, uniform } from '../../dsl/key.ts';
import type { Machine, Numbers, Spec } from './spec.ts';

/** The test input of that name: f32 between low and high, whole numbers from low to high. */
export function drawnInput({ key, inputs }: Pick<Vectors, 'key' | 'inputs'>, { name, dtype, shape }: Slot): Numbers {
  const { low, high } = inputs[name]!;
  const stream = fold(key, name);
  const count = elementCount(shape);
  if (dtype === 'f32') return new Float32Array(count).map((_, i) => low + (high - low) * uniform(stream, i));
  return new Int32Array(count).map((_, i) => low + Math.floor((high - low + 1) * uniform(stream, i)));
}

/** Runs the test inputs. An error that names the first output or state that is not what it is to be. */
export async function tryVectors(spec: Spec, machine: Machine): Promise<void> {
  for (const slot of spec.inputs) machine.write(slot, drawnInput(spec.vectors, slot));
  await machine.run();
  for (const sample of spec.vectors.outputs) await requireSample(spec.name, 'output', sample, spec.outputs, machine);
  for (const sample of spec.vectors.states) await requireSample(spec.name, 'state', sample, spec.states, machine);
}

async function requireSample(
  program: string,
  what: string,
  { name, at, expected, tolerance }: Sample,
  slots: readonly Slot[],
  machine: Machine,
): Promise<void> {
  const values = await machine.read(slots.find((slot) => slot.name === name)!);
  at.forEach((element, i) => {
    const [found, wanted] = [values[element]!, expected[i]!];
    if (Math.abs(found - wanted) <= tolerance) return;
    throw new Error(
      `${program}: ${what} '${name}' is not what its test vector says: element ${element} is ${found}, expected ` +
        `${wanted} within ${tolerance}. This module was changed after it was built, or this engine computes wrongly`,
    );
  });
}
