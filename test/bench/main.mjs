// npm run bench: median training-step time of each system on each workload, side by side.
//
// Each pair of system and workload has a process of its own (a fresh heap, no interference). The
// processes of one workload are all started and warmed up, then take turns, a few steps each, so
// that a slow minute of the machine falls on all of them alike. Only one works at any time.

import { fileURLToPath } from 'node:url';
import { underNode } from './nodes.mjs';
import { parse, usage } from './options.mjs';
import { installPeers } from './peers.mjs';

async function main(args) {
  const options = parse(args);
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const status = underNode(options.node, fileURLToPath(import.meta.url), args);
  if (status !== undefined) return status;
  installPeers();
  const { bench } = await import('./bench.mjs');
  const { machine, results, failures } = await bench(options, console.log);
  for (const failure of failures) console.error(`error: ${failure}`);
  if (options.json) console.log(JSON.stringify({ machine, results }));
  return failures.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 1;
}
