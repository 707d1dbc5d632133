// Calls as other libraries write them: nested lists of numbers, paddings of all axes, tensors that may be given or not, and
// stages that are generic and applied at once.
import { ts } from 'ts-morph';
import { placeOf } from '../../frame.ts';
import { tensorType } from '../../types/tensor.ts';
import { replaced } from '../fix.ts';
import { Names } from '../names.ts';
import { short } from '../operands.ts';
import { calleeName, type Diagnosis, type Reading } from './diagnosis.ts';

/** constant([[1, 2], [3, 4]], 2, 2) */
export function nestedData({ call, node, checker }: Diagnosis): Reading | undefined {
  const data = call?.arguments[0];
  if (call === undefined || data === undefined || !ts.isArrayLiteralExpression(data)) return undefined;
  if (!/^constant(?:I32)?$/.test(calleeName(call, checker) ?? '')) return undefined;
  if (!contains(data, node) || !data.elements.some(ts.isArrayLiteralExpression)) return undefined;
  const shape = shapeOf(data);
  const numbers = `[${flattened(data).join(', ')}]`;
  const sizes = call.arguments.length > 1 ? '' : `, ${(shape ?? []).join(', ')}`;
  return {
    sentence: `${call.expression.getText()}: the data is a list of lists, expected numbers one after another, and their sizes`,
    place: placeOf(data),
    proposals: [{ edits: [replaced(data, `${numbers}${sizes}`)], likelihood: 95 }],
  };
}

const contains = (outer: ts.Node, inner: ts.Node): boolean => outer.pos <= inner.pos && outer.end >= inner.end;

const flattened = (list: ts.Expression): string[] =>
  ts.isArrayLiteralExpression(list) ? list.elements.flatMap(flattened) : [list.getText()];

/** [2, 2] of [[1, 2], [3, 4]]; undefined where rows differ. */
function shapeOf(list: ts.Expression): number[] | undefined {
  if (!ts.isArrayLiteralExpression(list)) return [];
  const inner = list.elements.map(shapeOf);
  const [first] = inner;
  return first !== undefined && inner.every((s) => s?.join() === first.join())
    ? [list.elements.length, ...first]
    : undefined;
}

/** pad(x, [[0, 0], [1, 1]]): one axis after the other */
export function padding({ call, node, checker }: Diagnosis): Reading | undefined {
  const [x, list] = call?.arguments ?? [];
  if (call === undefined || calleeName(call, checker) !== 'pad' || x === undefined || list === undefined)
    return undefined;
  if (!ts.isArrayLiteralExpression(list) || !(contains(list, node) || call.arguments.length < 4)) return undefined;
  const rank = tensorType(checker.getTypeAtLocation(x), checker)?.shape.length;
  const pairs = list.elements.map((e) => (ts.isArrayLiteralExpression(e) ? flattened(e) : undefined));
  const fill = call.arguments[2] === undefined ? '' : `, ${call.arguments[2].getText()}`;
  const of = pairs.every((p) => p?.length === 2) && pairs.length === rank ? (pairs as string[][]) : undefined;
  const flat = flattened(list);
  // F.pad(x, [1, 2]) is about the last axis
  const wanted =
    of ?? (flat.length === 2 && rank !== undefined ? [...Array(rank - 1).fill(['0', '0']), flat] : undefined);
  const f = call.expression.getText();
  const code = wanted?.reduce(
    (inner, [a, b], axis) => (a === '0' && b === '0' ? inner : `${f}(${inner}, ${axis}, ${a}, ${b}${fill})`),
    x.getText(),
  );
  return {
    sentence: `${f}: one axis at a time: ${f}(${short(x)}, axis, before, after)`,
    proposals: code === undefined ? [] : [{ edits: [replaced(call, code)], likelihood: 95 }],
  };
}

/** concat(1, x, ...(more ? [y] : [])): how many there are depends on a condition. */
export function maybeGiven({ code, node, checker }: Diagnosis): Reading | undefined {
  const spread = code === 2556 ? ts.findAncestor(node, ts.isSpreadElement) : undefined;
  const call = spread?.parent;
  const name = call !== undefined && ts.isCallExpression(call) ? calleeName(call, checker) : undefined;
  if (spread === undefined || call === undefined || !ts.isCallExpression(call) || name === undefined) return undefined;
  const inside = ts.isParenthesizedExpression(spread.expression) ? spread.expression.expression : spread.expression;
  const choice = ts.isConditionalExpression(inside) ? inside : undefined;
  const branches = [choice?.whenTrue, choice?.whenFalse].flatMap((b) =>
    b !== undefined && ts.isArrayLiteralExpression(b) ? [b.elements.map((e) => e.getText())] : [],
  );
  const written = branches.map((given) => {
    const all = call.arguments.flatMap((a) => (a === spread ? given : [a.getText()]));
    // one tensor is joined to nothing
    return /^(?:concat|stack)$/.test(name) && all.length === 2 && name === 'concat'
      ? all[1]!
      : `${call.expression.getText()}(${all.join(', ')})`;
  });
  const whole = choice === undefined ? '' : `${choice.condition.getText()} ? ${written[0]} : ${written[1]}`;
  const inBrackets =
    ts.isExpression(call.parent) && !ts.isArrowFunction(call.parent) && !ts.isCallExpression(call.parent);
  return {
    sentence: `${name}: how many tensors ${short(spread)} gives is not known to types`,
    proposals:
      written.length < 2 ? [] : [{ edits: [replaced(call, inBrackets ? `(${whole})` : whole)], likelihood: 92 }],
  };
}

/** flow(relu, layer)(x): what relu gives is not known before it has a tensor. */
export function flowAtOnce({ message, call, checker }: Diagnosis): Reading | undefined {
  const outer = call?.parent;
  if (call === undefined || outer === undefined || !ts.isCallExpression(outer) || outer.expression !== call)
    return undefined;
  if (!/(?:^|\.)flow$/.test(call.expression.getText()) || outer.arguments.length !== 1) return undefined;
  if (!/\bTensor<(?:\[\.\.\.)?[A-Z]\w*\b|\b[SDLE]\b/.test(message)) return undefined;
  const names = new Names(call.getSourceFile(), checker);
  const stages = call.arguments.map((a) => a.getText()).join(', ');
  const code = `${names.use('pipe')}(${outer.arguments[0]!.getText()}, ${stages})`;
  return {
    sentence: `flow: what ${short(call.arguments[0]!)} gives is not known before it is given a tensor; write pipe(${short(outer.arguments[0]!)}, ...)`,
    proposals: [{ edits: [replaced(outer, code), ...names.imports()], likelihood: 95 }],
  };
}
