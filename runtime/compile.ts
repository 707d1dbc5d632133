// From a definition to something that runs: bind the named dimensions, trace, compile, instantiate.

import { compilation, type Late, type PassOptions } from '../compiler/compilation.ts';
import { PassError } from '../compiler/pass.ts';
import type { Program } from '../compiler/program/types.ts';
import type { Definition } from '../dsl/graph.ts';
import type { Binding } from '../dsl/ports.ts';
import type { Some } from '../dsl/shape/index.ts';
import { optionsOf } from '../dsl/shape/rules/index.ts';
import type { Backend } from './backends/backend.ts';
import { defaultBackend } from './backends/default.ts';
import { breath } from './eventLoop.ts';
import { Executable } from './executable.ts';
import { isBackend, isBound, isDefinition } from './given.ts';
import type { VerifyOptions } from './verify/verified.ts';

export interface CompileOptions extends Omit<PassOptions, 'validators'> {
  /** true: the result of every pass of the compiler is checked, which takes about as long as compiling */
  readonly validate?: boolean;
  /** where to run; the CPU if nothing is said. Backends are values: `cpu()`, or `await choose('auto')` from 'quern/gpujs'. */
  readonly on?: Backend;
  /**
   * true: what the compiled program computes on random inputs is held against the float64 reference, on the backend that it
   * runs on: outputs, the new states, and each gradient that it takes, over two steps. A disagreement is a VerifyError;
   * `verified` and `notes` of the result say what was compared. No state of the caller's is touched. The reference is slow:
   * a step takes about a second for each five million values that it computes.
   */
  readonly verify?: boolean | VerifyOptions;
}

const known = { validate: 1, verify: 1, on: 1, observe: 1, kernel: 1 };

/** What `compile` is given beside the definition: sizes B of the named dimensions S, where there are any, and options. */
type Arguments<S extends string, B> = [S] extends [never]
  ? [binding?: Binding<'compile', S, B>, options?: CompileOptions]
  : string extends S
    ? [binding?: Readonly<Record<string, number>>, options?: CompileOptions]
    : [binding?: Binding<'compile', S, B>, options?: CompileOptions];

/**
 * Compiles a definition with its named dimensions bound, e.g. compile(trainStep(...), { batch: 32 }). The result runs
 * any number of steps without compiling again. Between passes that take longer than a frame together, timers and other work
 * of the page or process have their turn.
 *
 * An input of '4*H' rows is bound by its name, { H: 8 }, or by what it is, { '4*H': 32 }.
 *
 * Errors: a named dimension that is not bound or is not a whole number, a size that is no such multiple, and whatever the trace finds.
 */
export async function compile<
  S extends string,
  F extends string,
  O extends string,
  const B extends Some<{ readonly [N in S]?: number }> = object,
>(definition: Definition<S, F, O>, ...rest: Arguments<S, B>): Promise<Executable<F, O>> {
  // Boundary: the signature has compared the names; what they are is looked at below
  const [sizes = {}, given] = rest as readonly [Readonly<Record<string, number>>?, CompileOptions?];
  const { validate, verify, ...options } = optionsOf<CompileOptions>('compile', given, known);
  const backend = options.on ?? defaultBackend();
  const binding =
    isDefinition(definition) && isBackend(backend) && isBound(definition, sizes)
      ? sizes
      : (await import('./late.ts')).requireAll('compile', definition, backend, sizes);
  const start = performance.now();
  const graph = definition.trace(binding);
  const { capabilities } = backend;
  const validators = validate ? (await latePasses()).validators : validate;
  const all = { ...options, validators };
  const program = await compiled(graph, capabilities, all).catch(async (error: unknown) => {
    if (!(error instanceof PassError)) throw error;
    const { withPlace } = await import('./late.ts');
    throw await withPlace(error, definition, binding, capabilities, all);
  });
  const instance = await backend.instantiate(program);
  const made = new Executable<F, O>(
    definition.name,
    graph,
    program,
    instance,
    performance.now() - start,
    backend.notes,
  );
  return verify ? (await import('./late.ts')).verify(made, instance, backend, definition, binding, all, verify) : made;
}

const latePasses = async (): Promise<Late> => (await import('./late.ts')).passes;

async function compiled(...given: Parameters<typeof compilation>): Promise<Program> {
  const passes = compilation(...given);
  let pass = passes.next();
  for (; !pass.done; pass = passes.next(pass.value ? await latePasses() : undefined)) await breath();
  await breath();
  return pass.value;
}
