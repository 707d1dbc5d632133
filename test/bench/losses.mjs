// Writes losses.json: the first losses of each workload in float64, by PyTorch, for agreement.mjs.
// Run it again when a workload changes; `node losses.mjs NAME` does one.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDataFile } from './data-file.mjs';
import { SystemProcess } from './process.mjs';
import { commandOf } from './systems/index.mjs';
import { generate, workloads } from './workloads.mjs';

const steps = 6;
const folder = mkdtempSync(join(tmpdir(), 'quern-bench-'));
const path = new URL('losses.json', import.meta.url);
const asked = process.argv.slice(2);
const losses = asked.length > 0 ? JSON.parse(readFileSync(path, 'utf8')) : {};
for (const name of asked.length > 0 ? asked : Object.keys(workloads)) {
  const file = join(folder, name);
  writeDataFile(file, generate(name));
  const system = new SystemProcess([...commandOf('pytorch', name, () => file), '--float64']);
  await system.ready();
  losses[name] = (await system.run(steps)).losses;
  system.end();
}
writeFileSync(path, `${JSON.stringify(losses, null, 2)}\n`);
rmSync(folder, { recursive: true });
