// The modes of gpu.js: which there are, which work here, and why the others do not. gpu.js itself degrades silently to
// another mode; nothing here does. Its mode 'async' is not offered: it picks one of the others by itself, and all runs
// are asynchronous here anyway. Its mode 'dev' is its cpu mode without a compiler.
import { policyFault, textFault } from '../policy.ts';
import { type Gpu, type GpuConstructor, library, modeOf } from './library.ts';

/** Modes that compute on a GPU, the preferred first. */
export const gpuModes = ['webgpu', 'webgl2', 'headlessgl', 'webgl'] as const;
export const modes = [...gpuModes, 'webasm', 'cpu'] as const;

export type Mode = (typeof modes)[number];

/** Whether a mode computes on a GPU, with memory of its own; otherwise its values are plain arrays. */
export const isGpu = (mode: Mode): boolean => gpuModes.some((m) => m === mode);

/** Whether a mode is WebGL. */
export const isGl = (mode: Mode): boolean => mode === 'webgl2' || mode === 'webgl' || mode === 'headlessgl';

export interface ModeReport {
  readonly mode: Mode;
  readonly available: boolean;
  /** why not; empty where available */
  readonly reason: string;
}

/** Whether a mode computes in JavaScript's 64-bit numbers: its kernels then round every operation to 32 bits themselves. */
export const needsRounding = (mode: Mode): boolean => mode === 'cpu';

/** Tries modes (all, if nothing is said) with a real kernel. Never throws: a missing gpu.js is the reason of each. */
export async function detect(which: readonly Mode[] = modes): Promise<ModeReport[]> {
  const reports: ModeReport[] = [];
  for (const mode of which) {
    const reason = await obstacle(mode).catch(message);
    reports.push({ mode, available: reason === null, reason: reason ?? '' });
  }
  return reports;
}

async function obstacle(mode: Mode): Promise<string | null> {
  const gpu = await library();
  return (await missing[mode](gpu)) ?? (await probe(gpu, mode));
}

/** A line for each mode: it and why it does not work here. */
export const reasonLines = (reports: readonly ModeReport[]): string[] =>
  reports.map(({ mode, available, reason }) => `${mode}: ${available ? 'available' : reason}`);

/** The error sentence for `gpu` where no GPU mode works: each mode and why. */
export function noGpuMessage(reports: readonly ModeReport[]): string {
  return [
    "no GPU mode of gpu.js works here, and 'gpu' does not fall back:",
    ...reasonLines(reports).map((line) => `  ${line}`),
    "Run in a browser with WebGPU or WebGL2, or choose a CPU backend: 'cpu', 'gpujs:webasm', 'gpujs:cpu'.",
  ].join('\n');
}

const message = (error: unknown): string =>
  policyFault(error, 'wasm') ?? (error instanceof Error ? error.message : String(error));

const needsBrowser = 'needs a browser: there is no document and no OffscreenCanvas here';
const hasCanvas = () => typeof document !== 'undefined' || typeof OffscreenCanvas !== 'undefined';

/** What is missing before a mode can even be tried, or null. */
const missing: Record<Mode, (gpu: GpuConstructor) => Promise<string | null> | string | null> = {
  webgpu: async (gpu) => {
    if (!gpu.isWebGPUSupported) {
      const failure = await adoptDawn();
      if (failure !== null) return failure;
    }
    return (await gpu.isWebGPUAvailable()) ? null : 'navigator.gpu is there, but it has no adapter';
  },
  webgl2: (gpu) => (gpu.isWebGL2Supported ? null : hasCanvas() ? 'this browser gives no webgl2 context' : needsBrowser),
  webgl: (gpu) => (gpu.isWebGLSupported ? null : hasCanvas() ? 'this browser gives no webgl context' : needsBrowser),
  headlessgl: (gpu) => {
    if (gpu.isHeadlessGLSupported) return null;
    return hasCanvas()
      ? 'is for Node: in a browser use webgl2'
      : "the optional package 'gl' is not installed or gives no context (npm install gl; it needs a display: xvfb-run)";
  },
  webasm: (gpu) => (gpu.isWebAssemblySupported ? null : 'this engine has no WebAssembly'),
  cpu: textFault,
};

/** In Node, WebGPU comes from the package webgpu (Dawn), which has to be put where browsers have it. */
async function adoptDawn(): Promise<string | null> {
  if (hasCanvas()) return 'this browser has no navigator.gpu (WebGPU needs a recent browser and a secure context)';
  const name = 'webgpu'; // a variable: bundlers must not resolve it
  const hint = "no navigator.gpu: in Node it comes from the package 'webgpu' (Dawn, 84 MB, glibc 2.38)";
  try {
    const dawn = (await import(
      /* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ name
    )) as Partial<Dawn>;
    if (typeof dawn.create !== 'function') return `${hint}, which is not installed`;
    Object.assign(globalThis, dawn.globals);
    const gpu = dawn.create([]);
    if (typeof navigator === 'undefined') Object.defineProperty(globalThis, 'navigator', { value: { gpu } });
    else Object.defineProperty(navigator, 'gpu', { value: gpu, configurable: true });
    return null;
  } catch (error) {
    return `${hint}: ${message(error)}`;
  }
}

interface Dawn {
  create(flags: string[]): unknown;
  globals: object;
}

/** Runs a small kernel; null if it gives the right values in the mode that was asked for. */
async function probe(Gpu: GpuConstructor, mode: Mode): Promise<string | null> {
  let gpu: Gpu | null = null;
  try {
    gpu = new Gpu({ mode });
    const source = 'function probe(a) {\n  return a[this.thread.x] * 0.1 + 1;\n}';
    const kernel = gpu.createKernel(source, { output: [3], precision: 'single', pipeline: true, immutable: true });
    const result = await kernel(Float32Array.of(1, -2, 1e6));
    const values = result instanceof Float32Array ? result : await result.toArray();
    const ran = modeOf(kernel);
    if (ran !== mode) return `gpu.js ran '${ran}' instead: ${kernel.kernel.fallbackReason ?? 'it gives no reason'}`;
    const expected = [1.1, 0.8, 100001];
    const right = expected.every((e, i) => Math.abs((values[i] ?? Number.NaN) - e) <= 1e-6 * e);
    return right ? null : `a test kernel gave ${[...Array.from(values)]} for ${expected}: not single precision`;
  } catch (error) {
    return message(error);
  } finally {
    await gpu?.destroy().catch(() => undefined);
  }
}
