// What a program comes to before anything runs it: values in float64, and what is emitted for each target. Where a
// mutant changes none of it, a verdict on the target is the one of the sources without the mutant.
import { createHash } from 'node:crypto';
import { emitGpujs } from '../../../compiler/emit/gpujs/index.ts';
import { emitWasm } from '../../../compiler/emit/wasm/index.ts';
import { compileGraph } from '../../../compiler/index.ts';
import type { Program } from '../../../compiler/program/types.ts';
import type { CpuBackendOptions } from '../../../runtime/backends/cpu/backend.ts';
import { capabilities as cpuCapabilities } from '../../../runtime/backends/cpu/index.ts';
import { capabilities as gpuCapabilities } from '../../../runtime/backends/gpujs/index.ts';
import { cpuOptions } from '../../laws/targets.ts';
import { expectedOf } from '../../testing/oracles/expected.ts';
import { graphOf } from '../../testing/programs/graph.ts';
import type { Specimen } from '../../testing/programs/specimen.ts';

/** By oracle, what is emitted for it; 'reference': the values that it is compared with. */
export type Digest = Readonly<Record<string, string>>;

/** Where a mutant is: what of a program it may change. */
export type Part = 'language' | 'compiler' | 'wasm' | 'gpujs';

export function partOf(file: string): Part {
  if (!file.startsWith('compiler/')) return 'language';
  // oracles of passes walk what several threads are to do
  if (file.startsWith('compiler/emit/wasm/threads/')) return 'compiler';
  if (file.startsWith('compiler/emit/wasm/')) return 'wasm';
  return file.startsWith('compiler/emit/gpujs/') ? 'gpujs' : 'compiler';
}

const against = (target: string): string => `${target} against the reference`;
const base = against('cpu');

/**
 * Of what the part may change. `before`: the digest without the mutant; ways of the CPU that made no difference there make
 * none where the usual way is as it was.
 */
export function digestOf(specimen: Specimen, part: Part, before: Digest = {}): Digest {
  const expected = expectedOf(specimen);
  const graph = graphOf(specimen, expected.outputs, expected.next);
  const made: Record<string, string> = {};
  const put = (oracle: string, emit: () => readonly (Uint8Array | string)[]) => {
    made[oracle] = hashed(attempt(emit));
  };
  if (part === 'language') made.reference = hashed([...expected.exact, ...expected.bounds()].map(bytesOf));
  if (part !== 'gpujs') {
    const program = once(() => compileGraph(graph, cpuCapabilities));
    for (const [name, options] of Object.entries<CpuBackendOptions>({ cpu: {}, ...cpuOptions })) {
      const oracle = against(name);
      const { fused = true, contractions, places } = options;
      const told = { fused, ...(contractions && { contractions }), ...(places && { places }) };
      if (oracle !== base && before[oracle] === before[base] && made[base] === before[base])
        made[oracle] = before[base]!;
      else put(oracle, () => [emitWasm(program(), told).bytes]);
    }
  }
  if (part !== 'wasm') {
    const program = once(() => compileGraph(graph, gpuCapabilities('webgpu')));
    put(against('gpujs:cpu'), () => [textOf(emitGpujs(program(), { round: true }))]);
    put(against('gpujs:webasm'), () => [textOf(emitGpujs(program()))]);
  }
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
