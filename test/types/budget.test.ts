// What a model's types cost a user: instantiations of the whole program against the library's declarations, as an
// installed package has them (the library's own source is not checked again in a user's project).
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync, symlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { check, compilerNames } from './compilers.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = `${root}test/types/.declared`;

/** About a third over what was measured; ResNet-152 may take 60,000. */
const budgets = { alexnet: 16_000, vgg16: 15_000, resnet152: 60_000, transformer: 30_000 };

/** The declarations of dsl/, and the models beside them so that their imports find them. */
beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const emit = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--outDir', folder, '--rootDir', '.'];
  execFileSync(process.execPath, ['node_modules/ts7/bin/tsc', '-p', 'test/types/declarations.json', ...emit], {
    cwd: root,
    stdio: 'inherit',
  });
  cpSync(`${root}test/types/models`, `${folder}/test/types/models`, { recursive: true });
  cpSync(`${root}package.json`, `${folder}/package.json`);
  symlinkSync(`${root}node_modules`, `${folder}/node_modules`);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(compilerNames)('%s', (compiler) => {
  test.each(Object.entries(budgets))('%s', { timeout: 60_000 }, async (model, budget) => {
    const result = await check(compiler, [`test/types/.declared/test/types/models/${model}.ts`]);
    expect(result.diagnostics).toEqual([]);
    expect(result.instantiations).toBeLessThanOrEqual(budget);
    // a model that checks for nothing would be one whose types are lost
    expect(result.instantiations).toBeGreaterThan(2_000);
  });
});
