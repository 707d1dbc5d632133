// One gpu.js context in one mode: kernels from source, data to and from the device. Whatever gpu.js does instead of
// what was asked is an error.
import { type Gpu, type Handle, type Kernel, library, modeOf } from './library.ts';
import { isGpu, type Mode } from './modes.ts';

export type Launch = (args: readonly (Handle | number)[]) => Promise<Handle>;

export class Device {
  private readonly uploads = new Map<number, Launch>();

  private constructor(
    readonly mode: Mode,
    private readonly gpu: Gpu,
  ) {}

  static async open(mode: Mode): Promise<Device> {
    const Gpu = await library();
    return new Device(mode, new Gpu({ mode }));
  }

  /** whether results stay on the device; otherwise they are plain arrays */
  get resident(): boolean {
    return isGpu(this.mode);
  }

  /** `transient`: a result is no longer needed when the kernel runs again */
  kernel(name: string, source: string, length: number, transient = false): Launch {
    const output = [Math.max(1, length)];
    // WebGL kernels keep their texture until somebody else holds it; WebGPU kernels would make a buffer each time
    const immutable = !(transient && this.mode === 'webgpu');
    const kernel = this.gpu.createKernel(source, { output, precision: 'single', pipeline: true, immutable });
    let checked = false;
    return async (args) => {
      try {
        const result = await kernel(...args);
        if (!checked) this.check(name, kernel);
        checked = true;
        return result;
      } catch (cause) {
        if (checked) throw cause;
        const said = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`gpujs:${this.mode}: kernel ${name} could not be built: ${said}\n${source}`, { cause });
      }
    };
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
    let copy = this.uploads.get(values.length);
    if (!copy) {
      copy = this.kernel('upload', 'function upload(host) {\n  return host[this.thread.x];\n}', values.length);
      this.uploads.set(values.length, copy);
    }
    return copy([values]);
  }

  async download(handle: Handle): Promise<ArrayLike<number>> {
    return handle instanceof Float32Array ? handle : await handle.toArray();
  }

  dispose(handle: Handle): void {
    if (!(handle instanceof Float32Array)) handle.delete();
  }

  destroy(): Promise<void> {
    return this.gpu.destroy();
  }
}
