// The peers live in this folder's own package, installed when first needed.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
/** the lock file that the installed packages are those of */
const mark = new URL('node_modules/.installed', import.meta.url);

export function installPeers() {
  const lock = readFileSync(new URL('package-lock.json', import.meta.url));
  if (existsSync(mark) && readFileSync(mark).equals(lock)) return;
  console.error('Installing the peers (about 500 MB, once) ...');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], {
    cwd: folder,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error(`npm ci failed in ${folder}`);
  writeFileSync(mark, lock);
}
