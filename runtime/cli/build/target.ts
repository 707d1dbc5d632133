// The backends that a module can be built for ahead of time: what each makes of a program.

import { emitGpujs, type GpuProgram } from '../../../compiler/emit/gpujs/index.ts';
import { type EmittedModule, emitWasm } from '../../../compiler/emit/wasm/index.ts';
import { compileGraph } from '../../../compiler/index.ts';
import type { Program } from '../../../compiler/program.ts';
import type { Graph } from '../../../dsl/graph.ts';
import { capabilities as cpuCapabilities } from '../../backends/cpu/index.ts';
import {
  capabilities as gpujsCapabilities,
  isGpu,
  type Mode,
  modes,
  needsRounding,
} from '../../backends/gpujs/index.ts';
import { UsageError } from '../load.ts';

export type Target = { readonly kind: 'cpu' } | { readonly kind: 'gpujs'; readonly mode: Mode };

export type Emitted =
  | { readonly kind: 'cpu'; readonly program: Program; readonly module: EmittedModule }
  | { readonly kind: 'gpujs'; readonly program: Program; readonly mode: Mode; readonly emitted: GpuProgram };

/** A UsageError for what is no backend, and for a choice that can only be made where the program runs. */
export function targetOf(backend: string): Target {
  if (backend === 'cpu') return { kind: 'cpu' };
  const mode = modes.find((m) => backend === `gpujs:${m}`);
  if (mode !== undefined) return { kind: 'gpujs', mode };
  const offer = `cpu, ${modes.map((m) => `gpujs:${m}`).join(', ')}`;
  if (backend === 'auto' || backend === 'gpu') {
    throw new UsageError(
      `build: '${backend}' is chosen where a program runs, a module is built before that; name one of ${offer}`,
    );
  }
  throw new UsageError(`build: unknown backend '${backend}'; use ${offer}`);
}

/** Compiles a graph. On the CPU for one thread and without fused multiply-add: the same bits on every engine. */
export function emitFor(target: Target, graph: Graph): Emitted {
  if (target.kind === 'cpu') {
    const program = compileGraph(graph, cpuCapabilities);
    return { kind: 'cpu', program, module: emitWasm(program, { fused: false }) };
  }
  const { mode } = target;
  const program = compileGraph(graph, gpujsCapabilities(mode));
  return {
    kind: 'gpujs',
    program,
    mode,
    emitted: emitGpujs(program, { split: isGpu(mode), round: needsRounding(mode) }),
  };
}
