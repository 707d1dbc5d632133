// Runs emitted kernels. Every launch makes a new value of one buffer, so the store maps buffers to handles: overwriting a
// buffer drops its old handle, a loop's carry copies no data, and a temporary is dropped after the last step that reads
// it. States stay on the device from run to run.
import type { Argument, GpuKernel, GpuLoop, GpuProgram, GpuStep } from '../../../compiler/emit/gpujs/index.ts';
import type { AxisId, Buffer, BufferId } from '../../../compiler/program/types.ts';
import type { Device, Launch } from './device.ts';
import { lastUses } from './memory.ts';
import { Store } from './store.ts';

export class Runner {
  readonly store: Store;
  private readonly steps: readonly GpuStep[];
  private readonly buffers: ReadonlyMap<BufferId, Buffer>;
  private readonly launches = new Map<GpuKernel, Launch>();
  private readonly counters = new Map<AxisId, number>();
  /** temporaries that no step after this one reads */
  private readonly lastUses: readonly BufferId[][];
  private written = new Map<BufferId, Float32Array>();
  private released = false;

  constructor(
    { buffers, steps }: GpuProgram,
    private readonly device: Device,
  ) {
    this.steps = steps;
    this.buffers = new Map(buffers.map((b) => [b.id, b]));
    this.store = new Store(device, this.buffers);
    this.lastUses = lastUses(steps, this.buffers);
    const once = writtenOnce(steps, this.buffers);
    const lengthOf = (a: Argument): number => (a.kind === 'buffer' ? this.buffer(a.id).length : 0);
    const build = (s: GpuStep): void => {
      if (s.kind === 'loop') s.body.forEach(build);
      else this.launches.set(s, device.kernel(s, s.arguments.map(lengthOf), once.has(s)));
    };
    steps.forEach(build);
  }

  /** Constants go to the device once. */
  async prepare(): Promise<void> {
    for (const b of this.buffers.values()) if (b.data) this.store.set(b.id, await this.device.upload(b.data));
  }

  /** Taken up by the next run or read. */
  write(id: BufferId, data: ArrayLike<number>): void {
    this.live();
    const b = this.buffer(id);
    if (data.length !== b.length)
      throw new RangeError(`gpujs: buffer ${b.name} holds ${b.length} elements, the data has ${data.length}`);
    this.written.set(id, Float32Array.from(data));
  }

  async read(id: BufferId): Promise<Float32Array | Int32Array> {
    this.live();
    const b = this.buffer(id);
    await this.flush();
    const values = await this.device.download(await this.store.get(id));
    const copy = b.dtype === 'f32' ? new Float32Array(b.length) : new Int32Array(b.length);
    const clamp =
      b.dtype === 'f32' ? (x: number) => x : (x: number) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.round(x)));
    for (let i = 0; i < b.length; i++) copy[i] = clamp(values[i]!);
    return copy;
  }

  async run(): Promise<void> {
    this.live();
    await this.flush();
    for (const [i, s] of this.steps.entries()) {
      await this.step(s);
      for (const id of this.lastUses[i]!) this.store.drop(id);
    }
  }

  release(): void {
    if (this.released) return;
    this.released = true;
    this.store.clear();
    this.device.destroy().catch(() => undefined); // a context that is gone already needs no destroying
  }

  private async flush(): Promise<void> {
    const written = this.written;
    this.written = new Map();
    for (const [id, data] of written) this.store.set(id, await this.device.upload(data));
  }

  private async step(s: GpuStep): Promise<void> {
    if (s.kind === 'loop') return this.loop(s);
    const args = [];
    for (const a of s.arguments) args.push(await this.argument(a));
    this.store.set(s.writes, await this.launches.get(s)!(args));
  }

  private async loop(s: GpuLoop): Promise<void> {
    for (let i = 0; i < s.extent; i++) {
      this.counters.set(s.counter, s.reverse ? s.extent - 1 - i : i);
      for (const b of s.body) await this.step(b);
      await this.store.move(s.carries);
    }
  }

  private argument(a: Argument) {
    if (a.kind === 'buffer') return this.store.get(a.id);
    if (a.kind === 'counter') return this.counters.get(a.id)!;
    return a.value === 'nan' ? Number.NaN : Number.POSITIVE_INFINITY;
  }

  private buffer(id: BufferId): Buffer {
    const b = this.buffers.get(id);
    if (!b) throw new RangeError(`gpujs: the program has no buffer ${id}`);
    return b;
  }

  private live(): void {
    if (this.released) throw new Error(`gpujs:${this.device.mode}: this program was released`);
  }
}

/**
 * Kernels whose values never outlive the next launch of the same kernel: they may write to the same memory each run.
 * Not so in loops, in states, where a kernel passes on what it read, and where a carry shares the value.
 */
function writtenOnce(steps: readonly GpuStep[], buffers: ReadonlyMap<BufferId, Buffer>): Set<GpuKernel> {
  const shared = new Set<BufferId>();
  const carries = (s: GpuStep): void => {
    if (s.kind !== 'loop') return;
    for (const c of s.carries) shared.add(c.from).add(c.to);
    s.body.forEach(carries);
  };
  steps.forEach(carries);
  const transient = (s: GpuKernel) => {
    const role = buffers.get(s.writes)?.role;
    const reads = s.arguments.some((a) => a.kind === 'buffer' && a.id === s.writes);
    return (role === 'temporary' || role === 'output') && !reads && !shared.has(s.writes);
  };
  return new Set(steps.filter((s): s is GpuKernel => s.kind === 'kernel' && transient(s)));
}
