// In the page: backends by name where there is a GPU.
import { type BackendName, choose } from '../../runtime/gpujs.ts';
import { affine, compile, input, model, predictStep } from '../../runtime/index.ts';

const tests = {
  async take(name: BackendName): Promise<{ backend: string; notes: readonly string[] }> {
    const net = model({ out: affine(2, 2) }, input('batch', 2), (p, x) => p.out(x));
    const program = await compile(predictStep(net), { batch: 1 }, { on: await choose(name) });
    const { backend, notes } = program;
    await program.release();
    return { backend, notes };
  },
  /** what a browser without WebGPU takes */
  async withoutWebgpu(name: BackendName): Promise<{ backend: string; notes: readonly string[] }> {
    Object.defineProperty(navigator, 'gpu', { value: { requestAdapter: async () => null } });
    return tests.take(name);
  },
};

Object.assign(globalThis, { tests });
