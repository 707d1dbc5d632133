// Bytes, in whichever form an engine hands them out.

/** An ArrayBuffer, shared or not, or any view of one: Uint8Array, DataView, a Buffer of Node's. */
export type Bytes = ArrayBufferLike | ArrayBufferView;

/** The bytes themselves, not copied. A TypeError where `given` is none; `by` is what was called. */
export function bytesOf(by: string, given: Bytes): Uint8Array {
  if (given instanceof Uint8Array) return given;
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
  // by its tag: a buffer of another realm (a frame, a test runner's sandbox) is no instance of this one's class
  const tag = Object.prototype.toString.call(given).slice(8, -1);
  if (/^(Shared)?ArrayBuffer$/.test(tag)) return new Uint8Array(given);
  const fix = /^(Blob|File|Response|Request)$/.test(tag)
    ? ': await its arrayBuffer()'
    : tag === 'Promise'
      ? ': await it'
      : '';
  throw new TypeError(`${by}: expected bytes, a Uint8Array or an ArrayBuffer, not ${tag}${fix}`);
}
