// Runs a TypeScript compiler over files and reads what it says.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** The releases that the types must check under: the last classic one and the native one. */
export const compilers = {
  'TypeScript 6': 'node_modules/typescript/bin/tsc',
  'TypeScript 7': 'node_modules/ts7/bin/tsc',
} as const;
export type Compiler = keyof typeof compilers;
export const compilerNames = Object.keys(compilers) as Compiler[];

const options = [
  ...['--ignoreConfig', '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'],
  ...['--verbatimModuleSyntax', '--skipLibCheck', '--allowImportingTsExtensions', '--noErrorTruncation'],
  ...['--target', 'es2022', '--lib', 'es2023,dom', '--module', 'nodenext', '--moduleResolution', 'nodenext'],
  ...['--types', 'node', '--pretty', 'false', '--extendedDiagnostics'],
];

export interface Diagnostic {
  readonly file: string;
  /** counted from 1 */
  readonly line: number;
  readonly column: number;
  /** 'TS2345' */
  readonly code: string;
  readonly text: string;
}

export interface Check {
  readonly diagnostics: readonly Diagnostic[];
  readonly instantiations: number;
  readonly seconds: { readonly check: number; readonly total: number };
}

/** Type-checks the files (paths from `folder`, the top of the project) as one program. */
export async function check(compiler: Compiler, files: readonly string[], folder = root): Promise<Check> {
  const output = await new Promise<string>((resolve) => {
    const args = [`${root}${compilers[compiler]}`, ...options, ...files];
    const limits = { cwd: folder, maxBuffer: 1 << 26 };
    execFile(process.execPath, args, limits, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
  const count = /^Instantiations:\s*(\d+)/m.exec(output);
  if (count === null) throw new Error(`${compiler} did not finish:\n${output}`);
  const time = (what: string) => Number(new RegExp(`^${what} time:\\s*([\\d.]+)s`, 'm').exec(output)?.[1]);
  const seconds = { check: time('Check'), total: time('Total') };
  return { diagnostics: parse(output), instantiations: Number(count[1]), seconds };
}

function parse(output: string): Diagnostic[] {
  const diagnostics: (Diagnostic & { text: string })[] = [];
  for (const text of output.split('\n')) {
    const head = /^(.+?)\((\d+),(\d+)\): error (TS\d+): (.*)$/.exec(text);
    const last = diagnostics.at(-1);
    if (head !== null) {
      const [, file, line, column, code, said] = head;
      diagnostics.push({ file: file!, line: Number(line), column: Number(column), code: code!, text: said! });
    } else if (last !== undefined && text.startsWith(' ')) last.text += `\n${text}`;
  }
  return diagnostics;
}
