// Sources as they would be with a fix, checked: many at once, each as a file beside its original in one program, so that
// what does not change is read, bound and instantiated once.
import { ts } from 'ts-morph';
import { compilerHost } from '../host.ts';
import { type Edit, edited } from './fix.ts';

/** A file as it would be. */
export interface Variant {
  readonly file: ts.SourceFile;
  readonly program: ts.Program;
}

export class Trials {
  #count = 0;
  readonly #host: ts.CompilerHost;
  readonly #resolutions: ts.ModuleResolutionCache;
  readonly #ambient: readonly string[];

  constructor(private readonly program: ts.Program) {
    const options = program.getCompilerOptions();
    this.#host = compilerHost(options);
    this.#resolutions = ts.createModuleResolutionCache(this.#host.getCurrentDirectory(), (f) => f, options);
    this.#ambient = program.getRootFileNames().filter((name) => {
      const file = program.getSourceFile(name);
      return file !== undefined && (file.isDeclarationFile || !ts.isExternalModule(file));
    });
  }

  /** The files with their edits applied, in one program. */
  open(tries: readonly { readonly file: ts.SourceFile; readonly edits: readonly Edit[] }[]): Variant[] {
    const texts = new Map<string, string>();
    const names = tries.map(({ file, edits }) => {
      const name = file.fileName.replace(/(\.d)?\.[cm]?tsx?$/, (ending) => `.try${this.#count++}${ending}`);
      texts.set(name, edited(file, edits));
      return name;
    });
    const host: ts.CompilerHost = {
      ...this.#host,
      getModuleResolutionCache: () => this.#resolutions,
      fileExists: (name) => texts.has(name) || this.#host.fileExists(name),
      readFile: (name) => texts.get(name) ?? this.#host.readFile(name),
      getSourceFile: (name, options, ...rest) => {
        const text = texts.get(name);
        if (text !== undefined) return ts.createSourceFile(name, text, options, true);
        return this.program.getSourceFile(name) ?? this.#host.getSourceFile(name, options, ...rest);
      },
    };
    const options = this.program.getCompilerOptions();
    const program = ts.createProgram({ rootNames: [...this.#ambient, ...names], options, host });
    return names.map((name) => ({ file: program.getSourceFile(name)!, program }));
  }
}
