// What one program has on a device, in one mode: kernels from source, data to and from there. Whatever gpu.js does instead
// of what was asked is an error.
import type { GpuKernel } from '../../../compiler/emit/gpujs/index.ts';
import type { Context } from './context.ts';
import { type Handle, isLost, type Kernel, modeOf } from './library.ts';
import { isGpu, type Mode } from './modes.ts';

export type Launch = (args: readonly (Handle | number)[]) => Promise<Handle>;

/** The device was lost, and with it every state that was there. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';

  constructor(mode: Mode, cause: unknown) {
    super(
      `gpujs:${mode}: the device was lost: the browser or its driver took it away, and all that was on it is gone. Compile ` +
        `again on a new one, await gpujs('${mode}'), and restore a snapshot or a checkpoint`,
      { cause },
    );
  }
}

/** A kernel that uploads holds the last values that it copied: for all programs there are kernels of so few only. */
const few = 1024;

export class Device {
  private readonly uploaders = new Map<number, Kernel>();
  private readonly kernels: Kernel[] = [];
  private lost = false;
  /** the kernel that ran last: it knows the device that all of them are on */
  private witness: Kernel | undefined;

  constructor(
    readonly mode: Mode,
    private readonly context: Context,
  ) {}

  /** whether results stay on the device; otherwise they are plain arrays */
  get resident(): boolean {
    return isGpu(this.mode);
  }

  /** `lengths`: of the arguments, 0 for numbers; `transient`: a result is no longer needed when the kernel runs again */
  kernel({ name, source, length }: GpuKernel, lengths: readonly number[], transient = false): Launch {
    // WebGL kernels keep their texture until somebody else holds it; WebGPU kernels would make a buffer each time
    const kernel = this.made(source, length, !(transient && this.mode === 'webgpu'), lengths);
    this.kernels.push(kernel);
    let checked = false;
    return async (args) => {
      try {
        const result = await kernel(...args);
        this.witness = kernel;
        if (!checked) this.check(name, kernel);
        checked = true;
        this.requireDevice();
        return result;
      } catch (cause) {
        await this.requireDeviceAfter(cause);
        if (checked) throw cause;
        const said = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`gpujs:${this.mode}: kernel ${name} could not be built: ${said}\n${source}`, { cause });
      }
    };
  }

  private made(source: string, length: number, immutable: boolean, lengths: readonly number[] = []): Kernel {
    const output = [Math.max(1, length)];
    return this.context.make(source, { output, precision: 'single', pipeline: true, immutable }, lengths);
  }

  private check(name: string, kernel: Kernel): void {
    const ran = modeOf(kernel);
    if (ran === this.mode && !kernel.kernel.fallbackReason) return;
    const why = kernel.kernel.fallbackReason ?? 'it gives no reason';
    throw new Error(`kernel ${name} was asked to run in mode ${this.mode}, gpu.js chose ${ran}: ${why}`);
  }

  /** Data on the device, through a kernel that copies: so every kernel only ever sees arguments of one type. */
  async upload(data: ArrayLike<number>): Promise<Handle> {
    const values = new Float32Array(Math.max(1, data.length));
    values.set(data);
    if (!this.resident) return values;
    const kernel = this.uploader(values.length);
    return this.onDevice(async () => {
      const result = await kernel(values);
      this.witness = kernel;
      return result;
    });
  }

  private uploader(length: number): Kernel {
    const all = length <= few ? this.context.uploaders : this.uploaders;
    const known = all.get(length);
    if (known) return known;
    const kernel = this.made('function upload(host) {\n  return host[this.thread.x];\n}', length, true);
    if (all === this.uploaders) this.kernels.push(kernel);
    all.set(length, kernel);
    return kernel;
  }

  async download(handle: Handle): Promise<ArrayLike<number>> {
    return handle instanceof Float32Array ? handle : this.onDevice(async () => handle.toArray());
  }

  /** What the job gives, unless the device was lost meanwhile. */
  private async onDevice<T>(job: () => Promise<T>): Promise<T> {
    try {
      const result = await job();
      this.requireDevice();
      return result;
    } catch (cause) {
      await this.requireDeviceAfter(cause);
      throw cause;
    }
  }

  private requireDevice(cause?: unknown): void {
    if (!this.resident || cause instanceof DeviceLostError) return;
    this.lost ||= this.witness !== undefined && isLost(this.witness);
    if (this.lost) throw new DeviceLostError(this.mode, cause);
  }

  /** The same where something failed: it may have, because the device is being lost, which is told a moment later. */
  private async requireDeviceAfter(cause: unknown): Promise<void> {
    this.requireDevice(cause);
    if (!this.resident || cause instanceof DeviceLostError) return;
    await new Promise((done) => setTimeout(done, 50));
    this.requireDevice(cause);
  }

  dispose(handle: Handle): void {
    if (!(handle instanceof Float32Array)) handle.delete();
  }

  destroy(): Promise<void> {
    return this.context.leave(this.kernels);
  }
}
