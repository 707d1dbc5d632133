// Every expression of a file that is a tensor, with its shape as TypeScript infers it; its layers and models.
import { ts } from 'ts-morph';
import { isLayer } from '../check/kinds.ts';
import { described, isModelType, shapeText, tensorsIn, tensorType } from '../types/tensor.ts';

export interface Shown {
  /** the expression, on one line */
  readonly text: string;
  /** '[batch, 10]', or 'affine(784, 10)' */
  readonly is: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'tensor' | 'layer' | 'model';
}

export interface Shapes {
  readonly file: ts.SourceFile;
  /** in the order of the text, by line from 0 */
  readonly lines: ReadonlyMap<number, readonly Shown[]>;
}

/** What a file's expressions are. */
export function shapesOf(file: ts.SourceFile, checker: ts.TypeChecker): Shapes {
  const shown: Shown[] = [];
  const visit = (node: ts.Node): void => {
    if (isOfInterest(node)) {
      const found = shownOf(node, checker);
      if (found !== undefined) shown.push(found);
    }
    if (ts.isCallExpression(node)) shown.push(...stagesOf(node, checker));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { file, lines: byLine(file, shown) };
}

/** Declarations, arguments of functions, calls, and properties that are tensors: not each use of a name. */
function isOfInterest(node: ts.Node): boolean {
  if (ts.isIdentifier(node)) {
    const { parent } = node;
    return (
      (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isBindingElement(parent)) &&
      parent.name === node
    );
  }
  if (ts.isPropertyAssignment(node)) return true;
  if (ts.isPropertyAccessExpression(node))
    return !(ts.isCallExpression(node.parent) && node.parent.expression === node);
  return ts.isCallExpression(node) && !isInitializer(node);
}

/** The name says it already. */
const isInitializer = ({ parent }: ts.Node): boolean =>
  ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent);

function shownOf(node: ts.Node, checker: ts.TypeChecker): Shown | undefined {
  const named = ts.isPropertyAssignment(node) ? node.name : node;
  const type = checker.getTypeAtLocation(ts.isPropertyAssignment(node) ? node.initializer : node);
  const base = { text: onOneLine(named), start: named.getStart(), end: named.getEnd() };
  const tensor = tensorType(type, checker);
  if (tensor !== undefined) return { ...base, is: shapeText(tensor), kind: 'tensor' };
  if (isModelType(type)) return { ...base, is: modelText(type, checker, node), kind: 'model' };
  // each use of a layer would only say again what its making says
  if (isLayer(type) && !ts.isPropertyAccessExpression(node))
    return { ...base, is: described(type, checker), kind: 'layer' };
  return undefined;
}

/** In a pipe: what each stage gives. */
function stagesOf(call: ts.CallExpression, checker: ts.TypeChecker): Shown[] {
  if (!ts.isIdentifier(call.expression) || call.expression.text !== 'pipe') return [];
  const signature = checker.getResolvedSignature(call);
  return call.arguments.slice(1, -1).flatMap((stage, i) => {
    const parameter = signature?.parameters[i + 1];
    if (parameter === undefined) return [];
    const returned = checker.getTypeOfSymbolAtLocation(parameter, call).getCallSignatures()[0]?.getReturnType();
    const tensor = returned && tensorType(returned, checker);
    if (tensor === undefined) return [];
    return [
      { text: onOneLine(stage), is: shapeText(tensor), start: stage.getStart(), end: stage.getEnd(), kind: 'tensor' },
    ];
  });
}

/** 'model: [batch, 784] -> [batch, 10]' */
export function modelText(type: ts.Type, checker: ts.TypeChecker, at: ts.Node): string {
  const inputs = checker.getTypeOfSymbolAtLocation(type.getProperty('inputs')!, at);
  const forward = checker.getTypeOfSymbolAtLocation(type.getProperty('forward')!, at).getCallSignatures()[0];
  const output = forward?.getReturnType();
  return `model: ${treeText(inputs, checker, at)} -> ${output === undefined ? '?' : treeText(output, checker, at)}`;
}

function treeText(type: ts.Type, checker: ts.TypeChecker, at: ts.Node): string {
  const tensors = tensorsIn(type, checker, at);
  if (tensors.length === 1 && tensors[0]!.path === '') return shapeText(tensors[0]!.tensor);
  if (tensors.length === 0) return described(type, checker);
  return `{ ${tensors.map(({ path, tensor }) => `${path}: ${shapeText(tensor)}`).join(', ')} }`;
}

function byLine(file: ts.SourceFile, shown: readonly Shown[]): Map<number, Shown[]> {
  const lines = new Map<number, Shown[]>();
  for (const s of shown.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    const { line } = file.getLineAndCharacterOfPosition(s.start);
    const there = lines.get(line) ?? [];
    if (!there.some((o) => o.text === s.text && o.is === s.is)) lines.set(line, [...there, s]);
  }
  return lines;
}

export function onOneLine(node: ts.Node): string {
  const text = node.getText().replace(/\s+/g, ' ');
  return text.length > 48 ? `${text.slice(0, 45)}...` : text;
}
