// What a program comes to before anything runs it: values in float64, and what is emitted for each target. Where a
// mutant changes none of it, a verdict on the target is the one of the sources without the mutant.
import { createHash } from 'node:crypto';
import { emitGpujs } from '../../../compiler/emit/gpujs/index.ts';
import { emitWasm } from '../../../compiler/emit/wasm/index.ts';
import { compileGraph } from '../../../compiler/index.ts';
import type { Program } from '../../../compiler/program.ts';
import type { CpuBackendOptions } from '../../../runtime/backends/cpu/backend.ts';
import { capabilities as cpuCapabilities } from '../../../runtime/backends/cpu/index.ts';
import { capabilities as gpuCapabilities } from '../../../runtime/backends/gpujs/index.ts';
import { cpuOptions } from '../../laws/targets.ts';
import { expectedOf } from '../../testing/oracles/expected.ts';
import { graphOf } from '../../testing/programs/graph.ts';
import type { Specimen } from '../../testing/programs/specimen.ts';

/** By oracle, what its verdict is of. */
export type Digest = Readonly<Record<string, string>>;

const against = (target: string): string => `${target} against the reference`;

/** Of what each of these oracles sees; others are asked whatever the digest says. */
export function digestOf(specimen: Specimen): Digest {
  const { outputs, next, exact, bounds } = expectedOf(specimen);
  const reference = hashed([...exact, ...bounds()].map(bytesOf));
  const graph = graphOf(specimen, outputs, next);
  const cpu = once(() => compileGraph(graph, cpuCapabilities));
  const gpu = once(() => compileGraph(graph, gpuCapabilities('webgpu')));
  const made: Record<string, string> = {};
  const put = (oracle: string, emit: () => readonly (Uint8Array | string)[]) => {
    made[oracle] = hashed([reference, ...attempt(emit)]);
  };
  for (const [name, options] of Object.entries<CpuBackendOptions>({ cpu: {}, ...cpuOptions })) {
    const { fused = true, contractions, places } = options;
    const told = { fused, ...(contractions && { contractions }), ...(places && { places }) };
    put(against(name), () => [emitWasm(cpu(), told).bytes]);
  }
  put(against('gpujs:cpu'), () => [textOf(emitGpujs(gpu(), { round: true }))]);
  put(against('gpujs:webasm'), () => [textOf(emitGpujs(gpu()))]);
  made['passes for a cpu'] = made[against('cpu')]!;
  made['passes for a gpu'] = made[against('gpujs:webasm')]!;
  return made;
}

const bytesOf = (values: ArrayLike<number>): Uint8Array => new Uint8Array(Float64Array.from(values).buffer);

function hashed(parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part).update(';');
  return hash.digest('base64');
}

/** A program as text: functions as they are written, maps and sets as lists. */
function textOf(program: ReturnType<typeof emitGpujs>): string {
  return JSON.stringify(program, (_, value: unknown) => {
    if (value instanceof Map || value instanceof Set) return [...value];
    return typeof value === 'function' ? value.toString() : value;
  });
}

/** What cannot be emitted differs by its message. */
function attempt(emit: () => readonly (Uint8Array | string)[]): readonly (Uint8Array | string)[] {
  try {
    return emit();
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function once(make: () => Program): () => Program {
  let made: Program | undefined;
  return () => (made ??= make());
}
