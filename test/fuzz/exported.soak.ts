// quern fuzz on every model that the project exports: no fault is found. A model that is added is fuzzed from then on.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Model } from '../../dsl/nn/model.ts';
import * as nets from '../../dsl/nn/nets/index.ts';
import { input, model } from '../../runtime/index.ts';
import { root } from '../docs/markdown.ts';
import { isFuzzable, isModel } from '../testing/fuzzable.ts';
import { fuzzSubject } from '../testing/fuzzGradients.ts';

/** Networks are made by functions there: of nothing, or as narrow as these arguments say. */
const makers = 'dsl/nn/nets';
const made: Readonly<Record<string, () => unknown>> = {
  alexNetSmall: () => nets.alexNetSmall([1, 1, 1, 1, 1], 2),
  vggSmall: () => nets.vggSmall(1, [1, 1, 1], 2),
  resNetSmall: () => nets.resNetSmall(1, [1, 1, 1]),
  denseNetSmall: () => nets.denseNetSmall(1, 1),
  seq2seq: () =>
    translating(nets.seq2seq({ source: 5, target: 4, width: 2, hidden: 2, attention: true }), 'seq2seq with attention'),
  transformer: () =>
    translating(nets.transformer({ source: 5, target: 4, width: 2, hidden: 3, heads: 1, blocks: 1 }), 'transformer'),
  transformerDecoder: () => {
    const net = nets.transformerDecoder({ vocabulary: 5, width: 2, hidden: 3, heads: 1, blocks: 1 });
    return model({ net }, input.i32('batch', 3), (p, ids) => p.net(ids), 'transformerDecoder');
  },
};

/** Layers that take two sequences of symbols, as a model of them. */
function translating<L extends nets.Seq2seq<5, 4> | nets.Transformer<5, 4, 2>>(net: L, name: string) {
  const inputs = { source: input.i32('batch', 3), target: input.i32('batch', 2) };
  return model({ net }, inputs, (p, { source, target }) => p.net(source, target), name);
}

/** Millions of parameters: an evaluation in float64 takes minutes. Their small forms have the same layers. */
const tooLarge = new Set(['alexNet', 'vgg', 'resNet', 'denseNet']);
/** Parts of networks, and what is done with them. */
const parts = new Set(['classifier', 'flatSize', 'denseBlock', 'transition', 'greedy', 'beamSearch', 'teacherForcing']);
const folders = [makers, 'examples'];

/** Above so many parameters, one point and first derivatives: an evaluation takes up to tens of milliseconds. */
const large = 1000;

async function exported(): Promise<[string, unknown][]> {
  const files = folders.flatMap((folder) =>
    readdirSync(root + folder)
      .map((name) => `${folder}/${name}`)
      .filter(
        (file) =>
          file.endsWith('.ts') && !file.endsWith('/index.ts') && /^export /m.test(readFileSync(root + file, 'utf8')),
      ),
  );
  const all: [string, unknown][] = [];
  for (const file of files) {
    const module = (await import(root + file)) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(module)) {
      if (tooLarge.has(name) || parts.has(name)) continue;
      const subject = file.startsWith(makers) ? modelOf(`${file}#${name}`, name, value) : value;
      if (isModel(subject) || isFuzzable(subject)) all.push([`${file}#${name}`, subject]);
    }
  }
  return all;
}

function modelOf(place: string, name: string, f: unknown): unknown {
  if (typeof f !== 'function') return f;
  if (f.length > 0 && !(name in made)) throw new Error(`${place}: say above how it is made small`);
  return made[name]?.() ?? f();
}

const sizeOf = (m: Model<unknown, unknown, unknown>): number =>
  m.parameters.reduce((n, p) => n + p.leaf.shape.reduce((k, d) => k * d, 1), 0);

/** One network may be exported by several files. */
const keyOf = (m: unknown): unknown =>
  isModel(m) ? JSON.stringify([m.name, m.parameters.map((p) => [p.name, p.leaf.shape])]) : m;

const all = await exported();
const distinct = [...new Map(all.map(([name, value]) => [keyOf(value), { name, value }])).values()];

it('finds the models', () => {
  const names = all.map(([name]) => name);
  expect(names).toEqual(
    expect.arrayContaining(['dsl/nn/nets/lenet.ts#leNet', 'dsl/nn/nets/mlp.ts#digitsMlp', 'examples/lenet.ts#network']),
  );
});

it.each(distinct)('$name', async ({ name, value }) => {
  const isLarge = isModel(value) && sizeOf(value) > large;
  const symbols = isModel(value) ? { batch: 1 } : {};
  const report = await fuzzSubject(value, isLarge ? { name, symbols, runs: 1, order: 1 } : { name, runs: 3 });
  expect(report).toMatchObject({ name, runs: isLarge ? 1 : 3 });
  expect(report.checks).toBeGreaterThanOrEqual(isLarge ? 4 : 18);
});
