// Where TypeScript finds files: the project's on disk, and its own declarations (lib.*.d.ts) in ts-morph, which holds them as
// texts: the compiler over source is the one of ts-morph, whatever release of TypeScript the project has, or none.
import { createRequire } from 'node:module';
import { ts } from 'ts-morph';

if (!ts.version.startsWith('6.'))
  throw new Error(
    `ts-morph has TypeScript ${ts.version}, and sources are read with 6.0: npm install --save-dev ts-morph@28`,
  );

interface Library {
  getLibFiles(): readonly { readonly fileName: string; readonly text: string }[];
  readonly libFolderInMemoryPath: string;
}

const own = createRequire(createRequire(import.meta.url).resolve('ts-morph'));

let texts: ReadonlyMap<string, string> | undefined;
// Boundary: ts-morph's own package, of which it exports no more than `ts`.
const library = own('@ts-morph/common') as Library;

/** The text of a file of the library; undefined: it is none. */
function libraryText(path: string): string | undefined {
  const folder = library.libFolderInMemoryPath;
  if (!path.startsWith(`${folder}/`)) return undefined;
  texts ??= new Map(library.getLibFiles().map(({ fileName, text }) => [`${folder}/${fileName}`, text]));
  return texts.get(path);
}

/** A host for one program. */
export function compilerHost(options: ts.CompilerOptions): ts.CompilerHost {
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile } = host;
  // getSourceFile of the host asks itself for texts
  host.readFile = (path) => libraryText(path) ?? readFile(path);
  host.fileExists = (path) => libraryText(path) !== undefined || fileExists(path);
  host.getDefaultLibLocation = () => library.libFolderInMemoryPath;
  host.getDefaultLibFileName = (o) => `${library.libFolderInMemoryPath}/${ts.getDefaultLibFileName(o)}`;
  return host;
}
