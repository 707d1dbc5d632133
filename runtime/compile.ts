// From a definition to something that runs: bind the named dimensions, trace, compile, instantiate.
import { compileGraph, type PassOptions } from '../compiler/index.ts';
import type { Definition } from '../dsl/graph.ts';
import type { Backend } from './backends/backend.ts';
import { cpu } from './backends/cpu/backend.ts';
import { Executable } from './executable.ts';
import { requireBackend, requireDefinition } from './expected.ts';

export interface CompileOptions extends PassOptions {
  /** where to run; the CPU if nothing is said. Backends are values: `cpu`, or `await gpu()` from 'quern/gpujs'. */
  readonly on?: Backend;
}

/**
 * Compiles a definition with its named dimensions bound, e.g. compile(trainStep(...), { batch: 32 }). The result runs
 * any number of steps without compiling again.
 *
 * Errors: a named dimension that is not bound or is not a whole number, and whatever the trace finds.
 */
export async function compile(
  definition: Definition,
  binding: Readonly<Record<string, number>> = {},
  options: CompileOptions = {},
): Promise<Executable> {
  requireDefinition('compile', definition);
  const backend = options.on ?? cpu();
  requireBackend('compile', backend);
  for (const symbol of definition.symbols) {
    const value = binding[symbol];
    if (value === undefined) {
      throw new Error(
        `compile: ${definition.name} needs the size of '${symbol}'; write compile(definition, { ${symbol}: 32 })`,
      );
    }
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`compile: '${symbol}' is ${value}; a dimension must be a whole number, 1 or more`);
    }
  }
  for (const symbol of Object.keys(binding)) {
    if (!definition.symbols.includes(symbol)) {
      const known = definition.symbols.length > 0 ? `it has ${definition.symbols.join(', ')}` : 'it has none';
      throw new Error(`compile: ${definition.name} has no dimension named '${symbol}'; ${known}`);
    }
  }
  const start = performance.now();
  const graph = definition.trace(binding);
  const program = compileGraph(graph, backend.capabilities, options);
  const instance = await backend.instantiate(program);
  return new Executable(definition.name, graph, program, instance, performance.now() - start);
}
