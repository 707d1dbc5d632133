// npm run docs: writes the tables of README between their marks, LINTS.md and the picture of editors. `npm run docs -- FILE` first records the benchmark
// results in FILE ('-' for standard input), the output of `npm run bench -- --json`, as measured today; a run under
// another major version of Node stands beside it.
import { readFileSync, writeFileSync } from 'node:fs';
import { recorded, recordPath, runOf, runsOnRecord } from './benchTable.ts';
import { editorPicture } from './editorPicture.ts';
import { lintsPage } from './lintsPage.ts';
import { root } from './markdown.ts';
import { written } from './written.ts';

const [results] = process.argv.slice(2);
if (results !== undefined) {
  const run = runOf(readFileSync(results === '-' ? 0 : results, 'utf8'));
  writeFileSync(recordPath, `${JSON.stringify(recorded(runsOnRecord(), run), null, 2)}\n`);
}
writeFileSync(`${root}README.md`, await written());
writeFileSync(`${root}LINTS.md`, lintsPage());
writeFileSync(`${root}examples/pictures/editor.svg`, editorPicture());
