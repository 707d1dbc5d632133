// The weights of a built module: read, compared with those that it was built with, and written again.
import type { Slot, StateSlot } from '../../compiler/source/build/spec.ts';
import { elementCount } from '../../dsl/expr.ts';
import { isKept } from '../../dsl/kept.ts';
import { crc32 } from '../crc32.ts';
import { decodeSafetensors, encodeSafetensors, type RawTensor, type SafetensorsType } from '../safetensors.ts';
import type { Numbers, Spec } from './spec.ts';

const storedAs: Readonly<Record<Slot['dtype'], SafetensorsType>> = { f32: 'F32', i32: 'I32', bool: 'BOOL' };

export const digestOf = (bytes: ArrayBufferView): string =>
  crc32(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
    .toString(16)
    .padStart(8, '0');

/** The header of a safetensors file: its length and its text. */
export const headerOf = (bytes: Uint8Array): Uint8Array => {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true));
  return bytes.subarray(0, 8 + length);
};

/**
 * The values of every state out of a safetensors file. Errors: the file is damaged, lacks a tensor, has one of another
 * shape or one too many; with `check`, that differ from what the module was built with: which tensor.
 */
export function statesIn(spec: Spec, bytes: Uint8Array, check: boolean): Numbers[] {
  const { file, header } = spec.weights;
  const { tensors } = decodeSafetensors(bytes, file);
  for (const name of tensors.keys()) {
    if (spec.states.some((s) => s.name === name) || isKept(name)) continue;
    throw new Error(`${file}: not the weights of ${spec.name}: it has '${name}', which is no weight there`);
  }
  const states = spec.states.map((slot) => stateIn(spec, slot, tensors.get(slot.name), check));
  if (check && digestOf(headerOf(bytes)) !== header) {
    throw new Error(`${file}: its header is not the one that ${spec.name} was built with${differs}`);
  }
  return states;
}

const differs = ': the file is damaged, or another one; load({ weights, check: false }) takes other weights';

function stateIn(spec: Spec, slot: StateSlot, found: RawTensor | undefined, check: boolean): Numbers {
  const { name, shape, dtype, digest } = slot;
  const expected = `${storedAs[dtype]} [${shape.join(', ')}]`;
  const fault = (what: string) => new Error(`${spec.weights.file}: not the weights of ${spec.name}: ${what}`);
  if (found === undefined) {
    if (digest === null) return zerosOf(slot);
    throw fault(`it lacks '${name}', ${expected}`);
  }
  const is = `${found.type} [${found.shape.join(', ')}]`;
  if (is !== expected) throw fault(`'${name}' is ${is}, expected ${expected}`);
  if (check && digest !== null && digestOf(found.data) !== digest) {
    throw new Error(`${spec.weights.file}: '${name}' is not what ${spec.name} was built with${differs}`);
  }
  return dtype === 'f32' ? (found.data as Float32Array) : new Int32Array(found.data); // F32, as found above
}

export const zerosOf = ({ dtype, shape }: Slot): Numbers =>
  dtype === 'f32' ? new Float32Array(elementCount(shape)) : new Int32Array(elementCount(shape));

/** The bytes of a safetensors file with these states. */
export function fileOf(spec: Pick<Spec, 'name' | 'states'>, values: readonly Numbers[]): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, RawTensor>();
  spec.states.forEach(({ name, dtype, shape }, i) => {
    const data = dtype === 'bool' ? new Uint8Array(values[i]!) : values[i]!;
    tensors.set(name, { type: storedAs[dtype], shape, data });
  });
  return encodeSafetensors({ tensors, metadata: { program: spec.name } });
}
