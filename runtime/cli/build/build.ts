// quern build: a standalone module, its types and its weights, from FILE#export.
import { basename, extname, join } from 'node:path';
import { explainSteps } from '../../../compiler/explain.ts';
import { compileGraph } from '../../../compiler/index.ts';
import {
  type ModuleParts,
  type ModuleText,
  type Standalone,
  writeModule,
} from '../../../compiler/source/build/index.ts';
import type { Definition } from '../../../dsl/graph.ts';
import { replaceFile } from '../../fileWriting.ts';
import { slackOf } from '../../verify/reference.ts';
import { requireWritable } from '../../writable.ts';
import { loadFile, selectDefinition, UsageError } from '../load.ts';
import { about } from './about.ts';
import type { BuildOptions } from './options.ts';
import { placed, weightsFile } from './parts.ts';
import { librarySource } from './sources.ts';
import { beginning } from './states.ts';
import { targetOf } from './target.ts';
import { trial } from './trial.ts';
import { type Progress, testVectors } from './vectors.ts';

export interface Built {
  readonly definition: string;
  readonly backend: string;
  readonly symbols: Readonly<Record<string, number>>;
  readonly files: readonly { readonly file: string; readonly bytes: number }[];
  /** numbers that the weights are */
  readonly weights: number;
  readonly kernels: number;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** whether the module was loaded and has checked itself */
  readonly loaded: boolean;
  readonly notes: readonly string[];
}

/**
 * Builds FILE#export into a folder. Errors: UsageError for what was asked for wrongly (no such file or export, a dimension
 * without a size, a backend that is only chosen where a program runs); Error for weights that do not fit, a folder that
 * cannot be written, and a module that does not pass its own check.
 */
export async function buildFile(
  reference: string,
  options: BuildOptions,
  progress: Progress = () => {},
): Promise<Built> {
  const registered = targetOf(options.backend);
  const loaded = await loadFile(reference);
  const { definition, exported } = selectDefinition(loaded, 'build');
  const name = nameOf(options.name ?? exported, loaded.file);
  requireSymbols(definition, options.symbols);
  await requireWritable(options.output, '--output');
  const graph = definition.trace(options.symbols);
  const begun = await beginning(graph, definition.name, options.weights, options.seed);
  const target = await registered.target();
  const { program, kernels, standalone } = target.emit(compileGraph(graph, target.capabilities));
  if (standalone === undefined) throw new UsageError(`build: a program for ${target.name} is no module of its own`);
  const backend = standalone();
  const beside = options.adjacentWasm ? wasmBeside(name, backend, target.name) : null;
  const tested = await testVectors(graph, begun.values, slackOf(target.capabilities), progress);
  const tensors = placed(definition.name, graph, program, backend, begun.values);
  const weights = weightsFile(tensors, begun.values);
  const parts: ModuleParts = {
    ...tensors,
    backend,
    weights: { ...weightsAt(options.inlineWeights, weights.bytes, `${name}.safetensors`), header: weights.header },
    vectors: tested.vectors,
    about: about(reference, options, graph, program, backend, weights.numbers),
    kernels: explainSteps(program, program.steps),
    tested: tested.about,
  };
  progress('module', 0, 1);
  const text = writeModule(parts, librarySource);
  const failure = await trial(text.js, await registered.trial(), weights.bytes);
  const files = await write(options.output, [
    ...(options.inlineWeights ? [] : [[`${name}.safetensors`, weights.bytes] as const]),
    ...(beside
      ? [beside, ...textFiles(name, writeModule({ ...parts, beside: beside[0] }, librarySource))]
      : textFiles(name, text)),
  ]);
  return {
    definition: definition.name,
    backend: options.backend,
    symbols: options.symbols,
    files,
    weights: weights.numbers,
    kernels,
    inputs: shown(tensors.inputs),
    outputs: shown(tensors.outputs),
    loaded: failure === null,
    notes: [...begun.notes, ...tested.notes, ...(failure === null ? [] : [failure])],
  };
}

const weightsAt = (inline: boolean | undefined, bytes: Uint8Array, file: string) =>
  inline ? { inline: bytes, file: 'the weights in this module' } : { beside: file, file };

const shown = (slots: ModuleParts['inputs']): string[] =>
  slots.map(({ name, dtype, shape }) => `${name}: ${dtype} [${shape.join(', ')}]`);

function nameOf(exported: string, file: string): string {
  const name = exported === 'default' ? basename(file, extname(file)) : exported;
  if (!/^[\w.-]+$/.test(name)) throw new UsageError(`--name: '${name}' is no name for a file`);
  return name;
}

function requireSymbols({ name, symbols }: Definition, given: BuildOptions['symbols']): void {
  const missing = symbols.filter((s) => !Object.hasOwn(given, s));
  if (missing.length > 0) {
    throw new UsageError(
      `build: ${name} needs the size of ${missing.map((s) => `'${s}'`).join(', ')}: add --symbols ${missing.map((s) => `${s}=32`).join(',')}`,
    );
  }
  const unknown = Object.keys(given).filter((s) => !symbols.includes(s));
  if (unknown.length > 0) {
    const known = symbols.length > 0 ? `it has ${symbols.join(', ')}` : 'it has none';
    throw new UsageError(`build: ${name} has no dimension named '${unknown[0]}'; ${known}`);
  }
  for (const symbol of symbols) {
    if (given[symbol]! < 1) throw new UsageError(`build: '${symbol}' is ${given[symbol]}; a dimension is 1 or more`);
  }
}

type File = readonly [name: string, content: Uint8Array | string];

const textFiles = (name: string, text: ModuleText): File[] => [
  [`${name}.ts`, text.ts],
  [`${name}.js`, text.js],
  [`${name}.d.ts`, text.dts],
];

/** The file of the WebAssembly, which the module reads from there. */
function wasmBeside(name: string, { bytes }: Standalone, target: string): readonly [string, Uint8Array] {
  if (bytes === undefined) throw new UsageError(`--adjacent-wasm: a module for ${target} has no WebAssembly`);
  return [`${name}.wasm`, bytes];
}

/** Writes each file as a whole or not at all. */
async function write(folder: string, files: readonly File[]): Promise<Built['files']> {
  const written: { file: string; bytes: number }[] = [];
  for (const [file, content] of files) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    await replaceFile(join(folder, file), bytes);
    written.push({ file, bytes: bytes.length });
  }
  return written;
}
