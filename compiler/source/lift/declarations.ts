// What a name means around a function: declarations of the blocks and the module that it stands in, and those of modules
// that it is imported from. Source is parsed, not type-checked: a module takes a millisecond.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ts } from 'ts-morph';
import { refuse } from './error.ts';

export type Declaration =
  | ts.VariableDeclaration
  | ts.FunctionDeclaration
  | ts.FunctionExpression
  | ts.ParameterDeclaration
  | ts.ImportSpecifier
  | ts.ImportClause
  | ts.NamespaceImport
  | ts.ExportAssignment
  | ts.ClassDeclaration
  | ts.EnumDeclaration
  | ts.BindingElement;

/** How modules are found and read; paths are absolute. */
export interface Files {
  /** the text, or undefined where there is no such file */
  read(path: string): string | undefined;
  /** a specifier that is not relative, such as an alias; undefined: not known */
  resolve?(specifier: string, from: string): string | undefined;
}

interface Parsed {
  readonly text: string;
  readonly file: ts.SourceFile;
}

/** Parsed modules, each as long as its text is the same. */
export class Modules {
  readonly #files: Files;
  readonly #parsed = new Map<string, Parsed>();
  readonly #added = new Set<string>();

  constructor(files: Files) {
    this.#files = files;
  }

  /** All that was read. */
  get paths(): string[] {
    return [...this.#parsed.keys()].filter((path) => !this.#added.has(path));
  }

  /** A module whose text is not that of the file. */
  add(path: string, text: string): ts.SourceFile {
    this.#added.add(path);
    return this.#parse(path, text);
  }

  load(path: string): ts.SourceFile | undefined {
    if (this.#added.has(path)) return this.#parsed.get(path)!.file;
    const text = this.#files.read(path);
    return text === undefined ? undefined : this.#parse(path, text);
  }

  #parse(path: string, text: string): ts.SourceFile {
    const known = this.#parsed.get(path);
    if (known?.text === text) return known.file;
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true, kindOf(path));
    this.#parsed.set(path, { text, file });
    return file;
  }

  /** The module that `specifier` names in `from`, or undefined where its source cannot be found. */
  imported(specifier: string, from: ts.SourceFile): ts.SourceFile | undefined {
    if (!specifier.startsWith('.')) {
      const path = this.#files.resolve?.(specifier, from.fileName);
      return path === undefined ? undefined : this.load(path);
    }
    for (const path of candidates(specifier, from.fileName)) {
      const file = this.load(path);
      if (file !== undefined) return file;
    }
    return undefined;
  }
}

function kindOf(path: string): ts.ScriptKind {
  if (path.endsWith('x')) return path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.JSX;
  return /\.(?:[cm]?ts|vue|svelte)$/.test(path) ? ts.ScriptKind.TS : ts.ScriptKind.JS;
}

/** './f.js' may be written in f.ts, './f' in f.ts, f.js or f/index.ts. */
function candidates(specifier: string, from: string): string[] {
  const path = fileURLToPath(new URL(specifier, pathToFileURL(from)));
  const typed = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  return [path, typed, ...['.ts', '.tsx', '.js', '.mjs', '/index.ts', '/index.js'].map((end) => path + end)];
}

/** The declaration that `name` means at `node`, in its module. */
export function declarationAt(name: string, node: ts.Node): Declaration | undefined {
  for (let at = node; at !== undefined; at = at.parent) {
    const found = declaredIn(at, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function declaredIn(node: ts.Node, name: string): Declaration | undefined {
  if (ts.isFunctionLike(node)) {
    if (ts.isFunctionExpression(node) && node.name?.text === name) return node;
    return node.parameters.flatMap((p) => named(p, name))[0];
  }
  if (ts.isForStatement(node) && node.initializer !== undefined && ts.isVariableDeclarationList(node.initializer))
    return node.initializer.declarations.flatMap((d) => named(d, name))[0];
  if (!ts.isBlock(node) && !ts.isSourceFile(node)) return undefined;
  for (const statement of node.statements) {
    const found = declaredBy(statement, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function declaredBy(s: ts.Statement, name: string): Declaration | undefined {
  if (ts.isVariableStatement(s)) return s.declarationList.declarations.flatMap((d) => named(d, name))[0];
  if (ts.isFunctionDeclaration(s) || ts.isClassDeclaration(s) || ts.isEnumDeclaration(s))
    return s.name?.text === name && !isOverload(s) ? s : undefined;
  if (!ts.isImportDeclaration(s) || s.importClause === undefined) return undefined;
  const { importClause } = s;
  if (importClause.name?.text === name) return importClause;
  const bindings = importClause.namedBindings;
  if (bindings === undefined) return undefined;
  if (ts.isNamespaceImport(bindings)) return bindings.name.text === name ? bindings : undefined;
  return bindings.elements.find((e) => e.name.text === name);
}

const isOverload = (s: ts.Statement): boolean => ts.isFunctionDeclaration(s) && s.body === undefined;

/** The declaration, or the part of its pattern that has the name. */
function named(d: ts.VariableDeclaration | ts.ParameterDeclaration | ts.BindingElement, name: string): Declaration[] {
  if (ts.isIdentifier(d.name)) return d.name.text === name ? [d] : [];
  return d.name.elements.flatMap((e) => (ts.isBindingElement(e) ? named(e, name) : []));
}

/** What an import declares: the declaration in the module that it names. */
export function importedDeclaration(
  modules: Modules,
  declaration: ts.ImportSpecifier | ts.ImportClause,
  use: ts.Node,
): Declaration {
  const name = ts.isImportClause(declaration) ? 'default' : (declaration.propertyName ?? declaration.name).text;
  return exported(modules, moduleOf(modules, declaration, use), name, use);
}

/** The module of an import; its source must be there. */
export function moduleOf(modules: Modules, declaration: ts.Node, use: ts.Node): ts.SourceFile {
  const { moduleSpecifier } = ts.findAncestor(declaration, ts.isImportDeclaration)!;
  const specifier = (moduleSpecifier as ts.StringLiteral).text;
  return (
    modules.imported(specifier, declaration.getSourceFile()) ??
    refuse(
      use,
      `${use.getText()} comes from '${specifier}', whose source is not read`,
      'Import it from a relative module, or copy the function into this one.',
    )
  );
}

/** The declaration that a module exports under a name. */
export function exported(modules: Modules, file: ts.SourceFile, name: string, use: ts.Node): Declaration {
  return (
    exportedBy(modules, file, name, new Set()) ??
    refuse(use, `${file.fileName} does not export ${name}`, 'Export it there, or import what is exported.')
  );
}

function exportedBy(
  modules: Modules,
  file: ts.SourceFile,
  name: string,
  seen: Set<ts.SourceFile>,
): Declaration | undefined {
  if (seen.has(file)) return undefined;
  seen.add(file);
  for (const s of file.statements) {
    if (ts.isExportAssignment(s) && name === 'default') return s;
    if (isExported(s, name === 'default')) {
      const found = name === 'default' && ts.isFunctionDeclaration(s) ? s : declaredBy(s, name);
      if (found !== undefined) return found;
    }
    if (!ts.isExportDeclaration(s)) continue;
    const from = s.moduleSpecifier === undefined ? file : reExported(modules, s.moduleSpecifier, file);
    const as = s.exportClause === undefined ? name : sourceName(s.exportClause, name);
    if (from === undefined || as === undefined) continue;
    const found = from === file ? local(modules, file, as) : exportedBy(modules, from, as, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

const isExported = (s: ts.Statement, asDefault: boolean): boolean => {
  const has = (kind: ts.SyntaxKind) =>
    ts.canHaveModifiers(s) && (ts.getModifiers(s) ?? []).some((m) => m.kind === kind);
  return has(ts.SyntaxKind.ExportKeyword) && has(ts.SyntaxKind.DefaultKeyword) === asDefault;
};

const reExported = (modules: Modules, specifier: ts.Expression, file: ts.SourceFile) =>
  ts.isStringLiteral(specifier) ? modules.imported(specifier.text, file) : undefined;

/** export { a as b }: the name inside of what is called `name` outside */
function sourceName(clause: ts.NamedExportBindings, name: string): string | undefined {
  if (!ts.isNamedExports(clause)) return undefined;
  const found = clause.elements.find((e) => e.name.text === name);
  return found === undefined ? undefined : (found.propertyName ?? found.name).text;
}

function local(modules: Modules, file: ts.SourceFile, name: string): Declaration | undefined {
  const found = declaredIn(file, name);
  const isImport = found !== undefined && (ts.isImportSpecifier(found) || ts.isImportClause(found));
  return isImport ? importedDeclaration(modules, found, found) : found;
}
