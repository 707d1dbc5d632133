// What an editor says of the name under the cursor: a tensor by its shape, a layer or an operation by what it leads from and
// to, a model by its inputs and outputs.
import { ts } from 'ts-morph';
import { isLayer } from '../check/kinds.ts';
import { nodesOf } from '../check/lints/lint.ts';
import { modelText } from '../shapes/collect.ts';
import { described, isModelType } from '../types/tensor.ts';
import { passageOf } from './flow.ts';
import type { View } from './workspace.ts';

export interface Hover {
  readonly start: number;
  readonly end: number;
  /** lines of code */
  readonly text: string;
}

/** What is said at an offset; undefined where there is no tensor in it. */
export function hoverAt({ file, checker, service }: View, offset: number): Hover | undefined {
  const name = nameAt(file, offset);
  const said = name && namedHover(name, checker);
  if (said !== undefined) return { start: name!.getStart(), end: name!.getEnd(), text: said };
  const info = service.getQuickInfoAtPosition(file.fileName, offset);
  if (info === undefined) return undefined;
  const { start, length } = info.textSpan;
  const text = ts.displayPartsToString(info.displayParts);
  const short = shortened(text);
  return short === text ? undefined : { start, end: start + length, text: short };
}

function namedHover(name: ts.Identifier, checker: ts.TypeChecker): string | undefined {
  const type = checker.getTypeAtLocation(name);
  if (isModelType(type)) return `${name.text}: ${modelText(type, checker, name)}`;
  const passages = passagesOf(name, type, checker);
  if (passages.length === 0) return undefined;
  const made = isLayer(type) ? described(type, checker) : '';
  return [...passages.map((p) => `${name.text}: ${p}`), ...(/^\w+\(/.test(made) ? [made] : [])].join('\n');
}

/** A type's text with each tensor by its shape: 'const y: [batch, 10]'. */
export function shortened(text: string): string {
  // a shape has no bracket inside; what TypeScript cut off ends in dots
  return text.replace(/Tensor<\[([^\][]*)\](?:, "?(f32|i32|bool)"?)?>/g, (_, shape: string, dtype = 'f32') => {
    const dimensions = shape.replaceAll('"', '');
    return `[${dimensions}]${dtype === 'f32' ? '' : ` ${dtype}`}`;
  });
}

function nameAt(file: ts.SourceFile, offset: number): ts.Identifier | undefined {
  let found: ts.Identifier | undefined;
  const visit = (node: ts.Node): void => {
    if (node.getStart(file) > offset || node.getEnd() < offset) return;
    if (ts.isIdentifier(node)) found = node;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** At most this many ways in which one layer is used are told. */
const most = 3;

/** '[batch, 784] -> [batch, 128]': where the name is used as a function, or, where a layer is made, wherever it is used. */
function passagesOf(name: ts.Identifier, type: ts.Type, checker: ts.TypeChecker): string[] {
  const uses = isDeclared(name) && isLayer(type) ? usesOf(name, checker) : [wholeOf(name)];
  const texts = uses.flatMap((use) => {
    const passage = passageOf(use, checker);
    return passage === undefined ? [] : [`${passage.from} -> ${passage.to}`];
  });
  return [...new Set(texts)].slice(0, most);
}

const isDeclared = ({ parent }: ts.Identifier): boolean =>
  ts.isPropertyAssignment(parent) || ts.isShorthandPropertyAssignment(parent) || ts.isVariableDeclaration(parent);

/** 'p.hidden' of its 'hidden' */
function wholeOf(name: ts.Identifier): ts.Expression {
  const { parent } = name;
  return ts.isPropertyAccessExpression(parent) && parent.name === name ? parent : name;
}

/** The places of the file that say the same name and mean the same declaration. */
function usesOf(name: ts.Identifier, checker: ts.TypeChecker): ts.Expression[] {
  return nodesOf(name.getSourceFile(), ts.isIdentifier)
    .filter((other) => other !== name && other.text === name.text && !isDeclared(other))
    .filter((other) => checker.getSymbolAtLocation(other)?.declarations?.includes(name.parent as ts.Declaration))
    .map(wholeOf);
}
