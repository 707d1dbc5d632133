// What flows through functions: the tensor that a layer or an operation is given at a place, and what it gives.
import { ts } from 'ts-morph';
import { described, shapeText, tensorsIn, tensorType } from '../types/tensor.ts';

/** '[batch, 1, 28, 28]' and '[batch, 6, 28, 28]' */
export interface Passage {
  readonly from: string;
  readonly to: string;
}

/** Calls that send a tensor through functions, and how many arguments stand before the first of them. */
export const through = new Map([
  ['pipe', 1],
  ['flow', 0],
]);

/** The stages of a call of pipe or flow; none of any other call. */
export function stagesOf(call: ts.CallExpression): readonly ts.Expression[] {
  const name = ts.isIdentifier(call.expression) ? call.expression.text : '';
  const first = through.get(name);
  return first === undefined ? [] : call.arguments.slice(first);
}

/** What an expression that is a function leads from and to where it stands; undefined where that is not known. */
export function passageOf(node: ts.Expression, checker: ts.TypeChecker): Passage | undefined {
  const { parent } = node;
  if (!ts.isCallExpression(parent)) return undefined;
  const signature = checker.getResolvedSignature(parent);
  if (signature === undefined) return undefined;
  const given = parent.arguments.map((a) => checker.getTypeAtLocation(a));
  if (parent.expression === node) return passage(given, signature, parent, checker);
  if (!stagesOf(parent).includes(node)) return undefined;
  const parameter = signature.parameters[parent.arguments.indexOf(node)];
  const stage = parameter && checker.getTypeOfSymbolAtLocation(parameter, parent).getCallSignatures()[0];
  const taken = stage?.parameters.map((p) => checker.getTypeOfSymbolAtLocation(p, parent)) ?? [];
  return stage && passage(taken, stage, parent, checker);
}

function passage(
  given: readonly ts.Type[],
  signature: ts.Signature,
  at: ts.Node,
  checker: ts.TypeChecker,
): Passage | undefined {
  const texts = given.flatMap((type) => treeText(type, checker, at) ?? []);
  const to = treeText(signature.getReturnType(), checker, at);
  return texts.length === 0 || to === undefined ? undefined : { from: texts.join(', '), to };
}

/** A tensor's shape, or those of a tree: '{ h: [batch, 8], c: [batch, 8] }'. */
function treeText(type: ts.Type, checker: ts.TypeChecker, at: ts.Node): string | undefined {
  const tensors = tensorsIn(type, checker, at, '', 2);
  if (tensors.length === 0 || tensors.length > 6) return undefined;
  if (tensors[0]!.path === '') return shapeText(tensors[0]!.tensor);
  return `{ ${tensors.map(({ path, tensor }) => `${path}: ${shapeText(tensor)}`).join(', ')} }`;
}

/** The tensor that a stage gives. */
export function stageText(stage: ts.Expression, checker: ts.TypeChecker): string | undefined {
  return passageOf(stage, checker)?.to;
}

/** A tensor's shape, or undefined of anything else. */
export function tensorText(node: ts.Node, checker: ts.TypeChecker): string | undefined {
  const type = checker.getTypeAtLocation(node);
  return tensorType(type, checker) === undefined ? undefined : described(type, checker);
}
