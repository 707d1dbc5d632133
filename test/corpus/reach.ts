// What a program makes the language and the compiler do: its derivatives, and what each target and variant is given.
import { emitGpujs } from '../../compiler/emit/gpujs/index.ts';
import { exportKernel } from '../../compiler/emit/wasm/exported.ts';
import { emitWasm } from '../../compiler/emit/wasm/index.ts';
import { threading } from '../../compiler/emit/wasm/threads/index.ts';
import type { Graph } from '../../compiler/graph.ts';
import { compileGraph } from '../../compiler/index.ts';
import type { Capabilities } from '../../compiler/program/types.ts';
import { makeInput } from '../../dsl/build.ts';
import { pushforward } from '../../dsl/grad/forward.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { capabilities as cpuCapabilities } from '../../runtime/backends/cpu/index.ts';
import { capabilities as gpuCapabilities } from '../../runtime/backends/gpujs/index.ts';
import { expectedOf } from '../testing/oracles/expected.ts';
import { lossOf, weightedSum } from '../testing/oracles/line.ts';
import { graphOf } from '../testing/programs/graph.ts';
import { differentiable, type Specimen } from '../testing/programs/specimen.ts';

const targets: readonly Capabilities[] = [cpuCapabilities, gpuCapabilities('cpu'), gpuCapabilities('webgpu')];

/** Does all of it, and runs nothing but the reference. */
export function reach(specimen: Specimen): void {
  if (specimen.known?.kind === 'extent') return;
  for (const graph of graphsOf(specimen)) emitted(graph);
}

function graphsOf(specimen: Specimen): Graph[] {
  const { known } = specimen;
  if (known?.kind === 'training') return [known.training.graph, known.training.evaluation];
  const wrt = differentiable(specimen).map((l) => l.expr);
  const first = gradient(lossOf(specimen), wrt);
  if (known?.kind !== 'long') {
    const tangents = wrt.map((x) => makeInput('tangent', x.shape, 'f32'));
    pushforward([...specimen.outputs.filter((o) => o.dtype === 'f32'), ...first], wrt, tangents);
    gradient(weightedSum(first, 50), wrt);
  }
  const { outputs, next } = expectedOf(specimen);
  return [graphOf(specimen, outputs, next)];
}

function emitted(graph: Graph): void {
  const [cpu, ...gpus] = targets.map((capabilities) => compileGraph(graph, capabilities, { validators: false }));
  for (const contractions of ['packed', 'direct', 'dot'] as const) emitWasm(cpu!, { contractions });
  emitWasm(cpu!, { fused: true });
  emitWasm(cpu!, { places: true, exportKernels: exportKernel });
  emitWasm(cpu!, { threading: threading(2, 0) });
  emitWasm(cpu!, { threading: threading(3, 300) });
  for (const [i, gpu] of gpus.entries()) emitGpujs(gpu, i === 0 ? { round: true } : { split: true });
}
