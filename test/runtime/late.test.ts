// What only some programs need is loaded when one is compiled: each such program, alone, of a bundle in pieces and of one
// in a single file, gives the numbers of the modules as they are.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Definition } from '../../dsl/graph.ts';
import * as quern from '../../runtime/index.ts';

type Quern = typeof quern;

const root = resolve(import.meta.dirname, '../..');

/** Training steps and predictions that need what is loaded late, each something else. */
const programs: Readonly<Record<string, (q: Quern) => Definition>> = {
  loops: (q) => {
    const layers = { cell: q.elman(3, 4), out: q.affine(4, 2) };
    const net = q.model(layers, q.input(2, 5, 3), (p, x) => p.out(q.mean(p.cell(x).outputs, 1)));
    return q.trainStep(net, q.crossEntropy, q.sgd(0.1));
  },
  'scattered updates': (q) => {
    const layers = { table: q.embedding(7, 4), out: q.affine(4, 2) };
    const net = q.model(layers, q.input.i32(2, 3), (p, x) => p.out(q.mean(p.table(x), 1)));
    return q.trainStep(net, q.crossEntropy, q.sgd(0.1));
  },
  'windows with padding': (q) => {
    const layers = { first: q.convolve(1, 2, 3, { padding: 1 }), conv: q.convolve(2, 2, 3, { padding: 1 }) };
    const net = q.model(layers, q.input(2, 1, 6, 6), (p, x) => q.globalMeanPool(p.conv(p.first(x))));
    return q.trainStep(net, q.crossEntropy, q.sgd(0.1));
  },
  'sines, powers, remainders': (q) =>
    q.predictStep(q.model({}, q.input(9), (_, x) => q.add(q.sin(x), q.add(q.pow(q.abs(x), 1.3), q.mod(x, 0.7))))),
  'a long sum': (q) => q.predictStep(q.model({}, q.input(3000), (_, x) => q.sum(x))),
  'dot products': (q) => q.predictStep(q.model({}, q.input(4, 700), (_, x) => q.matmul(x, q.transpose(x)))),
};

async function numbersOf(q: Quern, name: string, validate: boolean): Promise<unknown> {
  const executable = await q.compile(programs[name]!(q), {}, { on: q.cpu({ threads: 1 }), validate });
  const feeds = Object.fromEntries(
    executable.program.inputs.map(({ name, shape, dtype }) => {
      const count = shape.reduce((n, d) => n * d, 1);
      return [name, Array.from({ length: count }, (_, i) => (dtype === 'i32' ? i % 2 : Math.sin(3 * i)))];
    }),
  );
  const { state, outputs } = await executable.run(executable.initialState(1), feeds);
  const tensors = [...(await state.snapshot())].map(([name, { data }]) => [name, [...data]]);
  return { outputs: Object.entries(outputs).map(([name, data]) => [name, [...data]]), tensors };
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quern-late-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([true, false])('of a bundle (in pieces: %s)', (splitting) => {
  let bundle: Quern;
  beforeAll(async () => {
    const outdir = join(folder, `${splitting}`);
    const entryPoints = { main: join(root, 'runtime/index.ts') };
    const common: BuildOptions = { bundle: true, format: 'esm', target: 'es2022', minify: true, external: ['node:*'] };
    await build({ ...common, entryPoints, splitting, outdir });
    expect(readdirSync(outdir).length > 1).toBe(splitting);
    bundle = (await import(/* @vite-ignore */ pathToFileURL(join(outdir, 'main.js')).href)) as Quern;
  });

  it.each(Object.keys(programs))('%s', async (name) => {
    const expected = await numbersOf(quern, name, true);
    expect(JSON.stringify(expected)).not.toMatch(/null|NaN/);
    expect(await numbersOf(bundle, name, false)).toEqual(expected);
  });

  it('what compile is not given in the right form is said', async () => {
    const nothing = {} as Definition;
    await expect(bundle.compile(nothing)).rejects.toThrow('compile: expected trainStep(model, loss, optimizer)');
  });
});
