// A standalone module: TypeScript that imports nothing, from a program that is compiled. Text in, text out; what is read
// and written is runtime/cli/build/.
import { IndentationText, Project, QuoteKind, type SourceFile, ts } from 'ts-morph';
import { commentText, memberName } from '../../escape.ts';
import { collect, type Wanted } from './collect.ts';
import { type Bytes, type Data, literal, sourceOf } from './literal.ts';
import type { Slot, StateSlot, Vectors } from './spec.ts';
import type { Standalone } from './standalone.ts';

export type { Sample, Slot, StateSlot, Vectors } from './spec.ts';
export type { Standalone } from './standalone.ts';

export interface ModuleParts {
  /** what was compiled, e.g. 'predictStep(leNet)' */
  readonly definition: string;
  /** whether a run changes the states: a training step */
  readonly trains: boolean;
  readonly inputs: readonly Slot[];
  readonly outputs: readonly Slot[];
  readonly states: readonly StateSlot[];
  readonly backend: Standalone;
  /** the file beside the module that holds the backend's bytes; they are embedded if nothing is said */
  readonly beside?: string;
  readonly weights: Bytes & { readonly file: string; readonly header: string };
  readonly vectors: Vectors;
  /** what the module's reader is told first, a line each */
  readonly about: readonly string[];
  /** each kernel and what it computes, in the order in which they run */
  readonly kernels: readonly string[];
  /** how the test vectors came to be */
  readonly tested: string;
}

export interface ModuleText {
  readonly ts: string;
  readonly js: string;
  readonly dts: string;
}

/** Writes the module; `read` gives the library's own source, by path from its top. */
export function writeModule(parts: ModuleParts, read: (path: string) => string): ModuleText {
  const project = new Project({
    useInMemoryFileSystem: true,
    skipLoadingLibFiles: true,
    manipulationSettings: { indentationText: IndentationText.TwoSpaces, quoteKind: QuoteKind.Single },
  });
  const module = project.createSourceFile('/module.ts');
  addTypes(module, parts);
  addLoad(module, parts);
  addSpec(module, parts);
  addLibrary(module, parts, project, read);
  const head = `${parts.about.map((line) => `// ${commentText(line)}`.trimEnd()).join('\n')}\n\n`;
  const text = `${head}${module.getFullText().trimStart()}`;
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    verbatimModuleSyntax: true,
    isolatedDeclarations: true,
    strict: true,
  };
  const { outputText: js } = ts.transpileModule(text, { compilerOptions, fileName: 'module.ts' });
  const { outputText: dts, diagnostics = [] } = ts.transpileDeclaration(text, {
    compilerOptions: { ...compilerOptions, declaration: true },
    fileName: 'module.ts',
  });
  for (const d of diagnostics)
    throw new Error(`build: the module's types: ${ts.flattenDiagnosticMessageText(d.messageText, '\n')}`);
  return { ts: text, js, dts: dts.startsWith('//') ? dts : `${head}${dts}` };
}

function addTypes(module: SourceFile, { inputs, outputs, states, trains }: ModuleParts): void {
  const method = trains ? 'step' : 'run';
  const interfaceOf = (name: string, about: string, type: string, slots: readonly Slot[]) =>
    module.addInterface({
      name,
      isExported: true,
      docs: [about],
      properties: slots.map((slot) => ({
        name: memberName(slot.name),
        isReadonly: true,
        type: slot.shape.length === 0 && type === 'Tensor' && name === 'Outputs' ? 'number' : typeOf(type, slot),
        ...(name === 'Weights' ? {} : { docs: [`${slot.dtype} [${slot.shape.join(', ')}], ${count(slot)}`] }),
      })),
    });
  interfaceOf('Inputs', `What \`${method}\` is given, by name.`, 'Given', inputs);
  interfaceOf('Outputs', `What \`${method}\` gives, by name.`, 'Tensor', outputs);
  interfaceOf('Weights', trains ? 'The state by path.' : 'The weights by path.', 'Tensor', states);
}

const typeOf = (type: string, { shape, dtype }: Slot): string =>
  `${type}<[${shape.join(', ')}]${dtype === 'f32' ? '' : `, '${dtype}'`}>`;

function count({ shape }: Slot): string {
  const n = shape.reduce((product, d) => product * d, 1);
  return n === 1 ? 'one number' : `${n.toLocaleString('en')} numbers, row-major`;
}

function addLoad(module: SourceFile, { trains, backend: { runner } }: ModuleParts): void {
  const [maker, type] = trains ? ['trainer', 'Trainer'] : ['predictor', 'Predictor'];
  const own = `${type}<Inputs, Outputs, Weights>`;
  module.addFunction({
    name: 'load',
    isExported: true,
    isAsync: true,
    docs: [
      `Loads the weights and checks itself: that they are those it was built with, and that its test vectors give what they\nare to. An error names the tensor or the output that differs.`,
    ],
    parameters: [{ name: 'options', ...runner.options }],
    returnType: `Promise<${runner.later ? `Later<${own}>` : own}>`,
    statements: [`return ${maker}(spec, await ${runner.open}(spec, options));`],
  });
}

function addSpec(module: SourceFile, parts: ModuleParts): void {
  const { definition, inputs, outputs, states, backend, beside, weights, vectors, tested } = parts;
  const slots = (list: readonly Slot[]): Data =>
    list.map(({ ranges, ...s }) => ({
      ...s,
      ranges: ranges?.map(({ by, of, below, besides }) => ({ by, of, below, besides })),
    }));
  const common = {
    name: definition,
    inputs: slots(inputs),
    outputs: slots(outputs),
    states: slots(states),
    weights: { file: weights.file, header: weights.header, source: sourceOf(weights) },
    vectors: vectors as unknown as Data, // numbers, names and lists of them: see spec.ts
  };
  if (backend.kernels !== null) module.addStatements(backend.kernels);
  const listed =
    backend.kernels === null ? ['', 'The kernels, in the order in which they run:', '', ...parts.kernels] : [];
  module.addStatements(`
/**
${commented([...wrapped(`Where tensors lie, what the weights were, and the test vectors. ${tested}`), ...listed])}
 */
const spec: ${backend.runner.spec} = ${literal({ ...common, ...backend.fields(beside) })};`);
}

const commented = (lines: readonly string[]): string =>
  lines.map((line) => ` * ${commentText(line)}`.trimEnd()).join('\n');

/** Lines of a comment. */
const wrapped = (text: string): string[] => text.match(/.{1,112}(?= |$)/g)!.map((l) => l.trim());

/** What the module's user sees of the library's types. */
const shown = ['Tensor', 'Given', 'WeightsSource', 'LoadOptions', 'Predictor', 'Trainer'];

function addLibrary(module: SourceFile, parts: ModuleParts, project: Project, read: (path: string) => string): void {
  const room = 'runtime/standalone';
  const maker = parts.trains ? 'trainer' : 'predictor';
  const { file: code, spec, open, options, uses, shown: own } = parts.backend.runner;
  const wanted: Wanted = { file: code, names: [spec, options.type, open, maker, ...uses] };
  const types = { file: `${room}/types.ts`, names: ['Tensor', 'Given', 'LoadOptions'] };
  const bytes = { file: `${room}/bytes.ts`, names: ['bytesOfText'] };
  let file = '';
  const texts = collect(project, read, [types, bytes, wanted], new Set([...shown, ...own])).map((taken) => {
    const head = taken.file === file ? '' : `// From quern's ${taken.file}\n\n`;
    file = taken.file;
    return `\n${head}${taken.text}`;
  });
  // at once: each addition parses the whole module again
  module.addStatements(texts.join('\n'));
}
