// Golden listings: what every emitter makes of small programs, kept in test/golden to be read and reviewed. After a
// change of the compiler that is meant, run `npx vitest run test/emit/golden.test.ts -u` and read the difference; with
// CI set, a difference or a missing listing fails.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import { families, registeredAs, type TargetName } from '../../runtime/backends/registry.ts';
import { type Golden, goldens } from './goldenCases.ts';

const folder = join(import.meta.dirname, '../golden');

/** The listing of the target that stands for its family. */
async function text({ program, graph }: Golden, lookAt: string, example: TargetName): Promise<string> {
  const target = await registeredAs(example)!.target();
  const emitted = target.emit(compileGraph(graph(), target.capabilities));
  return `// ${program}\n// Look at: ${lookAt}.\n\n${target.listing(emitted.program).trimEnd()}\n`;
}

/** The file of each, and what it holds; an emitter of which there is nothing to look at has none. */
const listings = families.flatMap(({ emitter, example }) =>
  goldens.flatMap((g) => {
    const lookAt = g.lookAt[emitter];
    return lookAt === undefined ? [] : [{ file: `${g.name}.${emitter}.txt`, made: () => text(g, lookAt, example) }];
  }),
);

test.each(listings)('$file', async ({ file, made }) => {
  await expect(await made()).toMatchFileSnapshot(join(folder, file));
});

test('every emitter has listings', () => {
  for (const { emitter } of families)
    expect(listings.filter(({ file }) => file.includes(`.${emitter}.`))).not.toEqual([]);
});

test('no listing is left over', () => {
  const expected = listings.map(({ file }) => file);
  expect(readdirSync(folder).filter((file) => !expected.includes(file))).toEqual([]);
});
