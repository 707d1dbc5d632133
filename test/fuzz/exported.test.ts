// quern fuzz on every model that the project exports: no fault is found. A model that is added is fuzzed from then on.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { Model } from '../../dsl/nn/model.ts';
import { root } from '../docs/markdown.ts';
import { isFuzzable, isModel } from '../testing/fuzzable.ts';
import { fuzzSubject } from '../testing/fuzzGradients.ts';

/** Networks are made by functions of nothing there. */
const makers = 'dsl/nn/nets';
const folders = [makers, 'examples'];

/** Above so many parameters, one point and first derivatives: an evaluation takes tens of milliseconds. */
const large = 10_000;

async function exported(): Promise<[string, unknown][]> {
  const files = folders.flatMap((folder) =>
    readdirSync(root + folder)
      .map((name) => `${folder}/${name}`)
      .filter((file) => file.endsWith('.ts') && /^export /m.test(readFileSync(root + file, 'utf8'))),
  );
  const all: [string, unknown][] = [];
  for (const file of files) {
    const module = (await import(root + file)) as Readonly<Record<string, unknown>>;
    for (const [name, value] of Object.entries(module)) {
      const made = file.startsWith(makers) && typeof value === 'function' ? (value() as unknown) : value;
      if (isModel(made) || isFuzzable(made)) all.push([`${file}#${name}`, made]);
    }
  }
  return all;
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
  expect(report.checks).toBe(isLarge ? 4 : 18);
});
