// Small files, byte by byte.
import type { RawTensor } from '../../runtime/safetensors.ts';

export const f32 = (...data: number[]): RawTensor => ({
  type: 'F32',
  shape: [data.length],
  data: Float32Array.from(data),
});

/** An IDX file of any element type. */
export function idx(code: number, shape: readonly number[], elements: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 + 4 * shape.length + elements.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, code * 256 + shape.length);
  for (const [i, d] of shape.entries()) view.setUint32(4 + 4 * i, d);
  bytes.set(elements, 4 + 4 * shape.length);
  return bytes;
}
