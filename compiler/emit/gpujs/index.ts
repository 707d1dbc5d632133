// Program -> gpu.js kernel source. Pure functions to text: nothing here imports gpu.js or runs anything.
//
// Every kernel is a function of the whole buffers it reads and computes the whole new contents of one buffer, one
// element a thread, over a flat output. Where a kernel writes only part of its buffer (row t of a sequence in a loop),
// the other threads pass the old element through. Integers and booleans travel as floats.
import type { AxisId, Buffer, BufferId, Program, Step } from '../../program/types.ts';
import { type Counters, emitKernel, type GpuKernel, maxElements } from './kernel.ts';
import { splitReductions } from './split.ts';

export type { Argument, GpuKernel } from './kernel.ts';
export type { Special } from './writer.ts';
export { maxElements };

export type GpuStep = GpuKernel | GpuLoop;

/** As Loop in program/types.ts: the host counts, and hands `counter` to the body's kernels. */
export interface GpuLoop {
  readonly kind: 'loop';
  readonly name: string;
  readonly counter: AxisId;
  readonly extent: number;
  readonly reverse: boolean;
  readonly body: readonly GpuStep[];
  readonly carries: readonly { readonly from: BufferId; readonly to: BufferId }[];
}

export interface GpuProgram {
  /** those of the Program, and what the emitter added */
  readonly buffers: readonly Buffer[];
  readonly steps: readonly GpuStep[];
  /** number of kernels, loop bodies counted once */
  readonly kernels: number;
}

export interface EmitOptions {
  /** for devices with thousands of threads: split long reductions with few outputs in two launches */
  readonly split?: boolean;
  /** for JavaScript's 64-bit numbers: round every operation to 32 bits, as every other mode computes */
  readonly round?: boolean;
}

/** Throws a RangeError for a buffer whose elements a 32-bit float cannot count. */
export function emitGpujs(given: Program, options: EmitOptions = {}): GpuProgram {
  const program = options.split ? splitReductions(given) : given;
  const buffers = new Map<BufferId, Buffer>(program.buffers.map((b) => [b.id, b]));
  for (const b of program.buffers)
    if (b.length > maxElements)
      throw new RangeError(
        `gpu.js: buffer ${b.name} has ${b.length} elements; a kernel addresses at most ${maxElements} (2^24), where ` +
          '32-bit floats stop counting. Use a smaller batch, or the cpu backend',
      );
  let kernels = 0;
  const emit = (s: Step, counters: Counters): GpuStep[] => {
    if (s.kind === 'scatter')
      throw new Error(`gpu.js emitter: ${s.name} is a scatter; lower it to a masked reduction (capabilities.scatter)`);
    if (s.kind === 'loop') {
      const inner = new Map([...counters, [s.counter, { name: 't', extent: s.extent }]]);
      const { name, counter, extent, reverse, carries } = s;
      return [{ kind: 'loop', name, counter, extent, reverse, carries, body: s.body.flatMap((b) => emit(b, inner)) }];
    }
    if (s.axes.some((a) => a.extent === 0)) return [];
    kernels++;
    return [emitKernel(s, buffers, counters, options.round ?? false)];
  };
  const steps = program.steps.flatMap((s) => emit(s, new Map()));
  return { buffers: program.buffers, steps, kernels };
}
