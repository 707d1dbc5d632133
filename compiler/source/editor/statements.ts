// Which statements of a file are checked again after a key: those that changed, those that depend on them, and those that were
// wrong. A statement that was right, and depends on nothing that changed, is right.
import { createHash } from 'node:crypto';
import { ts } from 'ts-morph';

/** The statements of files that were found to be right, kept from program to program. */
export class RightStatements {
  readonly #files = new Map<string, { readonly around: readonly ts.SourceFile[]; right: Set<string> }>();

  /**
   * The statements to check, each with what to call when nothing is wrong in it. A file that is not at `path` is a copy of the
   * one there, with changes: what is right in one is right in the other.
   */
  unknown(file: ts.SourceFile, program: ts.Program, path: string) {
    const keys = keysOf(file);
    const right = file.fileName === path ? this.#now(file, program, keys) : this.#files.get(path)?.right;
    return file.statements.flatMap((statement, i) => {
      const key = keys[i]!;
      return right?.has(key) ? [] : [{ statement, right: () => void right?.add(key) }];
    });
  }

  forget(path: string): void {
    this.#files.delete(path);
  }

  /** What is known of a file's statements now, as far as nothing else has changed. */
  #now(file: ts.SourceFile, program: ts.Program, keys: readonly string[]): Set<string> {
    const around = program.getSourceFiles().filter((f) => f !== file);
    const before = this.#files.get(file.fileName);
    const isSame = before !== undefined && sameFiles(before.around, around) && !comesBack(file, program);
    const right = new Set(isSame ? keys.filter((key) => before.right.has(key)) : []);
    this.#files.set(file.fileName, { around, right });
    return right;
  }
}

const sameFiles = (a: readonly ts.SourceFile[], b: readonly ts.SourceFile[]): boolean =>
  a.length === b.length && a.every((f, i) => f === b[i]);

/** What a statement says and what it depends on, however far, as one short text: for each statement. */
function keysOf(file: ts.SourceFile): string[] {
  const { statements } = file;
  const mentioned = statements.map(identifiersIn);
  const declaring = new Map<string, number[]>();
  for (const [i, statement] of statements.entries())
    for (const name of namesOf(statement) ?? mentioned[i]!) {
      const those = declaring.get(name);
      if (those === undefined) declaring.set(name, [i]);
      else those.push(i);
    }
  const hashes = statements.map((s) => createHash('sha1').update(s.getText(file)).digest('base64'));
  return statements.map((_, i) => {
    const reached = new Set([i]);
    for (const at of reached)
      for (const name of mentioned[at]!) for (const by of declaring.get(name) ?? []) reached.add(by);
    return [...reached].map((at) => hashes[at]).join(' ');
  });
}

function identifiersIn(statement: ts.Node): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return names;
}

/** The names that a declaration makes; undefined: the statement is none, and may be about whatever it mentions. */
function namesOf(statement: ts.Statement): readonly string[] | undefined {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap((d) => [...identifiersIn(d.name)]);
  if (ts.isImportDeclaration(statement))
    return statement.importClause === undefined ? [] : [...identifiersIn(statement.importClause)];
  if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) return [];
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  )
    return statement.name === undefined ? [] : [statement.name.text];
  return undefined;
}

/** Does a file of the user's import, however far, the file that imports it? Then what it exports may depend on that. */
function comesBack(file: ts.SourceFile, program: ts.Program): boolean {
  const checker = program.getTypeChecker();
  const imported = (from: ts.SourceFile): ts.SourceFile[] =>
    from.statements.flatMap((s) => {
      const specifier = ts.isImportDeclaration(s) || ts.isExportDeclaration(s) ? s.moduleSpecifier : undefined;
      const declared = specifier && checker.getSymbolAtLocation(specifier)?.declarations?.[0];
      return declared !== undefined && ts.isSourceFile(declared) && !declared.isDeclarationFile ? [declared] : [];
    });
  const reached = new Set(imported(file));
  for (const other of reached) for (const next of imported(other)) reached.add(next);
  return reached.has(file);
}
