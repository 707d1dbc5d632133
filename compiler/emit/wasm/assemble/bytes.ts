// A growing byte string with the encodings of the WebAssembly binary format (spec, section 5): LEB128 and floats.

export class ByteWriter {
  private buffer = new Uint8Array(256);
  private size = 0;

  get length(): number {
    return this.size;
  }

  byte(value: number): void {
    if (this.size === this.buffer.length) this.grow(1);
    this.buffer[this.size++] = value;
  }

  bytes(values: ArrayLike<number>): void {
    if (this.size + values.length > this.buffer.length) this.grow(values.length);
    this.buffer.set(values, this.size);
    this.size += values.length;
  }

  /** unsigned LEB128 of an integer below 2^53 */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** signed LEB128 of a 32-bit integer */
  signed(value: number): void {
    let rest = value | 0;
    for (;;) {
      const low = rest & 0x7f;
      rest >>= 7;
      if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
        this.byte(low);
        return;
      }
      this.byte(low | 0x80);
    }
  }

  f32(value: number): void {
    this.bytes(new Uint8Array(new Float32Array([value]).buffer));
  }

  f64(value: number): void {
    this.bytes(new Uint8Array(new Float64Array([value]).buffer));
  }

  /** length in bytes, then UTF-8 */
  name(text: string): void {
    const encoded = new TextEncoder().encode(text);
    this.unsigned(encoded.length);
    this.bytes(encoded);
  }

  /** length in bytes, then the bytes of `content` */
  block(content: ByteWriter): void {
    this.unsigned(content.length);
    this.bytes(content.take());
  }

  take(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.size);
  }

  private grow(extra: number): void {
    const larger = new Uint8Array(Math.max(this.buffer.length * 2, this.size + extra));
    larger.set(this.buffer);
    this.buffer = larger;
  }
}
