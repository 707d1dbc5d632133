// Golden listings: what both emitters make of small programs, kept in test/golden to be read and reviewed. After a
// change of the compiler that is meant, run `npx vitest run test/emit/golden.test.ts -u` and read the difference; with
// CI set, a difference or a missing listing fails.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listing as gpujsListing } from '../../compiler/emit/gpujs/listing.ts';
import { listing as wasmListing } from '../../compiler/emit/wasm/listing.ts';
import { compileGraph } from '../../compiler/index.ts';
import { capabilities as cpu } from '../../runtime/backends/cpu/index.ts';
import { capabilities as gpujs } from '../../runtime/backends/gpujs/index.ts';
import { type Golden, goldens } from './goldenCases.ts';

const folder = join(import.meta.dirname, '../golden');

const emitters = {
  wasm: (g: Golden) => wasmListing(compileGraph(g.graph(), cpu)),
  gpujs: (g: Golden) => gpujsListing(compileGraph(g.graph(), gpujs('webgl2')), { split: true }),
} as const;

type Emitter = keyof typeof emitters;
const names = Object.keys(emitters) as Emitter[]; // the keys are those written above

const text = (g: Golden, by: Emitter) => `// ${g.program}\n// Look at: ${g[by]}.\n\n${emitters[by](g).trimEnd()}\n`;

for (const by of names) {
  test.each(goldens)(`${by}: $name`, async (g) => {
    await expect(text(g, by)).toMatchFileSnapshot(join(folder, `${g.name}.${by}.txt`));
  });
}

test('no listing is left over', () => {
  const expected = goldens.flatMap((g) => names.map((by) => `${g.name}.${by}.txt`));
  expect(readdirSync(folder).filter((file) => !expected.includes(file))).toEqual([]);
});
