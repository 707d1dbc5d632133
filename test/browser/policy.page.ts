// In the page: what a content security policy forbids, said by whoever needed it.
import { gpujs, type Mode } from '../../runtime/backends/gpujs/index.ts';
import { affine, compile, cpu, input, model, predictStep } from '../../runtime/index.ts';

const net = predictStep(model({ out: affine(2, 1) }, input('batch', 2), (p, x) => p.out(x)));
const words = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function sums(open: () => Promise<Parameters<typeof compile>[2]>): Promise<string> {
  // what a debugger calls may do what the policy forbids, until it first waits
  await new Promise((done) => setTimeout(done, 10));
  try {
    const program = await compile(net, { batch: 1 }, await open());
    await program.run(program.initialState(), { input: [1, 2] });
    return 'runs';
  } catch (error) {
    return words(error);
  }
}

const tests = {
  onCpu: (threads: number) => sums(async () => ({ on: cpu({ threads, smallestShare: 0 }) })),
  onGpujs: (mode: Mode) => sums(async () => ({ on: await gpujs(mode) })),
};

Object.assign(globalThis, { tests });
