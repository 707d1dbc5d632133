// What a model's types cost a user: instantiations of the whole program against the library's declarations, as an
// installed package has them (the library's own source is not checked again in a user's project). The models are the
// library's own, checked from their source.
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, compilerNames } from './compilers.ts';
import { checkedDeep, deepModels } from './deepCheck.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}test/types/.declared`;

/** About a third over what was measured. */
const budgets = {
  'dsl/nn/nets/alexnet': 32_000,
  'dsl/nn/nets/vgg': 49_000,
  'dsl/nn/nets/resnet': 60_000,
  'test/types/models/transformer': 43_000,
};

/** The declarations of dsl/, and the models beside them so that their imports find them. */
beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', folder, '--rootDir', '.'];
  execFileSync(process.execPath, ['node_modules/ts7/bin/tsc', '-p', 'test/types/declarations.json', ...emit], {
    cwd: root,
    stdio: 'inherit',
  });
  cpSync(`${root}test/types/models`, `${folder}/test/types/models`, { recursive: true });
  const nets = `${folder}/dsl/nn/nets`;
  for (const name of readdirSync(nets)) rmSync(`${nets}/${name}`);
  cpSync(`${root}dsl/nn/nets`, nets, { recursive: true });
  cpSync(`${root}package.json`, `${folder}/package.json`);
  symlinkSync(`${root}node_modules`, `${folder}/node_modules`);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(compilerNames)('%s', (compiler) => {
  test.each(Object.entries(budgets))('%s', { timeout: 60_000 }, async (model, budget) => {
    const result = await check(compiler, [`test/types/.declared/${model}.ts`]);
    expect(result.diagnostics).toEqual([]);
    expect(result.instantiations).toBeLessThanOrEqual(budget);
    // a model that checks for nothing would be one whose types are lost
    expect(result.instantiations).toBeGreaterThan(2_000);
  });
});

// depth costs little: layers of one type are one type, whatever their number
test.each(deepModels)('$name, layer by layer', { timeout: 60_000 }, async (model) => {
  for (const { compiler, instantiations } of await checkedDeep(model)) {
    expect(instantiations, compiler).toBeLessThanOrEqual(model.budget);
    expect(instantiations, compiler).toBeGreaterThan(2_000);
  }
});
