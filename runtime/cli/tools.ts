// Packages that commands need, and who only trains does not: they are not installed with the library.
import { createRequire } from 'node:module';

const tools: Readonly<Record<string, readonly string[]>> = {
  check: ['ts-morph'],
  shapes: ['ts-morph', 'jiti', '@dagrejs/dagre'],
  explain: ['jiti'],
  build: ['ts-morph', 'jiti'],
  fuzz: ['jiti', 'fast-check'],
};
const all = new Set(Object.values(tools).flat());

/** The tool whose absence an error tells; loaders wrap what they caught. */
export function missingTool(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const [, name = ''] = /Cannot find (?:package|module) '([@\w-]+(?:\/[\w-]+)?)/.exec(at.message) ?? [];
    if (all.has(name)) return name;
  }
  return undefined;
}

/** What to install, by the first tool that a command misses. */
export function installText(command: string, missing: string): string {
  const absent = new Set([missing, ...(tools[command] ?? []).filter((tool) => !isInstalled(tool))]);
  return `quern ${command} needs ${[...absent].join(', ')}: npm install --save-dev ${[...absent].join(' ')}`;
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}
