// What the documents tell readers to type and to open exists: scripts, options, files.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../examples/digits/options.ts';
import { blocksOf, read, root } from './markdown.ts';

const documents = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'SECURITY.md'];
const { scripts, files } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  scripts: Record<string, string>;
  files: string[];
};

/** Commands in shell blocks and in `code`, without their comments. */
function commandsOf(document: string): string[] {
  const blocks = blocksOf(document).filter((b) => b.language === 'sh');
  const spans = [...read(document).matchAll(/`([^`\n]+)`/g)].map((m) => m[1]!);
  return [...blocks.flatMap((b) => b.code.split('\n')), ...spans]
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .flatMap((line) => line.split(/ && | \| /))
    .filter((line) => /^(npm|npx|node) /.test(line));
}

const commands = documents.flatMap((d) => commandsOf(d).map((command) => [d, command] as const));

const quernCommands = readdirSync(`${root}runtime/cli/commands`).map((file) => file.replace('.ts', ''));

it('there are commands to check', () => expect(commands.length).toBeGreaterThan(15));

describe.each(commands)('%s: %s', (_, command) => {
  it('exists', () => {
    const [tool, ...words] = command.split(/\s+/);
    if (tool === 'npm') expectScript(words);
    else if (words[0] === 'quern') expect(quernCommands).toContain(words[1]);
    else if (tool === 'npx') expect(existsSync(`${root}node_modules/.bin/${words[0]}`), words[0]).toBe(true);
    for (const word of words) if (/^(test|examples|dsl|compiler|runtime)\//.test(word)) expectPath(word);
  });
});

const builtIn = ['pack', 'publish', 'version', 'ci', 'install', 'login'];

function expectScript(words: readonly string[]): void {
  const [first, second, ...rest] = words.filter((word) => word !== '--silent');
  if (builtIn.includes(first!)) return;
  const script = first === 'run' ? second! : first!;
  expect(Object.keys(scripts)).toContain(script);
  const options = first === 'run' ? rest : [second, ...rest];
  // --help ends the process that parses it
  if (script === 'start' && options[0] === '--' && !options.includes('--help'))
    expect(() => parseOptions(options.slice(1) as string[])).not.toThrow();
}

function expectPath(word: string): void {
  const path = word.replace(/[#:].*$/, '').replace(/\*.*$/, '');
  expect(existsSync(root + path), `${word} exists`).toBe(true);
}

describe.each(documents)('%s', (document) => {
  it('names files and folders that exist', () => {
    const text = read(document);
    const links = [...text.matchAll(/\]\(([^)#]+)\)/g)].map((m) => m[1]!).filter((to) => !/^https?:/.test(to));
    const named = [...text.matchAll(/`((?:test|examples|dsl|compiler|runtime)\/[\w./-]*)`/g)].map((m) => m[1]!);
    for (const path of [...links, ...named]) expect(existsSync(root + path), path).toBe(true);
  });
});

it('the documents that readers of the package need are packed', () => {
  expect(files).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'LICENSE']));
});
