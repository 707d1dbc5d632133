// The projects of open files, kept from key to key: what is open is read from the editor, the rest from disk, and only what
// changed is parsed again.
import { dirname } from 'node:path';
import { ts } from 'ts-morph';
import { compilerHost } from '../host.ts';
import { configured, optionsFor } from '../project.ts';

/** A file as the editor has it. */
export interface Document {
  /** another one for each text */
  readonly version: string | number;
  readonly text: string;
}

/** The files that are open in an editor. */
export interface Documents {
  /** undefined: the file is as it is on disk */
  get(path: string): Document | undefined;
}

/** A file in its program. Positions are offsets in the file's text. */
export interface View {
  readonly file: ts.SourceFile;
  readonly program: ts.Program;
  readonly checker: ts.TypeChecker;
  readonly service: ts.LanguageService;
}

/** How long what was seen on disk is taken to be there still. */
const freshMs = 1000;

export class Workspace {
  readonly #projects = new Map<string, Project>();
  readonly #registry = ts.createDocumentRegistry(ts.sys.useCaseSensitiveFileNames);

  constructor(private readonly documents: Documents) {}

  /** A file as it is now; undefined where it is no source, or knows nothing of the language. */
  view(path: string): View | undefined {
    if (!/\.[cm]?tsx?$/.test(path)) return undefined;
    const service = this.#project(path).service(path);
    const program = service.getProgram();
    const file = program?.getSourceFile(path);
    if (program === undefined || file === undefined || file.isDeclarationFile || !hasTensors(program)) return undefined;
    return { file, program, checker: program.getTypeChecker(), service };
  }

  /** A file is not open any more. */
  close(path: string): void {
    for (const project of this.#projects.values()) project.close(path);
  }

  /** Files came or went, or a tsconfig is another: all is looked for again. */
  refresh(): void {
    for (const project of this.#projects.values()) project.dispose();
    this.#projects.clear();
  }

  /** Files on disk have other texts. */
  saved(): void {
    for (const project of this.#projects.values()) project.saved();
  }

  #project(path: string): Project {
    const config = ts.findConfigFile(dirname(path), ts.sys.fileExists) ?? '';
    const key = config === '' ? dirname(path) : config;
    let project = this.#projects.get(key);
    if (project === undefined) {
      project = new Project(config, optionsFor(path), this.documents, this.#registry);
      this.#projects.set(key, project);
    }
    return project;
  }
}

/** Does the program have the type of tensors? */
const hasTensors = (program: ts.Program): boolean =>
  program.getSourceFiles().some((file) => /\/dsl\/tensor\.(?:d\.)?ts$/.test(file.fileName));

/** What is open of one tsconfig. */
class Project {
  readonly #open = new Set<string>();
  readonly #ambient: readonly string[];
  readonly #service: ts.LanguageService;
  readonly #seen = new Map<string, { readonly at: number; readonly version: string }>();

  constructor(config: string, options: ts.CompilerOptions, documents: Documents, registry: ts.DocumentRegistry) {
    // what declares globals is known wherever it is not imported
    this.#ambient = config === '' ? [] : configured(config).fileNames.filter((name) => /\.d\.[cm]?ts$/.test(name));
    this.#service = ts.createLanguageService(this.#host(options, documents), registry);
  }

  /** The service with a file among its roots. */
  service(path: string): ts.LanguageService {
    this.#open.add(path);
    return this.#service;
  }

  close(path: string): void {
    this.#open.delete(path);
  }

  saved(): void {
    this.#seen.clear();
  }

  dispose(): void {
    this.#service.dispose();
  }

  #host(options: ts.CompilerOptions, documents: Documents): ts.LanguageServiceHost {
    const disk = compilerHost(options);
    const text = (path: string) => documents.get(path)?.text ?? disk.readFile(path);
    return {
      getCompilationSettings: () => options,
      getScriptFileNames: () => [...this.#ambient, ...this.#open],
      getScriptVersion: (path) => {
        const document = documents.get(path);
        return document === undefined ? this.#onDisk(path) : `open ${document.version}`;
      },
      getScriptSnapshot: (path) => {
        const found = text(path);
        return found === undefined ? undefined : ts.ScriptSnapshot.fromString(found);
      },
      getCurrentDirectory: () => disk.getCurrentDirectory(),
      getDefaultLibFileName: (o) => disk.getDefaultLibFileName(o),
      useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
      readFile: text,
      fileExists: (path) => documents.get(path) !== undefined || disk.fileExists(path),
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      ...(ts.sys.realpath === undefined ? {} : { realpath: ts.sys.realpath }),
    };
  }

  /** Installed packages and the library stay as they are; the user's files are asked for their times. */
  #onDisk(path: string): string {
    if (path.includes('/node_modules/')) return 'installed';
    const now = performance.now();
    const seen = this.#seen.get(path);
    if (seen !== undefined && now - seen.at < freshMs) return seen.version;
    const version = `${ts.sys.getModifiedTime?.(path)?.getTime() ?? 'none'}`;
    this.#seen.set(path, { at: now, version });
    return version;
  }
}
