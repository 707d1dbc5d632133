// npm run docs: writes the tables of README between their marks. `npm run docs -- FILE` first records the benchmark
// results in FILE ('-' for standard input), the output of `npm run bench -- --json`, as measured on this machine today.
import { readFileSync, writeFileSync } from 'node:fs';
import { recordOf, recordPath } from './benchTable.ts';
import { root } from './markdown.ts';
import { written } from './written.ts';

const [results] = process.argv.slice(2);
if (results !== undefined) {
  writeFileSync(
    recordPath,
    `${JSON.stringify(recordOf(readFileSync(results === '-' ? 0 : results, 'utf8')), null, 2)}\n`,
  );
}
writeFileSync(`${root}README.md`, written());
