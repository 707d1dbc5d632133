// What a lint is: something that types allow and that is hardly ever meant.
import { ts } from 'ts-morph';
import { type Place, placeOf } from '../../frame.ts';
import type { Proposal } from '../fix.ts';

export interface Found {
  readonly sentence: string;
  readonly place: Place;
  readonly suggestion?: string;
  /** what may be meant, to be tried */
  readonly proposals?: readonly Proposal[];
}

export interface Lint {
  /** what it is switched off by: `quern check --without NAME`, or `// quern-disable-next-line NAME` above the line */
  readonly name: string;
  /** one sentence for the documents */
  readonly about: string;
  /** a program that it speaks of, and one that is right: of the names that the language exports */
  readonly wrong: string;
  readonly right: string;
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

const calls = new WeakMap<ts.SourceFile, readonly ts.CallExpression[]>();

/** All calls of a file. */
export function callsOf(file: ts.SourceFile): readonly ts.CallExpression[] {
  let found = calls.get(file);
  if (found === undefined) {
    found = nodesOf(file, ts.isCallExpression);
    calls.set(file, found);
  }
  return found;
}

/** The place of the first of the nodes that is in the file. */
export function placeIn(file: ts.SourceFile, ...nodes: readonly ts.Node[]): Place {
  return placeOf(nodes.find((n) => n.getSourceFile() === file) ?? nodes.at(-1)!);
}
