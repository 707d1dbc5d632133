// Packages that commands need, and who only trains does not: they are not installed with the library.
import { createRequire } from 'node:module';

const tools: Readonly<Record<string, readonly string[]>> = {
  check: ['ts-morph'],
  shapes: ['ts-morph', 'jiti', '@dagrejs/dagre'],
  explain: ['jiti'],
  build: ['ts-morph', 'jiti'],
  lsp: ['ts-morph', 'vscode-languageserver'],
  fuzz: ['jiti', 'fast-check'],
};
/** The releases that they are tested with. */
const releases = new Map([
  ['ts-morph', 28],
  ['jiti', 2],
  ['@dagrejs/dagre', 3],
  ['fast-check', 4],
  ['vscode-languageserver', 11],
]);

/** The tool whose absence an error tells; loaders wrap what they caught. */
export function missingTool(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    const [, name = ''] = /Cannot find (?:package|module) '([@\w-]+(?:\/[\w-]+)?)/.exec(at.message) ?? [];
    if (releases.has(name)) return name;
  }
  return undefined;
}

/** What to install, by the first tool that a command misses. */
export function installText(command: string, missing: string): string {
  const absent = absentTools(command, createRequire(import.meta.url));
  return textOf(command, [...new Set([missing, ...absent])]);
}

/** What to install for a command of the package that `from` resolves from; undefined: nothing is missing. */
export function toolsFor(command: string, from: NodeJS.Require): string | undefined {
  const absent = absentTools(command, from);
  return absent.length === 0 ? undefined : textOf(command, absent);
}

function textOf(command: string, absent: readonly string[]): string {
  const install = absent.map((name) => `${name}@${releases.get(name)}`);
  return `quern ${command} needs ${absent.join(', ')}: npm install --save-dev ${install.join(' ')}`;
}

const absentTools = (command: string, from: NodeJS.Require): string[] =>
  (tools[command] ?? []).filter((tool) => !isInstalled(tool, from));

function isInstalled(name: string, from: NodeJS.Require): boolean {
  try {
    from.resolve(name);
    return true;
  } catch {
    return false;
  }
}
