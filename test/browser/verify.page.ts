// In the page, and in a worker of it: programs that are verified when they are compiled.
import { gpujs } from '../../runtime/backends/gpujs/index.ts';
import { compile, cpu, crossEntropy, sgd, trainStep } from '../../runtime/index.ts';
import { net } from '../runtime/network.ts';

type Mode = 'cpu' | 'webgl2' | 'webgpu';

async function verified(mode: Mode) {
  const on = mode === 'cpu' ? cpu() : await gpujs(mode);
  const program = await compile(trainStep(net(), crossEntropy, sgd(0.1)), { batch: 4 }, { on, verify: true });
  const { results, open, worst } = program.verified!;
  const feeds = { input: new Float32Array(32).fill(0.5), target: [0, 1, 2, 0] };
  const { outputs } = await program.run(program.initialState(3), feeds);
  return { backend: program.backend, results, open, within: worst.error <= worst.allowed, loss: outputs.loss![0] };
}

/** The same in a worker made of this very file. */
function inWorker(mode: Mode): Promise<unknown> {
  const worker = new Worker('/entry.js', { type: 'module' });
  return new Promise((done, fail) => {
    worker.onmessage = ({ data }) => {
      worker.terminate();
      done(data);
    };
    worker.onerror = (e) => fail(new Error(e.message));
    worker.postMessage(mode);
  });
}

if (typeof document === 'undefined') {
  globalThis.onmessage = async ({ data }: MessageEvent<Mode>) => {
    const found = await verified(data).catch((e: unknown) => String(e));
    (globalThis as unknown as { postMessage(message: unknown): void }).postMessage(found);
  };
}

Object.assign(globalThis, { tests: { verified, inWorker } });
