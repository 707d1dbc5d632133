// How values flow in the user's source, followed backwards: from an expression to the calls and literals that made it.
import { ts } from 'ts-morph';
import { isOwn } from './kinds.ts';

/** An expression that another one is made of, and how many steps lie between. */
export interface Source {
  readonly node: ts.Expression;
  readonly distance: number;
}

const most = 80;

/** All that expressions are made of, nearest first: calls of operations, of layers, and of what made the layers. */
export function sourcesOf(roots: readonly ts.Expression[], checker: ts.TypeChecker): Source[] {
  const found: Source[] = [];
  const seen = new Set<ts.Node>();
  const queue: Source[] = roots.map((node) => ({ node, distance: 0 }));
  for (let next = queue.shift(); next !== undefined && found.length < most; next = queue.shift()) {
    if (seen.has(next.node)) continue;
    seen.add(next.node);
    found.push(next);
    const { distance } = next;
    queue.push(...madeOf(next.node, checker).map((node) => ({ node, distance: distance + 1 })));
  }
  return found;
}

/** One step back. */
export function madeOf(node: ts.Expression, checker: ts.TypeChecker): readonly ts.Expression[] {
  if (ts.isParenthesizedExpression(node) || ts.isAwaitExpression(node) || ts.isAsExpression(node))
    return [node.expression];
  if (ts.isNonNullExpression(node) || ts.isElementAccessExpression(node)) return [node.expression];
  if (ts.isPropertyAccessExpression(node)) {
    const own = definitionOf(node.name, checker);
    return own === undefined ? [node.expression] : [own];
  }
  if (ts.isIdentifier(node)) return sourcesOfName(node, checker);
  if (ts.isCallExpression(node)) return partsOf(node);
  if (ts.isArrowFunction(node)) return resultOf(node);
  if (ts.isArrayLiteralExpression(node)) return node.elements;
  if (ts.isObjectLiteralExpression(node)) return node.properties.flatMap((p) => propertyValue(p, checker));
  return [];
}

/** What a function of the user's gives. */
function resultOf({ body }: ts.ArrowFunction): ts.Expression[] {
  if (!ts.isBlock(body)) return [body];
  const last = body.statements.findLast(ts.isReturnStatement)?.expression;
  return last === undefined ? [] : [last];
}

/** The value of one property of a record, { a: f(x) } or { a }. */
function propertyValue(property: ts.ObjectLiteralElementLike, checker: ts.TypeChecker): readonly ts.Expression[] {
  if (ts.isPropertyAssignment(property)) return [property.initializer];
  if (!ts.isShorthandPropertyAssignment(property)) return [];
  const declaration = checker.getShorthandAssignmentValueSymbol(property)?.valueDeclaration;
  return declaration === undefined ? [] : sourcesOfDeclaration(declaration);
}

/** The operands of a call, the last stage first; then what is called, where that is a layer. */
function partsOf(call: ts.CallExpression): ts.Expression[] {
  const stages = isPipe(call) ? call.arguments.toReversed() : [...call.arguments];
  const callee = ts.isIdentifier(call.expression) ? [] : [call.expression];
  return [...stages, ...callee];
}

export const isPipe = (call: ts.CallExpression): boolean => /(?:^|\.)(?:pipe|flow)$/.test(call.expression.getText());

/** The expression that a name of the user's is defined by. */
export function definitionOf(name: ts.Node, checker: ts.TypeChecker): ts.Expression | undefined {
  const declaration = declarationOf(name, checker);
  if (declaration === undefined) return undefined;
  if (ts.isVariableDeclaration(declaration) || ts.isPropertyAssignment(declaration)) return declaration.initializer;
  if (ts.isShorthandPropertyAssignment(declaration)) {
    const value = checker.getShorthandAssignmentValueSymbol(declaration)?.valueDeclaration;
    return value !== undefined && ts.isVariableDeclaration(value) ? value.initializer : undefined;
  }
  return undefined;
}

export function declarationOf(name: ts.Node, checker: ts.TypeChecker): ts.Declaration | undefined {
  const symbol = checker.getSymbolAtLocation(name);
  const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const declaration = target?.valueDeclaration ?? target?.declarations?.[0];
  return declaration === undefined || declaration.getSourceFile().isDeclarationFile || isLibrary(declaration)
    ? undefined
    : declaration;
}

/** The language's own sources, where a project has them instead of declarations. */
const isLibrary = (node: ts.Node): boolean =>
  /\/(?:dsl|runtime|compiler)\/[^?]*\.ts$/.test(node.getSourceFile().fileName);

function sourcesOfName(node: ts.Identifier, checker: ts.TypeChecker): ts.Expression[] {
  const declaration = declarationOf(node, checker);
  if (declaration === undefined) return [];
  const defined = definitionOf(node, checker);
  return defined === undefined ? sourcesOfDeclaration(declaration) : [defined];
}

function sourcesOfDeclaration(declaration: ts.Declaration): ts.Expression[] {
  if (ts.isVariableDeclaration(declaration)) return declaration.initializer ? [declaration.initializer] : [];
  if (ts.isParameter(declaration)) return given(declaration);
  if (!ts.isBindingElement(declaration)) return [];
  const owner = ts.findAncestor(declaration, (n) => ts.isVariableDeclaration(n) || ts.isParameter(n));
  if (owner === undefined) return [];
  // the variable of a loop has no initializer
  const { initializer } = owner as ts.VariableDeclaration;
  const whole = ts.isParameter(owner) ? given(owner) : initializer === undefined ? [] : [initializer];
  // of { read: input(...), told: input(...) } the one that is meant
  return whole.flatMap((w) => {
    const name = (declaration.propertyName ?? declaration.name).getText();
    const own = ts.isObjectLiteralExpression(w) ? w.properties.find((p) => p.name?.getText() === name) : undefined;
    return own !== undefined && ts.isPropertyAssignment(own) ? [own.initializer] : [w];
  });
}

/** What a callback's parameter is given: a model's inputs, or the other arguments of the call. */
function given(parameter: ts.ParameterDeclaration): ts.Expression[] {
  const callback = parameter.parent;
  const call = callback.parent;
  const own = ownLoss(callback);
  if (own !== undefined) return scored(own, callback.parameters.indexOf(parameter));
  if (call === undefined || !ts.isCallExpression(call)) return [];
  const others = call.arguments.filter((a) => a !== (callback as ts.Node));
  if (!isModelCall(call)) return others;
  const index = callback.parameters.indexOf(parameter);
  return index === 1 && others[1] !== undefined ? [others[1]] : [];
}

/** { target, loss: (prediction, target) => ..., metrics: { share: (prediction, target) => ... } } around one of its functions. */
function ownLoss(callback: ts.Node): ts.ObjectLiteralExpression | undefined {
  const property = callback.parent;
  if (property === undefined || !ts.isPropertyAssignment(property)) return undefined;
  const metrics = property.parent.parent;
  const isMetric = ts.isPropertyAssignment(metrics) && metrics.name.getText() === 'metrics';
  const record = isMetric ? metrics.parent : property.parent;
  const names = record.properties.map((p) => p.name?.getText());
  return names.includes('target') && names.includes('loss') ? record : undefined;
}

/** What a loss of one's own is given: what the step's model gives, and the target that is declared beside it. */
function scored(record: ts.ObjectLiteralExpression, index: number): ts.Expression[] {
  if (index === 1) {
    const target = record.properties.find((p) => p.name?.getText() === 'target');
    return target !== undefined && ts.isPropertyAssignment(target) ? [target.initializer] : [];
  }
  const step = record.parent;
  const model = ts.isCallExpression(step) && step.arguments[1] === record ? step.arguments[0] : undefined;
  return index === 0 && model !== undefined ? [model] : [];
}

export const isModelCall = (call: ts.CallExpression): boolean => /(?:^|\.)model$/.test(call.expression.getText());

/** The model(...) that a node is in the function of. */
export function modelAround(node: ts.Node): ts.CallExpression | undefined {
  return ts.findAncestor(node, (n): n is ts.CallExpression => ts.isCallExpression(n) && isModelCall(n));
}

/** The call that made a layer: affine(784, 128) for p.hidden, for hidden, for p.norm(mode) and for itself. */
export function constructorOf(layer: ts.Expression, checker: ts.TypeChecker): ts.CallExpression | undefined {
  for (const { node } of sourcesOf([layer], checker)) {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && isOwn(node.expression, checker)) return node;
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && isOwn(node.expression, checker))
      return node;
    const plain = ts.isIdentifier(node) || ts.isPropertyAccessExpression(node) || ts.isCallExpression(node);
    if (!plain) return undefined;
  }
  return undefined;
}

/** The name of the language's function that a call is to, whatever the file calls it. */
export function operationOf(call: ts.CallExpression, checker: ts.TypeChecker): string | undefined {
  const { expression: f } = call;
  if (!ts.isIdentifier(f) && !ts.isPropertyAccessExpression(f)) return undefined;
  if (!isOwn(f, checker)) return undefined;
  const symbol = checker.getSymbolAtLocation(ts.isPropertyAccessExpression(f) ? f.name : f);
  return symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol).name : symbol?.name;
}

/** The name of the parameter that an argument is for. */
export function parameterOf(call: ts.CallExpression, index: number, checker: ts.TypeChecker): string | undefined {
  const declared = checker.getResolvedSignature(call)?.getDeclaration()?.parameters;
  const parameter = declared?.[index] ?? (declared?.at(-1)?.dotDotDotToken ? declared.at(-1) : undefined);
  return parameter?.name.getText();
}
