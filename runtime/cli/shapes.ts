// quern shapes: what every tensor of a file is, what its models weigh, and how they look.
import { writeFileSync } from 'node:fs';
import { type Blocks, blocksOf } from '../../compiler/blocks.ts';
import { markupText, oneLine } from '../../compiler/escape.ts';
import { openProjects, ProjectError } from '../../compiler/source/project.ts';
import { type Shapes, shapesOf } from '../../compiler/source/shapes/collect.ts';
import { type Section, shapesPage } from '../../compiler/source/shapes/page.ts';
import { shapesData, shapesText } from '../../compiler/source/shapes/text.ts';
import { bytes } from '../../compiler/units.ts';
import { type Expr, elementCount } from '../../dsl/expr.ts';
import type { Graph } from '../../dsl/graph.ts';
import type { Model } from '../../dsl/nn/model.ts';
import { predictStep } from '../../dsl/train.ts';
import { loadFile, splitReference, UsageError } from './load.ts';
import { say, sayJson } from './output.ts';
import { styleFor } from './style.ts';

export interface ShapesRequest {
  readonly html?: string;
  readonly svg?: string;
  /** the least at which there is something to see, where it is not said */
  readonly depth?: number;
  readonly json?: boolean;
  /** false: the file is not loaded, so that nothing of it runs */
  readonly run: boolean;
}

type AnyModel = Model<unknown, unknown, unknown>;

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Prints the shapes of FILE, or FILE#export, and writes the page and the picture that are asked for. */
export async function runShapes(reference: string, request: ShapesRequest): Promise<void> {
  const { file: path, name } = splitReference(reference);
  const shapes = typesOf(path);
  const needsRun = request.svg !== undefined || name !== undefined;
  if (!request.run && needsRun) throw new UsageError('shapes: a picture and FILE#export need the file to be run');
  const models = request.run ? await modelsOf(reference, name) : new Map<string, AnyModel>();
  if (request.svg !== undefined) await draw(path, models, request.svg, request.depth);
  if (request.html !== undefined) await writePage(path, shapes, models, request);
  if (request.json) {
    const weights = Object.fromEntries([...models].map(([key, m]) => [key, weightsOf(m)]));
    sayJson({ file: path, shapes: shapesData(shapes), weights });
  } else if (request.html === undefined && request.svg === undefined) {
    const { dim, strong } = styleFor(process.stdout);
    say([shapesText(shapes, dim), ...[...models].map(([key, m]) => tableText(key, m, strong))].join('\n'));
  }
}

function typesOf(path: string): Shapes {
  try {
    const [project] = openProjects({ files: [path] }, process.cwd().replace(/\\/g, '/'));
    return shapesOf(project!.files[0]!, project!.program.getTypeChecker());
  } catch (error) {
    if (error instanceof ProjectError) throw new UsageError(`shapes: ${error.message}`);
    throw error;
  }
}

const isModel = (x: unknown): x is AnyModel =>
  typeof x === 'object' && x !== null && 'layers' in x && 'forward' in x && 'parameters' in x && 'inputs' in x;

/** The models that the file exports, by name. */
async function modelsOf(reference: string, name: string | undefined): Promise<Map<string, AnyModel>> {
  const { file, exports } = await loadFile(reference);
  const models = new Map(Object.entries(exports).flatMap(([key, x]) => (isModel(x) ? [[key, x] as const] : [])));
  if (name === undefined) return models;
  const model = models.get(name);
  if (model !== undefined) return new Map([[name, model]]);
  const there = models.size > 0 ? `its models are ${[...models.keys()].join(', ')}` : 'it exports no model';
  throw new UsageError(`shapes: ${file} has no model '${name}'; ${there}`);
}

const weightsOf = (m: AnyModel): Weight[] => m.parameters.map(({ name, leaf }) => ({ name, shape: leaf.shape }));
const numbers = (n: number): string => n.toLocaleString('en-US');

/** Rows of name, shape, count and bytes; the last is the sum. */
function tableOf(m: AnyModel): string[][] {
  const row = (name: string, shape: string, count: number) => [name, shape, numbers(count), bytes(4 * count)];
  const rows = weightsOf(m).map((w) => row(oneLine(w.name), `[${w.shape.join(', ')}]`, elementCount(w.shape)));
  const sum = weightsOf(m).reduce((n, w) => n + elementCount(w.shape), 0);
  return [...rows, row('in all', '', sum)];
}

function tableText(name: string, m: AnyModel, strong: (text: string) => string): string {
  const rows = tableOf(m);
  const widths = [0, 1, 2, 3].map((c) => Math.max(...rows.map((r) => r[c]!.length)));
  const line = (r: readonly string[]) =>
    `  ${r.map((cell, c) => (c < 2 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!))).join('  ')}`;
  return `${strong(`Weights of ${name}`)}\n${rows.map(line).join('\n')}\n`;
}

function tableMarkup(m: AnyModel): string {
  const rows = tableOf(m).map((r) => `<tr>${r.map((cell) => `<td>${markupText(cell)}</td>`).join('')}</tr>`);
  return `<table class="weights">\n${rows.join('\n')}\n</table>`;
}

async function draw(path: string, models: ReadonlyMap<string, AnyModel>, file: string, depth?: number): Promise<void> {
  if (models.size === 0) throw new UsageError(`shapes: ${path} exports no model to draw`);
  if (models.size > 1)
    throw new UsageError(`shapes: say which model to draw, ${path}#NAME; there are ${[...models.keys()].join(', ')}`);
  const [[name, model]] = [...models] as [[string, AnyModel]];
  writeFileSync(file, await pictureOf(name, model, depth));
  say(`${file}: ${name}`);
}

async function writePage(
  path: string,
  shapes: Shapes,
  models: ReadonlyMap<string, AnyModel>,
  { html, depth }: ShapesRequest,
): Promise<void> {
  const sections: Section[] = [];
  for (const [name, model] of models) {
    sections.push({ title: name, content: `${await pictureOf(name, model, depth)}\n${tableMarkup(model)}` });
  }
  writeFileSync(html!, shapesPage(shapes, path, sections));
  say(`${html}: ${models.size === 1 ? '1 model' : `${models.size} models`}`);
}

async function pictureOf(name: string, model: AnyModel, depth?: number): Promise<string> {
  // the layout library is loaded when a picture is asked for
  const { blocksPicture } = await import('../pictures/blocks.ts');
  const { blocks, names } = tracedBlocks(model, depth);
  return blocksPicture(blocks, name, (value) => flowText(value, names));
}

/** Sizes for the named dimensions that no layer has, so that they are known again in the picture; smaller ones where positions are limited. */
const sizes = [
  [1009, 1013, 1019, 1021, 1031, 1033, 1039],
  [13, 17, 19, 23, 29, 31, 37],
];

function tracedBlocks(model: AnyModel, depth?: number): { blocks: Blocks; names: ReadonlyMap<number, string> } {
  const definition = predictStep(model);
  let failure: unknown;
  for (const candidates of sizes) {
    const binding = Object.fromEntries(
      definition.symbols.map((symbol, i) => [symbol, candidates[i % candidates.length]!]),
    );
    try {
      const blocks = drawn(definition.trace(binding), depth);
      return { blocks, names: new Map(Object.entries(binding).map(([symbol, size]) => [size, symbol])) };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

/** Layers that a picture has at least, where the paths tell as many apart. */
const enough = 4;

function drawn(graph: Graph, depth: number | undefined): Blocks {
  if (depth !== undefined) return blocksOf(graph, depth);
  const deepest = Math.max(1, ...graph.states.map((s) => s.name.split('.').length - 1));
  for (let d = 1; ; d++) {
    const found = blocksOf(graph, d);
    if (d === deepest || found.blocks.filter((b) => b.kind === 'layer').length >= enough) return found;
  }
}

function flowText({ shape, dtype }: Expr, names: ReadonlyMap<number, string>): string {
  const dimension = (d: number): string => {
    for (const [size, name] of names) {
      if (d === size) return name;
      if (size > 1000 && d > size && d % size === 0) return `${d / size}*${name}`;
    }
    return `${d}`;
  };
  return `[${shape.map(dimension).join(', ')}]${dtype === 'f32' ? '' : ` ${dtype}`}`;
}
