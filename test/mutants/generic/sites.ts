// The places of a file where something can be changed. Types, comments, imports and what only words a message are none.
import ts from 'typescript';
import { type Change, ofExpression } from './operators.ts';
import { keyOf, type Site } from './site.ts';
import { ofStatement, throws } from './statements.ts';

/** Every mutant of a source, in the order of the text. */
export function sitesIn(file: string, source: string): Site[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const sites: Site[] = [];
  const visit = (node: ts.Node, guard: boolean): void => {
    if (isSilent(node)) return;
    const inside = guard || isGuard(node);
    for (const change of [...ofExpression(node), ...ofStatement(node)])
      sites.push(siteOf(file, tree, change, inside || refuses(change)));
    ts.forEachChild(node, (child) => visit(child, inside || decides(node, child)));
  };
  visit(tree, false);
  return numbered(sites.filter(({ text, to }) => text !== to).sort((a, b) => a.start - b.start || a.end - b.end));
}

function siteOf(file: string, tree: ts.SourceFile, { operator, from, until, to }: Change, guard: boolean): Site {
  const [start, end] = [from.getStart(tree), (until ?? from).end];
  const text = tree.text.slice(start, end);
  const line = tree.getLineAndCharacterOfPosition(start).line + 1;
  return { file, within: within(from), operator, start, end, text, to, line, nth: 0, guard };
}

function numbered(sites: readonly Site[]): Site[] {
  const seen = new Map<string, number>();
  return sites.map((site) => {
    const key = keyOf(site);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    return { ...site, nth };
  });
}

/** Nothing in it changes what is computed. */
function isSilent(node: ts.Node): boolean {
  if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isThrowStatement(node)) return true;
  return ts.isNewExpression(node) && /(Error|Fault|Issue)$/.test(node.expression.getText());
}

const refusal = /^(require|refuse|assert|check|validate|expect|ensure|must|complain|fail)/;

const nameOf = (node: ts.Node): string | undefined => {
  if (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) return node.name?.getText();
  if (ts.isVariableDeclaration(node) && node.initializer !== undefined && ts.isArrowFunction(node.initializer))
    return node.name.getText();
  return undefined;
};

/** A function that is there to refuse, or a statement that calls one. */
const isGuard = (node: ts.Node): boolean => {
  const name = nameOf(node) ?? calledBy(node);
  return name !== undefined && refusal.test(name);
};

function calledBy(node: ts.Node): string | undefined {
  if (!ts.isExpressionStatement(node) || !ts.isCallExpression(node.expression)) return undefined;
  return node.expression.expression.getText().replace(/^.*\./, '');
}

/** Whether the child is the condition under which the node throws, or what it does before it throws. */
function decides(node: ts.Node, child: ts.Node): boolean {
  return ts.isIfStatement(node) && child !== node.elseStatement && throws(node.thenStatement);
}

/** A change that has bad input pass: no guard, or another condition of one. */
function refuses({ operator, from }: Change): boolean {
  if (operator === 'removed guard') return ts.isIfStatement(from) && throws(from.thenStatement);
  if (operator === 'condition' && ts.isIfStatement(from.parent)) return throws(from.parent.thenStatement);
  return false;
}

function within(node: ts.Node): string {
  const names: string[] = [];
  for (let at: ts.Node | undefined = node; at !== undefined; at = at.parent) {
    const name = ts.isClassDeclaration(at) ? at.name?.getText() : nameOf(at);
    if (name !== undefined) names.unshift(name);
  }
  return names.length === 0 ? 'top' : names.join('.');
}
