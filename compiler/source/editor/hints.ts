// Shapes behind what has no annotation: names, destructured ones too, the stages of a pipe, and calls inside of expressions.
import { ts } from 'ts-morph';
import { described, isModelType, tensorsIn, tensorType } from '../types/tensor.ts';
import { stagesOf, stageText, tensorText } from './flow.ts';
import type { View } from './workspace.ts';

export interface Hint {
  /** behind this offset */
  readonly at: number;
  /** '[batch, 10]' */
  readonly text: string;
  /** of a name, as an annotation; of a stage; of a call whose result has no name */
  readonly kind: 'name' | 'stage' | 'call';
}

/** The hints between two offsets of a file. */
export function hintsIn({ file, checker }: Pick<View, 'file' | 'checker'>, start: number, end: number): Hint[] {
  const hints: Hint[] = [];
  const visit = (node: ts.Node): void => {
    if (node.getEnd() < start || node.getFullStart() > end) return;
    const hint = hintAt(node, checker);
    if (hint !== undefined) hints.push(hint);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return hints.sort((a, b) => a.at - b.at);
}

function hintAt(node: ts.Node, checker: ts.TypeChecker): Hint | undefined {
  const at = node.getEnd();
  if (ts.isIdentifier(node) && isUnannotated(node)) {
    const text = nameText(checker.getTypeAtLocation(node), checker, node);
    return text === undefined ? undefined : { at, text, kind: 'name' };
  }
  if (!ts.isExpression(node)) return undefined;
  if (isStage(node)) {
    const text = stageText(node, checker);
    return text === undefined ? undefined : { at, text, kind: 'stage' };
  }
  if (!ts.isCallExpression(node) || saysItself(node, checker)) return undefined;
  const text = tensorText(node, checker);
  return text === undefined ? undefined : { at, text, kind: 'call' };
}

/** A name that is declared, without its type. */
function isUnannotated(name: ts.Identifier): boolean {
  const { parent } = name;
  if (ts.isBindingElement(parent)) return parent.name === name;
  return (ts.isVariableDeclaration(parent) || ts.isParameter(parent)) && parent.name === name && !parent.type;
}

const isStage = (node: ts.Expression): boolean =>
  ts.isCallExpression(node.parent) && stagesOf(node.parent).includes(node);

/** Its name, its last stage or, of a leaf, its arguments say what a call is already. */
function saysItself(call: ts.CallExpression, checker: ts.TypeChecker): boolean {
  const { parent } = call;
  const isNamed = ts.isVariableDeclaration(parent) && parent.initializer === call;
  return (
    isNamed ||
    stagesOf(call).length > 0 ||
    !call.arguments.some((a) => nameText(checker.getTypeAtLocation(a), checker, a))
  );
}

function nameText(type: ts.Type, checker: ts.TypeChecker, at: ts.Node): string | undefined {
  if (tensorType(type, checker) !== undefined) return described(type, checker);
  if (isModelType(type)) return undefined;
  const tensors = tensorsIn(type, checker, at, '', 2);
  if (tensors.length === 0 || tensors.length > 6 || tensors.some((t) => t.path === '')) return undefined;
  return `{ ${tensors.map(({ path, tensor }) => `${path}: [${tensor.shape.join(', ')}]`).join(', ')} }`;
}
