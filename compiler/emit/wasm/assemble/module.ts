// A WebAssembly module under construction: types, functions, one memory (its own, or one that threads share),
// exports, a start function and the names that traps are reported with.
import { ByteWriter } from './bytes.ts';
import { FunctionBuilder, type Signature } from './function.ts';
import { valueTypes } from './opcodes.ts';

export class ModuleBuilder {
  private readonly types = new Map<string, { index: number; signature: Signature }>();
  private readonly functions: FunctionBuilder[] = [];
  private readonly exports: { name: string; index: number }[] = [];
  private start: number | null = null;

  /**
   * `fused`: functions may use relaxed fused multiply-add, which not every engine has.
   * `sharedMemory`: the memory is imported, as memory.shared, and shared between threads.
   */
  constructor(
    private readonly fused = false,
    private readonly sharedMemory = false,
  ) {}

  /** reserves an index; the body may be written later. `loops`: its time is in its loops */
  function(name: string, signature: Signature, loops = false): { index: number; builder: FunctionBuilder } {
    const builder = new FunctionBuilder(name, signature, this.fused, loops);
    this.type(signature);
    this.functions.push(builder);
    return { index: this.functions.length - 1, builder };
  }

  export(name: string, index: number): void {
    this.exports.push({ name, index });
  }

  runAtStart(index: number): void {
    this.start = index;
  }

  finish(pages: number): Uint8Array<ArrayBuffer> {
    const out = new ByteWriter();
    out.bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);
    const section = (id: number, write: (w: ByteWriter) => void) => {
      const content = new ByteWriter();
      write(content);
      out.byte(id);
      out.block(content);
    };
    section(1, (w) => this.writeTypes(w));
    section(2, (w) => this.writeImports(w, pages));
    section(3, (w) => {
      w.unsigned(this.functions.length);
      for (const f of this.functions) w.unsigned(this.type(f.signature));
    });
    if (!this.sharedMemory) {
      section(5, (w) => {
        w.bytes([1, 1]);
        w.unsigned(pages);
        w.unsigned(pages);
      });
    }
    section(7, (w) => this.writeExports(w));
    if (this.start !== null) section(8, (w) => w.unsigned(this.start ?? 0));
    section(10, (w) => {
      w.unsigned(this.functions.length);
      for (const f of this.functions) w.block(f.finish());
    });
    section(0, (w) => this.writeNames(w));
    return out.take();
  }

  private type(signature: Signature): number {
    const key = `${signature.parameters.join()}:${signature.results.join()}`;
    const known = this.types.get(key);
    if (known) return known.index;
    const index = this.types.size;
    this.types.set(key, { index, signature });
    return index;
  }

  private writeTypes(w: ByteWriter): void {
    w.unsigned(this.types.size);
    for (const { signature } of this.types.values()) {
      w.byte(0x60);
      for (const list of [signature.parameters, signature.results]) {
        w.unsigned(list.length);
        for (const type of list) w.byte(valueTypes[type]);
      }
    }
  }

  /** Nothing but the memory is ever imported. */
  private writeImports(w: ByteWriter, pages: number): void {
    if (!this.sharedMemory) {
      w.unsigned(0);
      return;
    }
    w.unsigned(1);
    w.name('memory');
    w.name('shared');
    w.bytes([2, 3]);
    w.unsigned(pages);
    w.unsigned(pages);
  }

  private writeExports(w: ByteWriter): void {
    w.unsigned(this.exports.length + 1);
    w.name('memory');
    w.bytes([2, 0]);
    for (const e of this.exports) {
      w.name(e.name);
      w.byte(0);
      w.unsigned(e.index);
    }
  }

  /** the custom section "name": engines print these names in stack traces, which is how a trap names its kernel */
  private writeNames(w: ByteWriter): void {
    w.name('name');
    const names = new ByteWriter();
    names.unsigned(this.functions.length);
    this.functions.forEach((f, i) => {
      names.unsigned(i);
      names.name(f.name);
    });
    w.byte(1);
    w.block(names);
  }
}
