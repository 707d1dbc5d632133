// Where the language server is: in the packages of the folder that is open.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { toolsFor } from '../../cli/tools.ts';

export interface ServerModule {
  readonly module: string;
  readonly args: readonly string[];
}

/** The server of the first of the folders that has one; else a sentence that says what to install. */
export function serverIn(folders: readonly string[]): ServerModule | string {
  for (const folder of folders) {
    const own = packageAbove(folder);
    if (own === undefined) continue;
    const module = join(own, 'dist/runtime/cli/main.js');
    return toolsFor('lsp', createRequire(module)) ?? { module, args: ['lsp'] };
  }
  return 'quern is not installed in this folder: npm install quern';
}

/** The folder of the package, in the folder or above it, as Node looks for packages. */
function packageAbove(folder: string): string | undefined {
  const here = join(folder, 'node_modules/quern');
  if (existsSync(join(here, 'package.json'))) return here;
  const above = dirname(folder);
  return above === folder ? undefined : packageAbove(above);
}
