// The user's project as TypeScript sees it: from a tsconfig, or from files alone with the options that models need.
import { ts } from 'ts-morph';
import { compilerHost } from './host.ts';

export interface Project {
  readonly program: ts.Program;
  /** the tsconfig's path; '' where there is none */
  readonly config: string;
  /** what was asked for: the files whose errors are told */
  readonly files: readonly ts.SourceFile[];
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

/** What is asked for: files, a tsconfig or its folder, or, where neither is said, the tsconfig here. */
export interface Asked {
  readonly files?: readonly string[];
  readonly config?: string;
}

/**
 * A project of files, or of a tsconfig and all that it refers to, each once: a tsconfig may have no files of its own, as
 * `{ "files": [], "references": [...] }`, and a workspace has one for each package. Earlier ones make it faster.
 */
export function openProjects(asked: Asked, folder: string, earlier: readonly Project[] = []): Project[] {
  const { files = [], config } = asked;
  if (files.length > 0) return [ofFiles(files, folder, earlier)];
  const opened = new Map<string, Project>();
  const owned = new Set<string>();
  const open = (path: string): void => {
    const file = ts.sys.directoryExists(path) ? `${path}/tsconfig.json` : path;
    if (opened.has(file)) return;
    const parsed = configured(file);
    const rootNames = parsed.fileNames.filter((name) => !owned.has(name));
    for (const name of rootNames) owned.add(name);
    const program = programOf(file, parsed.fileNames, parsed.options, earlier);
    const own = sourcesOf(program, new Set(rootNames));
    opened.set(file, { program, config: file, files: own, configuration: parsed.errors });
    for (const reference of parsed.projectReferences ?? []) open(reference.path);
  };
  for (const path of config === undefined ? configsIn(folder) : [absolute(config, folder)]) open(path);
  return [...opened.values()];
}

/** The tsconfig of a folder; where it has none, as the top of a workspace may, those of the packages below. */
function configsIn(folder: string): string[] {
  if (ts.sys.fileExists(`${folder}/tsconfig.json`)) return [folder];
  const below = ts.sys.readDirectory(folder, ['.json'], ['**/node_modules', '**/dist'], ['**/tsconfig.json']);
  if (below.length > 0) return below;
  throw new ProjectError(
    `${folder}: no tsconfig.json here or in a folder below; give files, quern check src/model.ts, or --project FILE`,
  );
}

function ofFiles(files: readonly string[], folder: string, earlier: readonly Project[]): Project {
  const paths = files.map((file) => absolute(file, folder));
  for (const [i, path] of paths.entries())
    if (!ts.sys.fileExists(path)) throw new ProjectError(`${files[i]}: no such file`);
  const program = programOf('', paths, optionsFor(paths[0]!), earlier);
  return { program, config: '', files: sourcesOf(program, new Set(paths)), configuration: [] };
}

function programOf(
  config: string,
  rootNames: readonly string[],
  options: ts.CompilerOptions,
  earlier: readonly Project[],
): ts.Program {
  const old = earlier.find((project) => project.config === config)?.program;
  return ts.createProgram({ rootNames, options, host: compilerHost(options), ...(old && { oldProgram: old }) });
}

const sourcesOf = (program: ts.Program, names: ReadonlySet<string>): ts.SourceFile[] =>
  program.getSourceFiles().filter((file) => names.has(file.fileName));

function absolute(path: string, folder: string): string {
  return ts.sys.resolvePath(/^(?:[A-Za-z]:)?[\\/]/.test(path) ? path : `${folder}/${path}`).replace(/\\/g, '/');
}
