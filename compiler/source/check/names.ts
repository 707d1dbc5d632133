// The language's functions as a file calls them: by their name, by an alias, or of a namespace; and what has to be imported.
import { ts } from 'ts-morph';
import type { Edit } from './fix.ts';
import { isOwn } from './kinds.ts';

/** Names of the language in one file. */
export class Names {
  readonly #wanted = new Set<string>();

  constructor(
    private readonly file: ts.SourceFile,
    private readonly checker: ts.TypeChecker,
  ) {}

  /** What to write for the function `name`. */
  use(name: string): string {
    for (const declaration of this.#declarations()) {
      const bindings = declaration.importClause?.namedBindings;
      if (bindings === undefined) continue;
      if (ts.isNamespaceImport(bindings)) return `${bindings.name.text}.${name}`;
      const own = bindings.elements.find((e) => (e.propertyName ?? e.name).text === name);
      if (own !== undefined) return own.name.text;
    }
    this.#wanted.add(name);
    return name;
  }

  /** The edit that imports what was used and is not imported yet. */
  imports(): Edit[] {
    const bindings = this.#declarations()
      .map((d) => d.importClause?.namedBindings)
      .find((b) => b !== undefined && ts.isNamedImports(b));
    if (this.#wanted.size === 0 || bindings === undefined || !ts.isNamedImports(bindings)) return [];
    const { elements } = bindings;
    return [...this.#wanted].map((name) => {
      const next = elements.find((e) => e.name.text.toLowerCase() > name.toLowerCase());
      const start = next?.getStart() ?? elements.at(-1)?.getEnd() ?? bindings.getStart() + 1;
      return { file: this.file, start, end: start, text: next === undefined ? `, ${name}` : `${name}, ` };
    });
  }

  /** Imports of the language, the one with most names first. */
  #declarations(): ts.ImportDeclaration[] {
    const count = (d: ts.ImportDeclaration) => d.importClause?.namedBindings?.getText().length ?? 0;
    return this.file.statements
      .filter(ts.isImportDeclaration)
      .filter((d) => {
        const bindings = d.importClause?.namedBindings;
        if (bindings === undefined) return false;
        if (ts.isNamespaceImport(bindings)) return this.#isLanguage(d.moduleSpecifier);
        return bindings.elements.some((e) => isOwn(e.name, this.checker)) && this.#isLanguage(d.moduleSpecifier);
      })
      .sort((a, b) => count(b) - count(a));
  }

  #isLanguage(specifier: ts.Expression): boolean {
    return exported(specifier, this.checker).has('matmul');
  }
}

/** The language's functions that a file can import, by name; empty where it imports none. */
export function languageOf(file: ts.SourceFile, checker: ts.TypeChecker): ReadonlyMap<string, ts.Symbol> {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const names = exported(statement.moduleSpecifier, checker);
    if (names.has('matmul')) return names;
  }
  return new Map();
}

/** The names that a module exports. */
export function exported(specifier: ts.Expression, checker: ts.TypeChecker): ReadonlyMap<string, ts.Symbol> {
  const module = checker.getSymbolAtLocation(specifier);
  return new Map(module === undefined ? [] : checker.getExportsOfModule(module).map((s) => [s.name, s]));
}
