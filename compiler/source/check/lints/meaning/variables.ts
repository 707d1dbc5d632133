// The value that a name holds where it is read.
import { ts } from 'ts-morph';
import type { Evaluator } from './evaluator.ts';
import { propertyOf } from './properties.ts';
import { isOwnSymbol, symbolAt } from './symbols.ts';
import { always, choice, type Frame, list, literal, many, unknown, type Value } from './value.ts';
import { functionAround, reaching, type Write, writesIn } from './writes.ts';

export function variableOf(on: Evaluator, name: ts.Identifier, frame: Frame): Value {
  if (name.text === 'undefined') return literal(name, undefined);
  const symbol = symbolAt(name, on.checker);
  return symbol === undefined ? unknown(name) : declared(on, symbol, name, frame);
}

/** q.relu of `import * as q`; undefined where the name before the dot is no module. */
export function variableOfProperty(on: Evaluator, node: ts.PropertyAccessExpression, frame: Frame): Value | undefined {
  if (!ts.isIdentifier(node.expression)) return undefined;
  const module = symbolAt(node.expression, on.checker);
  if (module === undefined || (module.flags & ts.SymbolFlags.Module) === 0) return undefined;
  const symbol = symbolAt(node.name, on.checker);
  return symbol === undefined ? unknown(node) : declared(on, symbol, node, frame);
}

function declared(on: Evaluator, symbol: ts.Symbol, use: ts.Node, frame: Frame): Value {
  const declaration = symbol.declarations?.find((d) => !ts.isFunctionDeclaration(d) || d.body !== undefined);
  if (isOwnSymbol(symbol) && isExported(symbol)) return { is: 'language', name: symbol.name, node: use };
  // the language as a whole: const { model } = q
  if (isOwnSymbol(symbol) && symbol.flags & ts.SymbolFlags.Module) return { is: 'language', name: '', node: use };
  if (declaration === undefined) return unknown(use);
  if (ts.isFunctionDeclaration(declaration)) {
    const around = on.frameOf(functionAround(declaration), frame);
    return on.kept(declaration, around, () => ({ is: 'closure', fn: declaration, frame: around, node: declaration }));
  }
  if (ts.isExportAssignment(declaration)) return on.evaluate(declaration.expression, on.openFrameOf(undefined));
  if (!ts.isVariableDeclaration(declaration) && !ts.isBindingElement(declaration) && !ts.isParameter(declaration))
    return unknown(use);
  const around = on.frameOf(functionAround(declaration), frame);
  const first = () => on.kept(declaration, around, () => initial(on, declaration, around));
  const writes = writesIn(declaration.getSourceFile(), on.checker).get(symbol) ?? [];
  return writes.length === 0 ? first() : written(on, writes, first, use, frame);
}

/** What a package offers: what its files export, and all of its declarations. */
function isExported(symbol: ts.Symbol): boolean {
  const declaration = symbol.declarations?.[0];
  if (declaration === undefined) return false;
  const named = ts.isVariableDeclaration(declaration) || ts.isFunctionDeclaration(declaration);
  if (!named) return false;
  return (
    declaration.getSourceFile().isDeclarationFile ||
    (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Export) !== 0
  );
}

function written(on: Evaluator, writes: readonly Write[], first: () => Value, use: ts.Node, frame: Frame): Value {
  const assigned = writes.filter((w) => w.kind === 'value' || w.kind === 'other');
  const found = reaching(assigned, use);
  const values = found.writes.map((w) => valueWritten(on, w, frame));
  const value = choice(use, found.first ? [first(), ...values] : values);
  const added = writes.filter((w) => w.kind === 'item' || w.kind === 'field');
  return added.length === 0 ? value : withAdded(on, value, added, use, frame);
}

function valueWritten(on: Evaluator, { value, node }: Write, frame: Frame): Value {
  if (value === undefined) return unknown(node);
  const around = on.frameOf(functionAround(node), frame);
  return on.kept(node, around, () => on.evaluate(value, around));
}

/** An array that things are pushed to, or a record that is given more fields. */
function withAdded(on: Evaluator, value: Value, writes: readonly Write[], use: ts.Node, frame: Frame): Value {
  const added = writes.map((w) => ({ write: w, value: valueWritten(on, w, frame) }));
  const values = added.map((a) => a.value);
  if (value.is !== 'list' || value.many || writes.some((w) => w.kind === 'field'))
    return unknown(use, [value, ...values]);
  if (!writes.some((w) => loopOf(w.node) !== undefined)) return list(use, [...value.items, ...values]);
  const same = added.some((a) => isOutside(on, a.write));
  return many(use, choice(use, [...value.items, ...values]), same ? always : undefined);
}

const loopOf = (node: ts.Node): ts.Node | undefined =>
  ts.findAncestor(node, (n) => (ts.isFunctionLike(n) ? 'quit' : ts.isIterationStatement(n, false)));

/** Is what is added in a loop a variable from outside of the loop? */
function isOutside(on: Evaluator, { node, value }: Write): boolean {
  const loop = loopOf(node);
  if (loop === undefined || value === undefined || !ts.isIdentifier(value)) return false;
  const declaration = symbolAt(value, on.checker)?.valueDeclaration;
  return declaration !== undefined && ts.findAncestor(declaration, (n) => n === loop) === undefined;
}

type Variable = ts.VariableDeclaration | ts.BindingElement | ts.ParameterDeclaration;

/** What a variable is declared with. */
function initial(on: Evaluator, declaration: Variable, frame: Frame): Value {
  if (ts.isParameter(declaration)) return argument(on, declaration, frame);
  if (ts.isBindingElement(declaration)) return bound(on, declaration, frame);
  if (declaration.initializer !== undefined) return on.evaluate(declaration.initializer, frame);
  const loop = declaration.parent.parent;
  if (ts.isForOfStatement(loop) && loop.initializer === declaration.parent)
    return itemOf(on.evaluate(loop.expression, frame), loop, declaration);
  return unknown(declaration);
}

/** An item of what a loop goes over: where it does the same in each turn, each item has one. */
function itemOf(of: Value, loop: ts.ForOfStatement, node: ts.Node): Value {
  if (of.is !== 'list' || of.many || of.items.length === 0) return propertyOf(of, undefined, node);
  return choice(node, of.items, !isBranching(loop.statement));
}

/** Does a part of the source depend on a condition, or end early? */
function isBranching(node: ts.Node): boolean {
  const chooses =
    ts.isIfStatement(node) || ts.isConditionalExpression(node) || ts.isSwitchStatement(node) || ts.isTryStatement(node);
  const ends = ts.isBreakOrContinueStatement(node) || ts.isReturnStatement(node) || ts.isThrowStatement(node);
  const shortens = ts.isBinaryExpression(node) && /^(?:&&|\|\||\?\?)=?$/.test(node.operatorToken.getText());
  return chooses || ends || shortens || ts.forEachChild(node, (child) => isBranching(child) || undefined) === true;
}

function argument(on: Evaluator, parameter: ts.ParameterDeclaration, frame: Frame): Value {
  const { args } = frame;
  const index = (parameter.parent.parameters as readonly ts.Node[]).indexOf(parameter);
  if (args === undefined) return unknown(parameter);
  if (parameter.dotDotDotToken !== undefined) return list(parameter, args.slice(index));
  const given = args[index];
  if (given === undefined || (given.is === 'literal' && given.value === undefined))
    return parameter.initializer === undefined
      ? literal(parameter, undefined)
      : on.evaluate(parameter.initializer, frame);
  return given;
}

/** An element of { a, b: c = 1, ...rest } or [a, b]. */
function bound(on: Evaluator, element: ts.BindingElement, frame: Frame): Value {
  const pattern = element.parent;
  const of = on.kept(pattern.parent, frame, () => initial(on, pattern.parent, frame));
  if (ts.isArrayBindingPattern(pattern)) {
    const index = pattern.elements.indexOf(element);
    if (element.dotDotDotToken === undefined)
      return withDefault(on, element, propertyOf(of, `${index}`, element), frame);
    return of.is === 'list' && !of.many ? list(element, of.items.slice(index)) : of;
  }
  if (element.dotDotDotToken !== undefined) return remaining(of, pattern, element);
  const name = element.propertyName ?? element.name;
  const key = ts.isIdentifier(name) || ts.isStringLiteralLike(name) ? name.text : undefined;
  return withDefault(on, element, propertyOf(of, key, element), frame);
}

function withDefault(on: Evaluator, { initializer }: ts.BindingElement, value: Value, frame: Frame): Value {
  if (initializer === undefined) return value;
  if (value.is === 'literal' && value.value === undefined) return on.evaluate(initializer, frame);
  return value.is === 'unknown' ? choice(initializer, [value, on.evaluate(initializer, frame)]) : value;
}

/** The fields that a pattern does not name. */
function remaining(of: Value, pattern: ts.ObjectBindingPattern, node: ts.Node): Value {
  if (of.is !== 'fields') return of;
  const taken = new Set(pattern.elements.map((e) => (e.propertyName ?? e.name).getText()));
  return { ...of, fields: new Map([...of.fields].filter(([name]) => !taken.has(name))), node };
}
