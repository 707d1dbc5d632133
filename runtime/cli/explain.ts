// quern explain: what a definition becomes, kernel by kernel.

import { listing as gpujsListing } from '../../compiler/emit/gpujs/listing.ts';
import { listing as wasmListing } from '../../compiler/emit/wasm/listing.ts';
import { explainProgram } from '../../compiler/explain.ts';
import { compileGraph } from '../../compiler/index.ts';
import type { Capabilities, Program } from '../../compiler/program.ts';
import { capabilities as cpu } from '../backends/cpu/index.ts';
import { capabilities as gpu, isGpu, modes } from '../backends/gpujs/index.ts';
import { loadDefinition } from './load.ts';

export interface ExplainOptions {
  readonly symbols: Readonly<Record<string, number>>;
  readonly backend: string;
}

/** The listing of FILE#export for a backend, its named dimensions bound (32 where nothing is said). */
export async function explainFile(reference: string, options: ExplainOptions): Promise<string> {
  const definition = await loadDefinition(reference);
  const binding = Object.fromEntries(definition.symbols.map((symbol) => [symbol, options.symbols[symbol] ?? 32]));
  for (const symbol of Object.keys(options.symbols)) {
    if (!definition.symbols.includes(symbol))
      throw new Error(`explain: ${definition.name} has no dimension named '${symbol}'`);
  }
  const program = compileGraph(definition.trace(binding), capabilitiesOf(options.backend));
  return `${explainProgram(program)}\n\n${generatedSource(program, options.backend)}`;
}

/** What the backend is given to run. */
function generatedSource(program: Program, backend: string): string {
  const mode = modes.find((m) => backend === `gpujs:${m}`);
  return mode === undefined ? wasmListing(program) : gpujsListing(program, { split: isGpu(mode) });
}

function capabilitiesOf(backend: string): Capabilities {
  if (backend === 'cpu') return cpu;
  const mode = modes.find((m) => backend === `gpujs:${m}`);
  if (mode !== undefined) return gpu(mode);
  throw new Error(`explain: unknown backend '${backend}'; use cpu, ${modes.map((m) => `gpujs:${m}`).join(', ')}`);
}
