// README as it should be: its text, with the sections that are written by script.
import { benchTable } from './benchTable.ts';
import { examplesTable } from './examplesTable.ts';
import { exceptionsTable } from './exceptionsTable.ts';
import { read, withSection } from './markdown.ts';
import { opsTable } from './opsTable.ts';

const notMeasured =
  'No measurements are recorded yet: `npm run --silent bench -- --json | npm run --silent docs -- -` records them.';

/** The sections of README that are written by script. */
const sections: Readonly<Record<string, () => string | Promise<string>>> = {
  examples: examplesTable,
  ops: opsTable,
  exceptions: exceptionsTable,
  bench: () => benchTable() ?? notMeasured,
};

export async function written(): Promise<string> {
  let text = read('README.md');
  for (const [name, write] of Object.entries(sections)) text = withSection(text, name, await write());
  return text;
}
