// Calls of `lift` in a module: by what the module imports from 'quern/lift', or by where a call stands.
import { ts } from 'ts-morph';
import { bare } from './syntax.ts';

/** The module that `lift` comes from. */
export const source = 'quern/lift';

/** Every call of what the module imports as `lift`. */
export function liftCalls(file: ts.SourceFile): ts.CallExpression[] {
  const imports = file.statements.filter(isLiftImport);
  const names = new Set(imports.flatMap(namesOf));
  return callsIn(file).filter(({ expression }) => names.has(expression.getText()));
}

export function isLiftImport(s: ts.Statement): s is ts.ImportDeclaration {
  return ts.isImportDeclaration(s) && ts.isStringLiteral(s.moduleSpecifier) && s.moduleSpecifier.text === source;
}

/** What `lift` is called in the module: 'lift', 'other' where it is imported as that, 'm.lift' */
function namesOf({ importClause }: ts.ImportDeclaration): string[] {
  const bindings = importClause?.namedBindings;
  if (bindings === undefined) return [];
  if (ts.isNamespaceImport(bindings)) return [`${bindings.name.text}.lift`];
  return bindings.elements.flatMap((e) => ((e.propertyName ?? e.name).text === 'lift' ? [e.name.text] : []));
}

/**
 * The calls that may be meant by a stack frame, line and column from 1, the likeliest first: the one that stands there, or,
 * where a loader has kept lines but not columns, those of the line: of `lift`, if the module says what that is, or of
 * anything that is given a function.
 */
export function callsAt(file: ts.SourceFile, line: number, column: number): ts.CallExpression[] {
  const lines = file.getLineStarts();
  const [from, to] = [lines[line - 1] ?? 0, lines[line] ?? file.end];
  const position = from + column - 1;
  const isThere = (c: ts.CallExpression) => nameStart(c) === position || c.getStart() === position;
  const inLine = (c: ts.CallExpression) => nameStart(c) >= from && nameStart(c) < to && c.arguments.length > 0;
  const lifting = liftCalls(file).filter(inLine);
  const near = lifting.length > 0 ? lifting : callsIn(file).filter((c) => inLine(c) && (isThere(c) || isLikely(c)));
  return [...near.filter(isThere), ...near.filter((c) => !isThere(c))];
}

/** Where engines say that a call is: the last name of what is called. */
function nameStart({ expression }: ts.CallExpression): number {
  const e = bare(expression);
  return (ts.isPropertyAccessExpression(e) ? e.name : e).getStart();
}

function isLikely(c: ts.CallExpression): boolean {
  const [given] = c.arguments;
  const e = bare(given!);
  return ts.isArrowFunction(e) || ts.isFunctionExpression(e) || ts.isIdentifier(e) || ts.isPropertyAccessExpression(e);
}

function callsIn(file: ts.SourceFile): ts.CallExpression[] {
  const found: ts.CallExpression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}
