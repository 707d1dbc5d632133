// The TypeScript of the documents as files: type-checked and run as a reader's own would be, against the sources.
//
// A block's first line is its name, '// train.ts', so that blocks can import one another. 'quern' and its entries stand
// for the sources that package.json's exports are built from; a name in one of the project's folders, '// dsl/ops/x.ts',
// may import its neighbours there; './built/x.js' is what `quern build` writes into the document's folder.
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { type Block, blocksOf, root } from './markdown.ts';

export interface Snippet extends Block {
  readonly document: string;
  /** '// train.ts' */
  readonly name: string;
  /** the text block right behind it: what the compiler says of it, or what it prints */
  readonly says: string | undefined;
}

export function snippetsOf(document: string): Snippet[] {
  const blocks = blocksOf(document);
  return blocks.flatMap((block, i) => {
    if (block.language !== 'ts') return [];
    const name = /^\/\/ (\S+\.ts)$/m.exec(block.code.split('\n')[0]!)?.[1];
    if (name === undefined)
      throw new Error(`${document}:${block.line}: the first line must name the file: // model.ts`);
    const next = blocks[i + 1];
    return [{ ...block, name, says: next?.language === 'text' ? next.code : undefined }];
  });
}

/** Where a document's snippets are written, relative to the top of the project. */
export const folderOf = (document: string): string => `out/docs/${document.replace('.md', '')}`;

/** Writes the snippets out and returns their paths, relative to the top of the project. */
export function writeSnippets(document: string): string[] {
  const snippets = snippetsOf(document);
  const folder = folderOf(document);
  rmSync(root + folder, { recursive: true, force: true });
  const names = new Set(snippets.map((s) => s.name));
  if (names.size !== snippets.length) throw new Error(`${document}: two blocks have one name`);
  return snippets.map(({ name, code }) => {
    const path = `${folder}/${name}`;
    mkdirSync(dirname(root + path), { recursive: true });
    const text = code.replace(/(?<= from )'([^']+)'/g, (_, to: string) => `'${specifier(to, name, folder, names)}'`);
    writeFileSync(root + path, `${text}\n`);
    return path;
  });
}

/** What an import of `to` in the block `name` becomes. */
function specifier(to: string, name: string, folder: string, names: ReadonlySet<string>): string {
  const here = dirname(`${folder}/${name}`);
  const source = entries()[to];
  if (source !== undefined) return relative(here, source);
  if (!to.startsWith('.')) return to;
  const path = posix.join(dirname(name), to);
  return names.has(path) || path.startsWith('built/') ? to : relative(here, path);
}

/** 'quern' -> 'runtime/index.ts', for every entry of the package */
function entries(): Record<string, string> {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, { default: string } | string>;
  };
  return Object.fromEntries(
    Object.entries(exports).flatMap(([entry, to]) =>
      typeof to === 'string'
        ? []
        : [[posix.join('quern', entry), to.default.replace('./dist/', '').replace(/\.js$/, '.ts')]],
    ),
  );
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a TypeScript file in a process of its own, in its folder. */
export function runFile(path: string): Promise<Ran> {
  const jiti = join(root, 'node_modules/jiti/lib/jiti-cli.mjs');
  const options = { cwd: dirname(root + path) };
  return new Promise((resolve) => {
    execFile(process.execPath, [jiti, root + path], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, stdout, stderr }),
    );
  });
}
