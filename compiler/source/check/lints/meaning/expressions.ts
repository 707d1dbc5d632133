// The value of an expression, by its kind.
import { ts } from 'ts-morph';
import { methodOf, staticOf } from './collections.ts';
import type { Evaluator } from './evaluator.ts';
import { propertyOf } from './properties.ts';
import { choice, type Frame, known, list, literal, many, nothing, unknown, type Value } from './value.ts';
import { variableOf, variableOfProperty } from './variables.ts';

export function expressionValue(on: Evaluator, node: ts.Expression, frame: Frame): Value {
  const of = (e: ts.Expression) => on.evaluate(e, frame);
  if (ts.isIdentifier(node)) return variableOf(on, node, frame);
  if (isWrapper(node)) return of(node.expression);
  if (ts.isPropertyAccessExpression(node)) {
    return variableOfProperty(on, node, frame) ?? propertyOf(of(node.expression), node.name.text, node);
  }
  if (ts.isElementAccessExpression(node)) {
    const key = known(of(node.argumentExpression));
    const name = typeof key === 'number' || typeof key === 'string' ? `${key}` : undefined;
    return propertyOf(of(node.expression), name, node);
  }
  // a call is one value, however often its place is looked at: layers are told apart by it
  if (ts.isCallExpression(node)) return on.kept(node, frame, () => callValue(on, node, frame));
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node)) return { is: 'closure', fn: node, frame, node };
  if (ts.isObjectLiteralExpression(node)) return fieldsValue(on, node, frame);
  if (ts.isArrayLiteralExpression(node)) return listValue(on, node, frame);
  if (ts.isNewExpression(node) && isArray(node.expression)) return many(node, unknown(node));
  if (ts.isConditionalExpression(node)) return conditionalValue(on, node, frame);
  if (ts.isBinaryExpression(node)) return binaryValue(on, node, frame);
  if (ts.isPrefixUnaryExpression(node)) return prefixValue(on, node, frame);
  return literalValue(node) ?? unknown(node, operandsOf(node).map(of));
}

/** Around an expression, without changing what it is. */
const isWrapper = (node: ts.Node) =>
  ts.isParenthesizedExpression(node) ||
  ts.isAsExpression(node) ||
  ts.isSatisfiesExpression(node) ||
  ts.isNonNullExpression(node) ||
  ts.isAwaitExpression(node) ||
  ts.isTypeAssertionExpression(node);

function literalValue(node: ts.Expression): Value | undefined {
  if (ts.isNumericLiteral(node)) return literal(node, Number(node.text.replaceAll('_', '')));
  if (ts.isStringLiteralLike(node)) return literal(node, node.text);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return literal(node, true);
  if (node.kind === ts.SyntaxKind.FalseKeyword) return literal(node, false);
  return node.kind === ts.SyntaxKind.NullKeyword ? literal(node, null) : undefined;
}

/** The expressions directly below a node. */
function operandsOf(node: ts.Node): ts.Expression[] {
  const found: ts.Expression[] = [];
  ts.forEachChild(node, (child) => {
    if (ts.isExpression(child)) found.push(child);
    else if (ts.isTemplateSpan(child)) found.push(child.expression);
  });
  return found;
}

function callValue(on: Evaluator, node: ts.CallExpression, frame: Frame): Value {
  const callee = node.expression;
  const receiver = ts.isPropertyAccessExpression(callee) ? callee : undefined;
  const args = () => argumentsOf(on, node, frame);
  if (isArray(callee)) return many(node, unknown(node));
  if (receiver !== undefined) {
    const fixed = staticOf(on, receiver, args, node);
    if (fixed !== undefined) return fixed;
    const named = variableOfProperty(on, receiver, frame);
    if (named !== undefined) return on.apply(named, args(), node);
    const of = on.evaluate(receiver.expression, frame);
    const name = receiver.name.text;
    const method = methodOf(on, of, name, args, node);
    if (method !== undefined) return method;
    // net.forward(layers, x, evaluating) is what a model predicts, in a mode that is meant
    if (name === 'forward' && of.is === 'call' && of.name === 'model')
      return on.apply(propertyOf(of, name, receiver), args().map(meant), node);
    return on.apply(propertyOf(of, name, receiver), args(), node);
  }
  return on.apply(on.evaluate(callee, frame), args(), node);
}

const meant = (value: Value): Value =>
  value.is === 'language' && value.name === 'evaluating' ? { is: 'mode', training: false, node: value.node } : value;

/** The arguments; of a spread list of any length, its one item. */
function argumentsOf(on: Evaluator, node: ts.CallExpression, frame: Frame): readonly Value[] {
  return node.arguments.flatMap((a): readonly Value[] => {
    if (!ts.isSpreadElement(a)) return [on.evaluate(a, frame)];
    const spread = on.evaluate(a.expression, frame);
    return spread.is === 'list' ? spread.items : [unknown(a, [spread])];
  });
}

function listValue(on: Evaluator, node: ts.ArrayLiteralExpression, frame: Frame): Value {
  const parts = node.elements.map((e): Value => {
    const value = on.evaluate(ts.isSpreadElement(e) ? e.expression : e, frame);
    return ts.isSpreadElement(e) ? value : list(e, [value]);
  });
  if (!parts.every((p) => p.is === 'list')) return unknown(node, parts);
  const open = parts.filter((p) => p.many);
  const items = parts.flatMap((p) => p.items);
  if (open.length === 0) return list(node, items);
  return parts.length === 1 ? parts[0]! : many(node, choice(node, items), Math.max(...open.map((p) => p.since)));
}

const isArray = (node: ts.Expression): boolean => ts.isIdentifier(node) && node.text === 'Array';

function fieldsValue(on: Evaluator, node: ts.ObjectLiteralExpression, frame: Frame): Value {
  const fields = new Map<string, Value>();
  const names = new Map<string, ts.Node>();
  const rest: Value[] = [];
  const set = (name: string, at: ts.Node, value: Value) => {
    fields.set(name, value);
    names.set(name, at);
  };
  for (const p of node.properties) {
    if (ts.isSpreadAssignment(p)) {
      const spread = on.evaluate(p.expression, frame);
      if (spread.is !== 'fields') rest.push(spread);
      else {
        for (const [name, value] of spread.fields) set(name, spread.names.get(name) ?? p, value);
        rest.push(...spread.rest);
      }
    } else if (ts.isShorthandPropertyAssignment(p)) set(p.name.text, p.name, on.evaluate(p.name, frame));
    else if (ts.isPropertyAssignment(p)) {
      const name = nameOf(on, p.name, frame);
      const value = on.evaluate(p.initializer, frame);
      if (name === undefined) rest.push(value);
      else set(name, p.name, value);
    } else if (ts.isMethodDeclaration(p)) {
      const name = nameOf(on, p.name, frame);
      if (name !== undefined) set(name, p.name, { is: 'closure', fn: p, frame, node: p });
    } else rest.push(unknown(p));
  }
  return { is: 'fields', fields, names, rest, node };
}

function nameOf(on: Evaluator, name: ts.PropertyName, frame: Frame): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name)) return name.text;
  if (!ts.isComputedPropertyName(name)) return undefined;
  const value = known(on.evaluate(name.expression, frame));
  return typeof value === 'string' || typeof value === 'number' ? `${value}` : undefined;
}

/** True, false, or undefined where it is not known. */
export function truth(value: Value): boolean | undefined {
  const is = known(value);
  if (is !== nothing) return Boolean(is);
  return ['fields', 'list', 'closure', 'language', 'call', 'mode'].includes(value.is) ? true : undefined;
}

function conditionalValue(on: Evaluator, node: ts.ConditionalExpression, frame: Frame): Value {
  const condition = on.evaluate(node.condition, frame);
  const is = known(condition) === nothing ? undefined : truth(condition);
  if (is !== undefined) return on.evaluate(is ? node.whenTrue : node.whenFalse, frame);
  const of = choice(node, [on.evaluate(node.whenTrue, frame), on.evaluate(node.whenFalse, frame)]);
  on.effects.push(condition);
  return of;
}

function binaryValue(on: Evaluator, node: ts.BinaryExpression, frame: Frame): Value {
  const { kind } = node.operatorToken;
  const [left, right] = [() => on.evaluate(node.left, frame), () => on.evaluate(node.right, frame)];
  if (kind === ts.SyntaxKind.CommaToken || kind === ts.SyntaxKind.EqualsToken) return right();
  const a = left();
  if (kind === ts.SyntaxKind.QuestionQuestionToken)
    return a.is === 'literal'
      ? a.value == null
        ? right()
        : a
      : a.is === 'unknown' || a.is === 'choice'
        ? choice(node, [a, right()])
        : a;
  if (kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken) {
    const is = truth(a);
    if (is === undefined) return choice(node, [a, right()]);
    return is === (kind === ts.SyntaxKind.AmpersandAmpersandToken) ? right() : a;
  }
  const b = right();
  const value = folded(kind, known(a), known(b));
  return value === undefined ? unknown(node, [a, b]) : literal(node, value);
}

function folded(kind: ts.SyntaxKind, a: unknown, b: unknown): number | boolean | string | undefined {
  if (a === nothing || b === nothing) return undefined;
  if (kind === ts.SyntaxKind.EqualsEqualsEqualsToken) return a === b;
  if (kind === ts.SyntaxKind.ExclamationEqualsEqualsToken) return a !== b;
  if (typeof a === 'string' && typeof b === 'string' && kind === ts.SyntaxKind.PlusToken) return a + b;
  if (typeof a !== 'number' || typeof b !== 'number') return undefined;
  if (kind === ts.SyntaxKind.PlusToken) return a + b;
  if (kind === ts.SyntaxKind.MinusToken) return a - b;
  if (kind === ts.SyntaxKind.AsteriskToken) return a * b;
  if (kind === ts.SyntaxKind.AsteriskAsteriskToken) return a ** b;
  if (kind === ts.SyntaxKind.LessThanToken) return a < b;
  if (kind === ts.SyntaxKind.GreaterThanToken) return a > b;
  return kind === ts.SyntaxKind.SlashToken ? a / b : undefined;
}

function prefixValue(on: Evaluator, node: ts.PrefixUnaryExpression, frame: Frame): Value {
  const value = on.evaluate(node.operand, frame);
  if (node.operator === ts.SyntaxKind.ExclamationToken) {
    const is = known(value) === nothing ? undefined : truth(value);
    return is === undefined ? unknown(node, [value]) : literal(node, !is);
  }
  const number = known(value);
  if (node.operator === ts.SyntaxKind.MinusToken && typeof number === 'number') return literal(node, -number);
  return unknown(node, [value]);
}
