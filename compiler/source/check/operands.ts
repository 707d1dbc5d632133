// The call at fault and what it was given.
import { ts } from 'ts-morph';
import { placeOf } from '../frame.ts';
import { described, shapeText, type TensorType, tensorType } from '../types/tensor.ts';
import type { Note } from './fault.ts';

/** The smallest node that spans exactly this text. */
export function nodeAt(file: ts.SourceFile, start: number, end: number): ts.Node {
  let found: ts.Node = file;
  const visit = (node: ts.Node): void => {
    if (node.getStart(file) <= start && node.getEnd() >= end) {
      found = node;
      ts.forEachChild(node, visit);
    }
  };
  ts.forEachChild(file, visit);
  return found;
}

/** The call that a node is an argument of, or is itself. */
export function callOf(node: ts.Node): ts.CallExpression | undefined {
  const { parent } = node;
  if (ts.isCallExpression(parent) && parent.arguments.some((a) => a === node)) return parent;
  for (let n: ts.Node | undefined = node; n !== undefined; n = n.parent) {
    if (ts.isCallExpression(n)) return n;
    // the body of a function that the call is given is not the call's own text
    if (ts.isStatement(n) || (n !== node && ts.isFunctionLike(n))) return undefined;
  }
  return undefined;
}

/**
 * The arguments that are tensors or layers, each with what it is. In a pipe: what it begins with, and what the stage at
 * `fault` was `given`.
 */
export function operandsOf(
  call: ts.CallExpression,
  fault: ts.Node,
  given: TensorType | undefined,
  checker: ts.TypeChecker,
): Note[] {
  const note = (node: ts.Expression): Note => ({
    text: `${short(node)} is ${described(checker.getTypeAtLocation(node), checker)}`,
    place: placeOf(node),
  });
  if (ts.isIdentifier(call.expression) && call.expression.text === 'pipe') {
    const [first] = call.arguments;
    const stage = call.arguments.find((a) => a === fault);
    if (first === undefined || stage === undefined || given === undefined)
      return first === undefined ? [] : [note(first)];
    return [note(first), { text: `${short(stage)} is given ${shapeText(given)}`, place: placeOf(stage) }];
  }
  return call.arguments.flatMap((argument) => {
    const type = checker.getTypeAtLocation(argument);
    const is = tensorType(type, checker) !== undefined || type.getCallSignatures().length > 0;
    // 'crossEntropy is typeof crossEntropy' and 'relu is floatFunction(relu)' say nothing
    const isKnown = !/^typeof |^\w*Function\(/.test(described(type, checker));
    return is && isKnown && !isFunctionText(argument) ? [note(argument)] : [];
  });
}

const isFunctionText = (node: ts.Node): boolean => ts.isArrowFunction(node) || ts.isFunctionExpression(node);

/** The text of an expression, on one line of at most 40 letters. */
export function short(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 40 ? `${text.slice(0, 37)}...` : text;
}
