// One WebAssembly function under construction: a thin typed layer over the instruction stream, with structured loops.
import { ByteWriter } from './bytes.ts';
import {
  type LaneOpcode,
  laneOpcodes,
  type MemoryOpcode,
  memoryOpcodes,
  type Opcode,
  opcodes,
  type ValueType,
  valueTypes,
} from './opcodes.ts';

/** A local variable; `type` travels with it so that emitters need not remember. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

export interface Signature {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** a vector of zeros needs no memory and no register */
const isZero = (bytes: Uint8Array): boolean => bytes.every((b) => b === 0);

export class FunctionBuilder {
  readonly parameters: readonly Local[];
  private readonly locals: ValueType[] = [];
  private readonly free: Record<ValueType, Local[]> = { i32: [], f32: [], f64: [], v128: [] };
  private readonly code = new ByteWriter();
  /** structures that are open */
  private depth = 0;
  /** taken within the innermost `within` */
  private made: Local[] | null = null;
  /** where vectors are made once: their locals, by their bytes */
  private readonly constants = new Map<string, { readonly local: Local; readonly bytes: Uint8Array }>();

  constructor(
    readonly name: string,
    readonly signature: Signature,
    /** relaxed fused multiply-add may be used */
    readonly fused = false,
    /**
     * The function's time is in its loops: constant vectors are made once, where it begins. Engines need four instructions
     * for one, and most make it anew each time.
     */
    readonly loops = false,
  ) {
    this.parameters = signature.parameters.map((type, index) => ({ index, type }));
  }

  /** A new local, or one that was released. Its value is undefined: set it before use. */
  local(type: ValueType): Local {
    const local = this.free[type].pop() ?? this.fresh(type);
    this.made?.push(local);
    return local;
  }

  /** Releases every local that `body` takes; it releases none itself. */
  within(body: () => void): void {
    const outer = this.made;
    this.made = [];
    body();
    this.release(...this.made);
    this.made = outer;
  }

  private fresh(type: ValueType): Local {
    this.locals.push(type);
    return { index: this.parameters.length + this.locals.length - 1, type };
  }

  release(...locals: readonly Local[]): void {
    for (const l of locals) this.free[l.type].push(l);
  }

  op(name: Opcode): this {
    this.opcode(opcodes[name]);
    return this;
  }

  get(l: Local): this {
    this.code.byte(0x20);
    this.code.unsigned(l.index);
    return this;
  }

  set(l: Local): this {
    this.code.byte(0x21);
    this.code.unsigned(l.index);
    return this;
  }

  tee(l: Local): this {
    this.code.byte(0x22);
    this.code.unsigned(l.index);
    return this;
  }

  i32(value: number): this {
    this.code.byte(0x41);
    this.code.signed(value);
    return this;
  }

  f32(value: number): this {
    this.code.byte(0x43);
    this.code.f32(value);
    return this;
  }

  /** the i64 -1: no limit to the time of a wait */
  forever(): this {
    this.code.bytes([0x42, 0x7f]);
    return this;
  }

  f64(value: number): this {
    this.code.byte(0x44);
    this.code.f64(value);
    return this;
  }

  /** two equal f64 lanes */
  f64x2(value: number): this {
    return this.constant(new Uint8Array(new Float64Array(2).fill(value).buffer));
  }

  /** four equal f32 lanes */
  f32x4(value: number): this {
    return this.constant(new Uint8Array(new Float32Array(4).fill(value).buffer));
  }

  /** four i32 lanes; one value stands for four equal ones */
  i32x4(...lanes: readonly number[]): this {
    const [first = 0] = lanes;
    return this.constant(new Uint8Array(new Int32Array(lanes.length === 1 ? Array(4).fill(first) : lanes).buffer));
  }

  private constant(bytes: Uint8Array): this {
    if (this.loops && !isZero(bytes)) return this.get(this.madeOnce(bytes));
    this.code.bytes(constantOf(bytes));
    return this;
  }

  /** A local of its own: no loop may have used it before. */
  private madeOnce(bytes: Uint8Array): Local {
    const key = bytes.join();
    const known = this.constants.get(key)?.local ?? this.fresh('v128');
    this.constants.set(key, { local: known, bytes });
    return known;
  }

  /** address on the stack; effective address = address (unsigned) + offset */
  memory(name: MemoryOpcode, offset = 0): this {
    const [code, alignment] = memoryOpcodes[name];
    this.opcode(code);
    this.code.unsigned(alignment);
    this.code.unsigned(offset);
    return this;
  }

  lane(name: LaneOpcode, lane: number): this {
    this.opcode(laneOpcodes[name]);
    this.code.byte(lane);
    return this;
  }

  /** i8x16.shuffle, given as four 32-bit lanes: 0..3 of the first operand, 4..7 of the second */
  shuffle(lanes: readonly [number, number, number, number]): this {
    this.opcode(0x100 + 13);
    for (const lane of lanes) for (let b = 0; b < 4; b++) this.code.byte(lane * 4 + b);
    return this;
  }

  call(functionIndex: number): this {
    this.code.byte(0x10);
    this.code.unsigned(functionIndex);
    return this;
  }

  /** destination, byte value, length on the stack */
  memoryFill(): this {
    this.code.bytes([0xfc, 11, 0]);
    return this;
  }

  /** destination, source, length on the stack */
  memoryCopy(): this {
    this.code.bytes([0xfc, 10, 0, 0]);
    return this;
  }

  /** condition on the stack; both arms leave a value of `type` */
  ifElse(type: ValueType | null, then: () => void, otherwise?: () => void): this {
    this.code.byte(0x04);
    this.begin(type);
    then();
    if (otherwise) {
      this.code.byte(0x05);
      otherwise();
    }
    return this.end();
  }

  /** do { body } while (condition): `body` leaves the condition on the stack */
  repeat(body: () => void): this {
    this.code.byte(0x03);
    this.begin(null);
    body();
    this.code.bytes([0x0d, 0]);
    return this.end();
  }

  /** `leaveIf` goes on after the block if the i32 on the stack is not 0 */
  block(body: (leaveIf: () => void) => void): this {
    this.code.byte(0x02);
    this.begin(null);
    const { depth } = this;
    body(() => {
      this.code.byte(0x0d);
      this.code.unsigned(this.depth - depth);
    });
    return this.end();
  }

  /** counter += step, then repeats while counter < bound; `counter` is set before, and the first pass always runs. */
  repeatWhileBelow(counter: Local, step: number, bound: number | Local, body: () => void): this {
    return this.repeat(() => {
      body();
      this.get(counter).i32(step).op('i32.add').tee(counter);
      if (typeof bound === 'number') this.i32(bound);
      else this.get(bound);
      this.op('i32.lt_s');
    });
  }

  /** for (counter = 0; counter < bound; counter += step) body: nothing is emitted when the constant bound is 0 */
  count(bound: number, step: number, body: (counter: Local) => void): this {
    if (bound <= 0) return this;
    const counter = this.local('i32');
    this.i32(0).set(counter);
    if (bound <= step) body(counter);
    else this.repeatWhileBelow(counter, step, bound, () => body(counter));
    this.release(counter);
    return this;
  }

  /** local += bytes */
  advance(l: Local, by: number): this {
    return by === 0 ? this : this.get(l).i32(by).op('i32.add').set(l);
  }

  private begin(type: ValueType | null): void {
    this.code.byte(type === null ? 0x40 : valueTypes[type]);
    this.depth++;
  }

  private end(): this {
    this.depth--;
    this.code.byte(0x0b);
    return this;
  }

  private opcode(code: number): void {
    if (code >= 0x2000) {
      this.code.byte(0xfe);
      this.code.unsigned(code - 0x2000);
    } else if (code >= 0x1000) {
      this.code.byte(0xfc);
      this.code.unsigned(code - 0x1000);
    } else if (code >= 0x100) {
      this.code.byte(0xfd);
      this.code.unsigned(code - 0x100);
    } else this.code.byte(code);
  }

  /** the function's entry of the code section */
  finish(): ByteWriter {
    const body = new ByteWriter();
    const runs: { type: ValueType; count: number }[] = [];
    for (const type of this.locals) {
      const last = runs.at(-1);
      if (last && last.type === type) last.count++;
      else runs.push({ type, count: 1 });
    }
    body.unsigned(runs.length);
    for (const { type, count } of runs) {
      body.unsigned(count);
      body.byte(valueTypes[type]);
    }
    for (const { local, bytes } of this.constants.values()) {
      body.bytes(constantOf(bytes));
      body.byte(0x21);
      body.unsigned(local.index);
    }
    body.bytes(this.code.take());
    body.byte(0x0b);
    return body;
  }
}

/** v128.const */
const constantOf = (bytes: Uint8Array): Uint8Array => Uint8Array.of(0xfd, 12, ...bytes);
