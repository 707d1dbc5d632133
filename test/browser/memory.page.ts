// In the page: counts the textures and buffers that live on the device while programs run.
import { instantiate } from '../../runtime/backends/gpujs/instance.ts';
import { cases } from '../emit/gpujsCases.ts';

/** textures and buffers */
const live = { webgl2: 0, webgpu: 0 };

/** Counts calls of prototype[name] into `live`; a second call on one object counts once. */
function count(mode: keyof typeof live, prototype: object, name: string, step: 1 | -1): void {
  const methods = prototype as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[name]!;
  const seen = new WeakSet<object>();
  methods[name] = function (this: object, ...args: unknown[]) {
    const result = original.apply(this, args);
    const object = (step === 1 ? result : mode === 'webgpu' ? this : args[0]) as object | null | undefined;
    // WebGL deletes nothing without a word
    if (object && !seen.has(object)) live[mode] += step;
    if (object) seen.add(object);
    return result;
  };
}

count('webgl2', WebGL2RenderingContext.prototype, 'createTexture', 1);
count('webgl2', WebGL2RenderingContext.prototype, 'deleteTexture', -1);
const { GPUDevice, GPUBuffer } = globalThis as unknown as Record<'GPUDevice' | 'GPUBuffer', { prototype: object }>;
count('webgpu', GPUDevice.prototype, 'createBuffer', 1);
count('webgpu', GPUBuffer.prototype, 'destroy', -1);

/** until a context without programs has ended */
const ended = () => new Promise((done) => setTimeout(done, 1500));

const tests = {
  /** live objects after each of `marks` runs of the named program, feeding its inputs anew each time */
  async live(mode: keyof typeof live, name: string, marks: readonly number[]): Promise<number[]> {
    const { program } = cases.find((c) => c.name === name)!;
    const instance = await instantiate(program, mode);
    const result: number[] = [];
    for (let i = 1; i <= Math.max(...marks); i++) {
      for (const b of program.buffers) if (b.role === 'input') instance.write(b.id, new Float32Array(b.length).fill(1));
      await instance.run();
      if (i % 500 === 0 || marks.includes(i)) await instance.read(program.buffers[1]!.id);
      if (marks.includes(i)) result.push(live[mode]);
    }
    instance.release();
    return result;
  },

  /** the sums that so many programs give that are there at the same time, and what is left a while after the last one */
  async together(mode: keyof typeof live, count: number): Promise<{ readonly sums: number[]; readonly left: number }> {
    const { program } = cases.find((c) => c.name === 'states')!;
    await ended();
    const before = live[mode];
    const instances = await Promise.all(Array.from({ length: count }, () => instantiate(program, mode)));
    const sums: number[] = [];
    for (const [i, instance] of instances.entries()) {
      for (const b of program.buffers)
        if (b.role === 'input') instance.write(b.id, new Float32Array(b.length).fill(i + 1));
      await instance.run();
    }
    for (const instance of instances) {
      const values = await instance.read(program.buffers[1]!.id);
      sums.push(Array.from(values).reduce((sum, v) => sum + v, 0));
      instance.release();
    }
    await ended();
    return { sums, left: live[mode] - before };
  },
};

Object.assign(globalThis, { tests });
