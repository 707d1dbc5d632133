// npm run test:targets: builds and runs a small training on every target that versions.json lists, one after the other, and
// ends with "N passed, N failed". What is missing fails: nothing is skipped.
import { parseArgs } from 'node:util';
import { bundlers } from './bundlers.ts';
import { next } from './next.ts';
import { clean, openProject } from './project.ts';
import { runtimes } from './runtimes.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    list: { type: 'boolean' },
    clean: { type: 'boolean' },
    keep: { type: 'boolean' },
  },
});
const targets = [...next, ...bundlers, ...runtimes];
const names = values.only?.split(',');
const unknown = names?.filter((n) => !targets.some((t) => t.name.startsWith(n))) ?? [];

async function main(): Promise<number> {
  if (unknown.length > 0)
    throw new Error(`--only: no target begins with ${unknown.join(', ')}; --list says which there are`);
  const start = performance.now();
  const since = (t: number) => `${((performance.now() - t) / 1000).toFixed(1)} s`;
  const project = openProject();
  console.log(`installed  ${since(start)}`);
  let failed = 0;
  const chosen = targets.filter(({ name }) => names === undefined || names.some((n) => name.startsWith(n)));
  for (const { name, run } of chosen) {
    const begun = performance.now();
    try {
      await run(project);
      console.log(`passed  ${name}  ${since(begun)}`);
    } catch (error) {
      failed++;
      console.log(`FAILED  ${name}  ${since(begun)}\n${error instanceof Error ? error.message : String(error)}\n`);
    }
  }
  if (!values.keep) project.clear();
  console.log(`${chosen.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (values.clean) clean();
if (values.list) console.log(targets.map((t) => t.name).join('\n'));
else process.exitCode = await main();
