// `--node current`: the same command again under a current Node, which comes as a package.

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installPeers } from './peers.mjs';

/** The current Node's program, from the package for this platform. */
function currentNode() {
  installPeers();
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const inside = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node';
  const path = fileURLToPath(new URL(`node_modules/${name}/${inside}`, import.meta.url));
  if (!existsSync(path))
    throw new Error(`--node current: test/bench/package.json has no Node for ${process.platform} ${process.arch}`);
  return path;
}

/** @returns the exit status of the command under the Node that was asked for, or undefined: go on under this one. */
export function underNode(asked, script, args) {
  if (asked === undefined) return undefined;
  if (asked !== 'current') throw new Error(`--node ${asked}: there is current; without it, this Node runs`);
  const kept = args.filter((arg, i) => !/^--node(=|$)/.test(arg) && args[i - 1] !== '--node');
  const { status } = spawnSync(currentNode(), [script, ...kept], { stdio: 'inherit' });
  return status ?? 1;
}
