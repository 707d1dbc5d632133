// The user's project as TypeScript sees it: from a tsconfig, or from files alone with the options that models need.
import ts from 'typescript';

export interface Project {
  readonly program: ts.Program;
  /** what was asked for: the files whose errors are told */
  readonly files: readonly ts.SourceFile[];
  /** absolute; paths are shown relative to it */
  readonly folder: string;
  /** of the tsconfig itself */
  readonly configuration: readonly ts.Diagnostic[];
}

/** There is no project where one was looked for. */
export class ProjectError extends Error {
  override readonly name = 'ProjectError';
}

/** For files that no tsconfig covers: what `tsc --strict` checks, on today's Node and in bundlers. */
const plain: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
};

/** What holds for every check, whatever the project says: whole messages, and nothing is written. */
const always: ts.CompilerOptions = { noEmit: true, noErrorTruncation: true, incremental: false, composite: false };

/** Options and files of a tsconfig: its file, or a folder that has one. */
export function configured(path: string): ts.ParsedCommandLine {
  const file = ts.sys.directoryExists(path) ? `${path}/tsconfig.json` : path;
  if (!ts.sys.fileExists(file)) throw new ProjectError(`${path}: no such tsconfig; give its file or its folder`);
  const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined };
  const parsed = ts.getParsedCommandLineOfConfigFile(file, always, host);
  if (parsed === undefined) throw new ProjectError(`${path}: this tsconfig cannot be read`);
  // declared outputs are of no interest where nothing is written
  delete parsed.options.tsBuildInfoFile;
  delete parsed.options.declaration;
  delete parsed.options.declarationMap;
  return parsed;
}

/** The options that the nearest tsconfig above a file gives, or the plain ones. */
export function optionsFor(file: string): ts.CompilerOptions {
  const found = ts.findConfigFile(file, ts.sys.fileExists);
  if (found === undefined) return { ...plain, ...always };
  const { rootDir: _, ...options } = configured(found).options;
  return { ...options, allowImportingTsExtensions: true };
}

/** A project of a tsconfig, of files, or of the tsconfig here where neither is said. Earlier ones make it faster. */
export function openProject(
  { files, config }: { readonly files?: readonly string[]; readonly config?: string },
  folder: string,
  earlier?: ts.Program,
): Project {
  if (files !== undefined && files.length > 0) return ofFiles(files, folder, earlier);
  const parsed = configured(config === undefined ? folder : absolute(config, folder));
  const program = ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options, ...old(earlier) });
  const own = new Set(parsed.fileNames);
  return { program, folder, files: sourcesOf(program, own), configuration: parsed.errors };
}

function ofFiles(files: readonly string[], folder: string, earlier: ts.Program | undefined): Project {
  const paths = files.map((file) => absolute(file, folder));
  for (const [i, path] of paths.entries())
    if (!ts.sys.fileExists(path)) throw new ProjectError(`${files[i]}: no such file`);
  const program = ts.createProgram({ rootNames: paths, options: optionsFor(paths[0]!), ...old(earlier) });
  return { program, folder, files: sourcesOf(program, new Set(paths)), configuration: [] };
}

const old = (earlier: ts.Program | undefined) => (earlier === undefined ? {} : { oldProgram: earlier });

const sourcesOf = (program: ts.Program, names: ReadonlySet<string>): ts.SourceFile[] =>
  program.getSourceFiles().filter((file) => names.has(file.fileName));

function absolute(path: string, folder: string): string {
  return ts.sys.resolvePath(/^(?:[A-Za-z]:)?[\\/]/.test(path) ? path : `${folder}/${path}`).replace(/\\/g, '/');
}
