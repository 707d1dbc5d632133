// gpu.js itself, loaded when first asked for, and the part of its interface that is used here.

/** A result that stays on the device (a texture or a storage buffer), or plain values where a mode has no device memory. */
export type Handle = Float32Array | DeviceHandle;

export interface DeviceHandle {
  toArray(): ArrayLike<number> | Promise<ArrayLike<number>>;
  delete(): void;
}

export interface Kernel {
  (...args: (Handle | number)[]): Handle | Promise<Handle>;
  destroy(): void;
  /** what really runs: gpu.js replaces it when it falls back */
  readonly kernel: {
    readonly constructor: { readonly mode?: string };
    readonly fallbackReason?: string | null;
    readonly context?: unknown;
    /** of WebGL: the corners of what is drawn */
    buffer?: unknown;
  };
}

/** The mode that a kernel really runs in. All of gpu.js's GL kernels call themselves 'gpu': their context tells more. */
export function modeOf({ kernel }: Kernel): string {
  const { mode } = kernel.constructor;
  if (mode !== 'gpu') return mode ?? 'unknown';
  if (typeof WebGL2RenderingContext !== 'undefined' && kernel.context instanceof WebGL2RenderingContext)
    return 'webgl2';
  if (typeof WebGLRenderingContext !== 'undefined' && kernel.context instanceof WebGLRenderingContext) return 'webgl';
  return 'headlessgl';
}

/**
 * Whether the device is gone on which a kernel ran: a WebGL context that the browser took away, a WebGPU device that its
 * driver lost. WebGL says nothing by itself: what is read then is zeros.
 */
export function isLost({ kernel }: Kernel): boolean {
  const context = kernel.context as { isContextLost?: () => boolean; isLost?: boolean } | null | undefined;
  return context?.isContextLost?.() ?? context?.isLost ?? false;
}

export interface KernelSettings {
  readonly output: readonly number[];
  readonly precision: 'single';
  readonly pipeline: true;
  readonly immutable: boolean;
}

export interface Gpu {
  createKernel(source: string, settings: KernelSettings): Kernel;
  destroy(): Promise<void>;
}

export interface GpuConstructor {
  new (settings: { mode: string }): Gpu;
  readonly isWebGLSupported: boolean;
  readonly isWebGL2Supported: boolean;
  readonly isHeadlessGLSupported: boolean;
  readonly isWebGPUSupported: boolean;
  readonly isWebAssemblySupported: boolean;
  isWebGPUAvailable(): Promise<boolean>;
}

/** gpu.js is an optional peer dependency: an error that says how to get it where it is missing. */
export async function library(): Promise<GpuConstructor> {
  let module: unknown;
  try {
    module = await import('gpu.js');
  } catch (cause) {
    throw new Error('gpu.js is not installed: npm install gpu.js@2.24.1', { cause });
  }
  // the boundary to an untyped CommonJS module: its GPU class is the default export's or its own property
  const { GPU, default: main } = module as { GPU?: GpuConstructor; default?: { GPU?: GpuConstructor } };
  const found = GPU ?? main?.GPU;
  if (!found) throw new Error('gpu.js was loaded but exports no GPU class; version 2.24.1 is expected');
  return found;
}
