// Branches that count themselves: sources with a counter at each arm, by their syntax tree, as an esbuild plugin.
import { readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import type { Plugin } from 'esbuild';
import ts from 'typescript';

/** A place that a program may reach or not. */
export interface Branch {
  readonly file: string;
  readonly line: number;
  /** 'function', 'then', 'else', 'and', 'short', ... */
  readonly arm: string;
  /** the source of it, cut short */
  readonly text: string;
  /** where it is, if it is reached whenever what is in it is; not where nothing stands, as at an if without an else */
  readonly span?: readonly [start: number, end: number];
}

/** What instrumented code counts with: `hits[branch]++`, and tests that count where they do not go on. */
const names = { hits: '__hits', falsy: '__falsy', truthy: '__truthy', given: '__given' } as const;

/** Goes before all instrumented code. */
export const prelude = `
var ${names.hits} = (globalThis.${names.hits} ??= new Uint32Array(1 << 16));
var ${names.falsy} = (n, v) => { if (!v) ${names.hits}[n]++; return v; };
var ${names.truthy} = (n, v) => { if (v) ${names.hits}[n]++; return v; };
var ${names.given} = (n, v) => { if (v !== null && v !== undefined) ${names.hits}[n]++; return v; };
`;

/** Instruments the files that `concerns` says, by path from `root`; the branches are added to `branches` as files are loaded. */
export function instrumenting(root: string, branches: Branch[], concerns: (file: string) => boolean): Plugin {
  return {
    name: 'branches',
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = relative(root, path).split(sep).join('/');
        if (!concerns(file)) return undefined;
        return { contents: instrumented(file, await readFile(path, 'utf8'), branches), loader: 'ts' };
      });
    },
  };
}

interface Edit {
  readonly at: number;
  readonly text: string;
  /** edits at one place: what ends there comes first, inner before outer; what begins there outer before inner */
  readonly rank: number;
}

/** The source with its counters; what they count is added to `branches`. */
export function instrumented(file: string, source: string, branches: Branch[]): string {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const edits: Edit[] = [];
  let begun = 0;
  const counter = (node: ts.Node, arm: string): number => {
    const start = node.getStart(tree);
    const text = source.slice(start, node.getEnd()).split('\n')[0]!.trim();
    const line = tree.getLineAndCharacterOfPosition(start).line + 1;
    const span = hasSpan.has(arm) && !(ts.isIfStatement(node) && node.elseStatement === undefined && arm === 'else');
    const where = span ? { span: [start, node.getEnd()] as const } : {};
    return branches.push({ file, line, arm, text: text.length > 90 ? `${text.slice(0, 89)}…` : text, ...where }) - 1;
  };
  const hit = (n: number) => `${names.hits}[${n}]++`;
  const around = (node: ts.Node, before: string, after: string) => {
    const rank = ++begun;
    edits.push({ at: node.getStart(tree), text: before, rank }, { at: node.getEnd(), text: after, rank: -rank });
  };
  const expression = (node: ts.Expression, arm: string) => around(node, `(${hit(counter(node, arm))}, `, ')');
  const statement = (node: ts.Statement, arm: string) => {
    if (!ts.isBlock(node)) around(node, `{ ${hit(counter(node, arm))}; `, ' }');
    else edits.push({ at: node.getStart(tree) + 1, text: ` ${hit(counter(node, arm))}; `, rank: ++begun });
  };

  const visit = (node: ts.Node): void => {
    if (isType(node)) return;
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const body = node.body as ts.ConciseBody;
      if (ts.isBlock(body)) statement(body, 'function');
      else expression(body, 'function');
    } else if (ts.isIfStatement(node)) {
      const rank = -++begun;
      statement(node.thenStatement, 'then');
      if (node.elseStatement !== undefined) statement(node.elseStatement, 'else');
      else edits.push({ at: node.getEnd(), text: ` else { ${hit(counter(node, 'else'))}; }`, rank });
    } else if (ts.isConditionalExpression(node)) {
      expression(node.whenTrue, 'then');
      expression(node.whenFalse, 'else');
    } else if (ts.isBinaryExpression(node)) operator(node);
    else if (ts.isIterationStatement(node, false)) {
      if (!ts.isLabeledStatement(node.parent) && !ts.isDoStatement(node)) {
        const turned = `__turned${begun}`;
        around(node, `{ let ${turned} = false; `, ` if (!${turned}) ${hit(counter(node, 'no turn'))}; }`);
        if (ts.isBlock(node.statement))
          edits.push({ at: node.statement.getStart(tree) + 1, text: ` ${turned} = true; `, rank: ++begun });
        else around(node.statement, `{ ${turned} = true; `, ' }');
      }
      statement(node.statement, 'turn');
    } else if (ts.isCaseOrDefaultClause(node)) {
      const colon = source.indexOf(':', ts.isCaseClause(node) ? node.expression.getEnd() : node.getStart(tree));
      edits.push({ at: colon + 1, text: ` ${hit(counter(node, 'case'))}; `, rank: ++begun });
    } else if ((ts.isParameter(node) || ts.isBindingElement(node)) && node.initializer !== undefined)
      expression(node.initializer, 'default');
    ts.forEachChild(node, visit);
  };

  const operator = (node: ts.BinaryExpression): void => {
    const test = shortCircuit[node.operatorToken.kind];
    if (test !== undefined) {
      around(node.left, `${test}(${counter(node.left, 'short')}, `, ')');
      expression(node.right, 'right');
    } else if (assigning.has(node.operatorToken.kind)) expression(node.right, 'right');
  };

  visit(tree);
  return withEdits(source, edits);
}

const hasSpan = new Set(['function', 'then', 'else', 'turn', 'right', 'default']);

const isType = (node: ts.Node): boolean =>
  ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);

const shortCircuit: Partial<Record<ts.SyntaxKind, string>> = {
  [ts.SyntaxKind.AmpersandAmpersandToken]: names.falsy,
  [ts.SyntaxKind.BarBarToken]: names.truthy,
  [ts.SyntaxKind.QuestionQuestionToken]: names.given,
};

const assigning = new Set<ts.SyntaxKind>([
  ts.SyntaxKind.AmpersandAmpersandEqualsToken,
  ts.SyntaxKind.BarBarEqualsToken,
  ts.SyntaxKind.QuestionQuestionEqualsToken,
]);

function withEdits(source: string, edits: readonly Edit[]): string {
  let text = '';
  let at = 0;
  for (const edit of edits.toSorted((a, b) => a.at - b.at || a.rank - b.rank)) {
    text += source.slice(at, edit.at) + edit.text;
    at = edit.at;
  }
  return text + source.slice(at);
}
