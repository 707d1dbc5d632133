// In the page: counts the textures and buffers that live on the device while programs run.
import type { Mode } from '../../runtime/backends/gpujs/index.ts';
import { instantiate } from '../../runtime/backends/gpujs/instance.ts';
import { cases } from '../emit/gpujsCases.ts';

let live = 0;

/** Counts calls of prototype[name] into `live`; a second call on one object counts once. */
function count(prototype: object, name: string, step: 1 | -1): void {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[name]!;
  const seen = new WeakSet<object>();
  methods[name] = function (this: object, ...args: unknown[]) {
    const result = original.apply(this, args);
    const object = step === 1 ? (result as object) : ((args[0] ?? this) as object);
    if (!seen.has(object)) live += step;
    seen.add(object);
    return result;
  };
}

count(WebGL2RenderingContext.prototype, 'createTexture', 1);
count(WebGL2RenderingContext.prototype, 'deleteTexture', -1);
const { GPUDevice, GPUBuffer } = globalThis as unknown as Record<'GPUDevice' | 'GPUBuffer', { prototype: object }>;
count(GPUDevice.prototype, 'createBuffer', 1);
count(GPUBuffer.prototype, 'destroy', -1);

const tests = {
  /** live objects after each of `marks` runs of the named program, feeding its inputs anew each time */
  async live(mode: Mode, name: string, marks: readonly number[]): Promise<number[]> {
    const { program } = cases.find((c) => c.name === name)!;
    const instance = await instantiate(program, mode);
    const result: number[] = [];
    for (let i = 1; i <= Math.max(...marks); i++) {
      for (const b of program.buffers) if (b.role === 'input') instance.write(b.id, new Float32Array(b.length).fill(1));
      await instance.run();
      if (i % 500 === 0 || marks.includes(i)) await instance.read(program.buffers[1]!.id);
      if (marks.includes(i)) result.push(live);
    }
    instance.release();
    return result;
  },
};

Object.assign(globalThis, { tests });
