// What a lint is: something that types allow and that is hardly ever meant.
import { ts } from 'ts-morph';
import type { Place } from '../../frame.ts';

export interface Found {
  readonly sentence: string;
  readonly place: Place;
  readonly suggestion?: string;
}

export interface Lint {
  /** what it is switched off by: `quern check --without NAME`, or `// quern-ignore NAME` above the line */
  readonly name: string;
  /** one sentence for the documents */
  readonly about: string;
  readonly check: (file: ts.SourceFile, checker: ts.TypeChecker) => readonly Found[];
}

/** All nodes of a file that satisfy `is`. */
export function nodesOf<N extends ts.Node>(root: ts.Node, is: (node: ts.Node) => node is N): N[] {
  const found: N[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** The name of the function that a call is to: f(...) is 'f', input.i32(...) is 'input.i32'. */
export function calledName(call: ts.CallExpression): string {
  const { expression: f } = call;
  if (ts.isIdentifier(f)) return f.text;
  if (ts.isPropertyAccessExpression(f) && ts.isIdentifier(f.expression)) return `${f.expression.text}.${f.name.text}`;
  return '';
}

/** The calls under a node to functions of these names. */
export function callsTo(root: ts.Node, names: readonly string[]): ts.CallExpression[] {
  return nodesOf(root, ts.isCallExpression).filter((call) => names.includes(calledName(call)));
}
