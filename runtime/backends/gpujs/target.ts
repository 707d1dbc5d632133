// A mode of gpu.js as a target: a kernel function of source text for each output buffer.
import { emitGpujs } from '../../../compiler/emit/gpujs/index.ts';
import { listing } from '../../../compiler/emit/gpujs/listing.ts';
import { splitReductions } from '../../../compiler/emit/gpujs/split.ts';
import type { Target } from '../target.ts';
import { capabilities } from './index.ts';
import { plannedBytes } from './memory.ts';
import { isGpu, type Mode, needsRounding } from './modes.ts';
import { standalone } from './module.ts';

export function targetOf(mode: Mode): Target {
  const round = needsRounding(mode);
  return {
    name: `gpujs:${mode}`,
    capabilities: capabilities(mode),
    planned: false,
    listing: (program) => listing(program, { round }),
    emit(given) {
      const program = isGpu(mode) ? splitReductions(given) : given;
      const emitted = emitGpujs(program, { round });
      return {
        program,
        kernels: emitted.kernels,
        memoryBytes: plannedBytes(emitted, mode),
        standalone: () => standalone(emitted, mode),
      };
    },
  };
}
