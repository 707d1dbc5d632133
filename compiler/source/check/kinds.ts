// What an expression of the user's is, in the language's words.
import { ts } from 'ts-morph';
import { described, tensorType } from '../types/tensor.ts';
import { short } from './operands.ts';

export interface Kind {
  readonly is: 'tensor' | 'layer' | 'layers' | 'optimizer' | 'model' | 'function' | 'any' | 'other';
  /** 'a layer', 'number[]', '{ h, c }' */
  readonly text: string;
  /** of a layer: 'affine' */
  readonly layer?: string | undefined;
  /** what was likely meant */
  readonly hint?: string | undefined;
}

/** A function that owns parameters. */
export const isLayer = (type: ts.Type): boolean =>
  type.getCallSignatures().length > 0 && type.getProperty('params') !== undefined;

export function kindOf(type: ts.Type, node: ts.Expression, checker: ts.TypeChecker): Kind {
  if (type.flags & ts.TypeFlags.Any) return { is: 'any', text: 'any' };
  const tensor = tensorType(type, checker);
  if (tensor !== undefined) return { is: 'tensor', text: `a tensor [${tensor.shape.join(', ')}]` };
  if (isLayer(type)) {
    const text = described(type, checker);
    return {
      is: 'layer',
      text: /^\w+\(/.test(text) ? text : 'a layer',
      layer: layerName(type),
      hint: `call it: ${short(node)}(...)`,
    };
  }
  if (type.symbol?.name === 'Mode') return { is: 'other', text: 'the mode' };
  if (type.symbol?.name === 'Optimizer') return { is: 'optimizer', text: 'an optimizer' };
  if (type.getCallSignatures().length > 0)
    return { is: 'function', text: 'a function', hint: `call it: ${short(node)}()` };
  return { is: isLayers(type, node, checker) ? 'layers' : 'other', text: plainText(type, checker) };
}

/** Affine<784, 10> is made by affine; Recurrence<'gru', ...> by gru. */
function layerName(type: ts.Type): string | undefined {
  const named = (type as ts.TypeReference).typeArguments?.find((t) => t.isStringLiteral());
  const name = type.symbol?.name ?? type.aliasSymbol?.name;
  if (name === 'Recurrence' && named?.isStringLiteral()) return named.value;
  const alias = type.aliasSymbol?.name ?? name;
  if (alias === 'Correlation') return named?.isStringLiteral() ? named.value : 'crossCorrelate';
  return alias === undefined || alias === '__type' ? undefined : alias[0]!.toLowerCase() + alias.slice(1);
}

function isLayers(type: ts.Type, node: ts.Node, checker: ts.TypeChecker): boolean {
  const own = type.getProperties();
  return own.length > 0 && own.every((p) => isLayer(checker.getTypeOfSymbolAtLocation(p, node)));
}

/** A type as a newcomer reads it: number[], Float32Array, { h, c }. */
function plainText(type: ts.Type, checker: ts.TypeChecker): string {
  const wide = checker.getBaseTypeOfLiteralType(type);
  if (isRecord(wide, checker))
    return `{ ${wide
      .getProperties()
      .map((p) => p.name)
      .join(', ')} }`;
  return checker
    .typeToString(wide)
    .replace(/^readonly /, '')
    .replace(/^(\w+Array)<.*>$/, '$1');
}

const isRecord = (type: ts.Type, checker: ts.TypeChecker): boolean =>
  (type.flags & ts.TypeFlags.Object) !== 0 &&
  !checker.isArrayType(type) &&
  !checker.isTupleType(type) &&
  type.getProperties().length > 0 &&
  type.getProperties().length < 8;

/** Is it declared in this package, as its users or its own examples import it? */
export function isOwn(node: ts.Node, checker: ts.TypeChecker): boolean {
  const symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(node) ? node.name : node);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const path = target?.declarations?.[0]?.getSourceFile().fileName ?? '';
  return /\/(?:dsl|runtime|compiler)\/[^?]*\.(?:d\.)?ts$/.test(path);
}
