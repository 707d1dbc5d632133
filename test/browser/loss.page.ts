// In the page: training whose device is taken away, as drivers, browsers and laptops that sleep do.
import { gpujs } from '../../runtime/backends/gpujs/index.ts';
import { compile, crossEntropy, type State, sgd, trainStep } from '../../runtime/index.ts';
import { net } from '../runtime/network.ts';

/** Every context and device that was made in this page. */
const contexts: WebGL2RenderingContext[] = [];
const devices: { destroy(): void }[] = [];

for (const { prototype } of [HTMLCanvasElement, OffscreenCanvas]) {
  const made = prototype.getContext as (...args: unknown[]) => unknown;
  Object.assign(prototype, {
    getContext(this: unknown, ...args: unknown[]) {
      const context = made.apply(this, args);
      if (context instanceof WebGL2RenderingContext && !contexts.includes(context)) contexts.push(context);
      return context;
    },
  });
}
const { GPUAdapter } = globalThis as unknown as Record<'GPUAdapter', { prototype: Record<string, unknown> }>;
const request = GPUAdapter.prototype.requestDevice as (...args: unknown[]) => Promise<{ destroy(): void }>;
GPUAdapter.prototype.requestDevice = async function (...args: unknown[]) {
  const device = await request.apply(this, args);
  devices.push(device);
  return device;
};

function takeAway(mode: 'webgl2' | 'webgpu'): void {
  if (mode === 'webgpu') for (const device of devices.splice(0)) device.destroy();
  for (const context of contexts.splice(0)) context.getExtension('WEBGL_lose_context')?.loseContext();
}

const step = trainStep(net(), crossEntropy, sgd(0.1));
const feeds = (i: number) => ({
  input: Float32Array.from({ length: 32 }, (_, k) => Math.sin(k + i)),
  target: Int32Array.of(0, 1, 2, i % 3),
});

const program = async (mode: 'webgl2' | 'webgpu') => compile(step, { batch: 4 }, { on: await gpujs(mode) });
type Program = Awaited<ReturnType<typeof program>>;

/** Steps from..to; gives the last state and each loss. */
async function steps(of: Program, state: State, from: number, to: number) {
  const losses: number[] = [];
  let now = state;
  for (let i = from; i < to; i++) {
    const { state: next, outputs } = await of.run(now, feeds(i));
    now = next;
    losses.push(outputs.loss![0]!);
  }
  return { state: now, losses };
}

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));
const failure = (job: Promise<unknown>) => job.then(() => 'no error', words);

const tests = {
  async train(mode: 'webgl2' | 'webgpu', when: 'before a run' | 'in a run' | 'before a read') {
    const whole = await program(mode);
    const { losses: wanted } = await steps(whole, whole.initialState(3), 0, 12);
    const broken = await program(mode);
    const other = await program(mode);
    const others = await steps(other, other.initialState(3), 0, 1);
    const first = await steps(broken, broken.initialState(3), 0, 5);
    const kept = await first.state.snapshot();
    const more = await steps(broken, first.state, 5, 7);
    let said: string;
    if (when === 'before a run') {
      takeAway(mode);
      said = await failure(broken.run(more.state, feeds(7)));
    } else if (when === 'in a run') {
      const running = broken.run(more.state, feeds(7));
      takeAway(mode);
      // what was done before the loss may still be right; the run after it cannot be
      said = await running.then(({ state }) => failure(broken.run(state, feeds(8))), words);
    } else {
      takeAway(mode);
      said = await failure(more.state.snapshot());
    }
    const again = await failure(broken.run(broken.initialState(3), feeds(0)));
    const elsewhere = await failure(other.run(others.state, feeds(1)));
    await Promise.all([broken.release(), other.release()].map((r) => r.catch(() => undefined)));
    const anew = await program(mode);
    const { losses } = await steps(anew, anew.restore(kept), 5, 12);
    return { said, again, elsewhere, losses: [...first.losses, ...losses], wanted };
  },
};

Object.assign(globalThis, { tests });
