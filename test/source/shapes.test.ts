// quern shapes: what is printed beside the lines, the pictures, and what is said where something is asked for wrongly.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocksOf } from '../../compiler/blocks.ts';
import { openProjects, type Project } from '../../compiler/source/project.ts';
import { shapesOf } from '../../compiler/source/shapes/collect.ts';
import { shapesText } from '../../compiler/source/shapes/text.ts';
import type { ModelOf } from '../../dsl/nn/index.ts';
import { predictStep } from '../../dsl/train.ts';
import * as networks from '../../examples/models/networks.ts';
import { runShapes, type ShapesRequest } from '../../runtime/cli/shapes.ts';

const folder = mkdtempSync(join(tmpdir(), 'quern-shapes-'));
const quern = (...args: string[]) =>
  spawnSync(process.execPath, ['dist/runtime/cli/main.js', 'shapes', ...args], { encoding: 'utf8' });

it('shows tensors, stages of a pipe, layers and models beside their lines', () => {
  const file = join(folder, 'small.ts');
  writeFileSync(
    file,
    `import { affine, argMax, flatten, input, model, pipe, relu } from '${process.cwd()}/runtime/index.ts';
const layers = { hidden: affine(784, 128), out: affine(128, 10) };
export const net = model(layers, input('batch', 28, 28), (p, x) => {
  const scores = pipe(x, flatten, p.hidden, relu, p.out);
  return { scores, best: argMax(scores, 1) };
});
`,
  );
  const [{ files, program }] = openProjects({ files: [file] }, folder) as [Project];
  expect(shapesText(shapesOf(files[0]!, program.getTypeChecker()), (text) => text)).toMatchInlineSnapshot(`
    "2  const layers = { hidden: affine(784, 128), out: affine(128, 10) };
         hidden: affine(784, 128)
         out: affine(128, 10)
    3  export const net = model(layers, input('batch', 28, 28), (p, x) => {
         net: model: [batch, 28, 28] -> { scores: [batch, 10], best: [batch] i32 }
         input('batch', 28, 28): [batch, 28, 28]
         x: [batch, 28, 28]
    4    const scores = pipe(x, flatten, p.hidden, relu, p.out);
         scores: [batch, 10]
         flatten: [batch, 784]
         p.hidden: [batch, 128]
         relu: [batch, 128]
    5    return { scores, best: argMax(scores, 1) };
         best: [batch] i32
    "
  `);
});

/** Layers and what flows from one to the next, at the sizes of the names. */
function flows(model: ModelOf<unknown>, depth: number, sizes: Record<string, number>): string[] {
  const { blocks, flows } = blocksOf(predictStep(model).trace(sizes), depth);
  return flows.map(({ from, to, value }) => `${blocks[from]!.name} -> ${blocks[to]!.name} [${value.shape.join(', ')}]`);
}
// the layers' types differ from model to model, and a trace asks nothing of them
const plain = (model: unknown) => model as ModelOf<unknown>;

describe('a network in the large', () => {
  it('LeNet: a row of layers', () => {
    expect(flows(plain(networks.leNet), 1, { batch: 7 })).toEqual([
      'input -> first [7, 1, 28, 28]',
      'first -> second [7, 6, 14, 14]',
      'second -> third [7, 400]',
      'third -> fourth [7, 120]',
      'fourth -> out [7, 84]',
      'out -> output [7, 10]',
    ]);
  });

  it('ResNet-18: blocks with what goes around their layers inside', () => {
    const names = flows(plain(networks.resNet18), 1, { batch: 1 });
    expect(names).toContain('one -> two [1, 64, 56, 56]');
    expect(names).toContain('four -> out [1, 512]');
    expect(names.length).toBe(8);
  });

  it('the Transformer: two embeddings, an encoder that the decoder reads', () => {
    expect(flows(plain(networks.transformer), 2, { batch: 2, s: 5, t: 3 }).sort()).toEqual([
      'net.decoder -> net.out [2, 3, 64]',
      'net.encoder -> net.decoder [2, 5, 64]',
      'net.out -> output [2, 3, 40]',
      'net.source -> net.encoder [2, 5, 64]',
      'net.target -> net.decoder [2, 3, 64]',
      'source -> net.source [2, 5]',
      'target -> net.target [2, 3]',
    ]);
  });

  it('seq2seq with attention: a loop is of all the layers that it reads', () => {
    const names = flows(plain(networks.seq2seqWithAttention), 2, { batch: 2, s: 5, t: 3 });
    expect(names.some((n) => /-> net\.\w+(?:, net\.\w+){2,}/.test(n))).toBe(true);
    expect(names.some((n) => n.startsWith('net.encoder -> net.score'))).toBe(true);
  });
});

describe('the command', () => {
  it('draws a picture, and writes a page with the source, pictures and tables', () => {
    const [svg, html] = [join(folder, 'net.svg'), join(folder, 'net.html')];
    const drawn = quern('examples/models/networks.ts#lstm', '--svg', svg, '--html', html);
    expect(drawn.stderr).toBe('');
    expect(drawn.stdout).toContain(`${svg}: lstm`);
    const picture = readFileSync(svg, 'utf8');
    expect(picture).toMatch(/^<svg [^>]*viewBox/);
    for (const text of ['[batch, 28, 28]', 'layer', 'out', '[batch, 10]']) expect(picture).toContain(`>${text}</text>`);
    const page = readFileSync(html, 'utf8');
    expect(page).toContain('<table class="weights">');
    expect(page).not.toContain('<script');
  });

  it('counts the weights', () => {
    const { weights } = JSON.parse(quern('examples/mlp.ts', '--json').stdout) as { weights: Record<string, unknown[]> };
    expect(weights.network).toContainEqual({ name: 'net.0.w', shape: [784, 256] });
  });

  it.each<[string, Partial<ShapesRequest>, string]>([
    ['nothing.ts', {}, 'shapes: nothing.ts: no such file'],
    ['examples/mlp.ts#nothing', {}, "shapes: examples/mlp.ts has no model 'nothing'; its models are network"],
    ['examples/mlp.ts', { run: false, svg: 'x.svg' }, 'need the file to be run'],
    ['examples/models/networks.ts', { svg: 'x.svg' }, 'say which model to draw, examples/models/networks.ts#NAME'],
  ])('%s with %j is an error: %s', async (reference, request, message) => {
    await expect(runShapes(reference, { run: true, ...request })).rejects.toThrow(message);
  });

  it('ends with 2 when it was asked for wrongly', () => {
    const { status, stderr } = quern('examples/mlp.ts', '--depth', '0');
    expect(stderr).toContain('a whole number, 1 or more');
    expect(status).toBe(2);
  });
});
