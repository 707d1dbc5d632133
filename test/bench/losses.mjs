// Writes losses.json: the first losses of each workload in float64, by PyTorch, for agreement.mjs.
// Run it again when a workload changes.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeDataFile } from './data-file.mjs';
import { SystemProcess } from './process.mjs';
import { commandOf } from './systems/index.mjs';
import { generate, workloads } from './workloads.mjs';

const steps = 6;
const folder = mkdtempSync(join(tmpdir(), 'quern-bench-'));
const losses = {};
for (const name of Object.keys(workloads)) {
  const file = join(folder, name);
  writeDataFile(file, generate(name));
  const system = new SystemProcess([...commandOf('pytorch', name, () => file), '--float64']);
  await system.ready();
  losses[name] = (await system.run(steps)).losses;
  system.end();
}
writeFileSync(new URL('losses.json', import.meta.url), `${JSON.stringify(losses, null, 2)}\n`);
rmSync(folder, { recursive: true });
