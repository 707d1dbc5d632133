// quern explain: what a definition becomes, kernel by kernel.
import { explainProgram } from '../../compiler/explain.ts';
import { compileGraph } from '../../compiler/index.ts';
import type { Capabilities } from '../../compiler/program.ts';
import { capabilities as cpu } from '../backends/cpu/index.ts';
import { capabilities as gpu, modes } from '../backends/gpujs/index.ts';
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
  return explainProgram(compileGraph(definition.trace(binding), capabilitiesOf(options.backend)));
}

function capabilitiesOf(backend: string): Capabilities {
  if (backend === 'cpu') return cpu;
  const mode = modes.find((m) => backend === `gpujs:${m}`);
  if (mode !== undefined) return gpu(mode);
  throw new Error(`explain: unknown backend '${backend}'; use cpu, ${modes.map((m) => `gpujs:${m}`).join(', ')}`);
}
