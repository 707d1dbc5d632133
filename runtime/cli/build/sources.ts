// The library's own source, from which built modules take what they need. The package holds it beside dist/.
import { readFileSync } from 'node:fs';

const here = new URL('../../../', import.meta.url);
const top = here.pathname.endsWith('/dist/') ? new URL('../', here) : here;

/** The text of a file, by its path from the top of the project. */
export function librarySource(path: string): string {
  return readFileSync(new URL(path, top), 'utf8');
}

export const version = (JSON.parse(librarySource('package.json')) as { version: string }).version;
