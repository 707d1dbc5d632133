// Calls that are written wrongly: operators, options, missing arguments, arrays of sizes, one thing for another.
import { ts } from 'ts-morph';
import { message } from '../../../../dsl/shape/messages.ts';
import { placeOf } from '../../frame.ts';
import { tensorType } from '../../types/tensor.ts';
import { isLayer, kindOf } from '../kinds.ts';
import { short } from '../operands.ts';
import { pairsIn } from '../tensors.ts';
import { calleeName, type Diagnosis, type Reading } from './diagnosis.ts';

const operators: Readonly<Record<string, string>> = {
  ...{ '+': 'add', '-': 'sub', '*': 'mul', '/': 'div', '%': 'mod', '**': 'pow' },
  ...{ '<': 'less', '>': 'greater', '<=': 'lessEqual', '>=': 'greaterEqual', '==': 'equal', '===': 'equal' },
};

/** h + x */
export function operator({ node, checker }: Diagnosis): Reading | undefined {
  const binary = ts.findAncestor(node, ts.isBinaryExpression);
  if (binary === undefined) return undefined;
  const name = operators[binary.operatorToken.getText()];
  const sides = [binary.left, binary.right];
  const isTensor = (e: ts.Expression) => tensorType(checker.getTypeAtLocation(e), checker) !== undefined;
  if (name === undefined || !sides.some(isTensor)) return undefined;
  const [left, right] = isTensor(binary.left) ? sides : sides.toReversed();
  return {
    sentence: `'${binary.operatorToken.getText()}' is not for tensors; write ${name}(${short(left!)}, ${short(right!)})`,
  };
}

/** { initialiser: ... } */
export function option({ code, message: text, call, checker }: Diagnosis): Reading | undefined {
  if (code !== 2561 && code !== 2353) return undefined;
  const found = /'(\w+)' does not exist in type '[^']*'\.(?: Did you mean to write '(\w+)'\?)?/.exec(text);
  const name = call && calleeName(call, checker);
  if (found === null || name === undefined) return undefined;
  const [, own, meant] = found;
  return {
    sentence: meant === undefined ? message('option', [name, own!]) : message('optionMeant', [name, own!, meant]),
  };
}

/** relu() as a stage, dropout(0.5) without its mode */
export function argumentCount({ code, message, node, checker }: Diagnosis): Reading | undefined {
  const found = code === 2554 || code === 2555 ? /Expected (.+) arguments?, but got (\d+)/.exec(message) : null;
  const call = ts.findAncestor(node, ts.isCallExpression);
  const name = call && calleeName(call, checker);
  if (found === null || call === undefined || name === undefined) return undefined;
  const [, expected, got] = found;
  const stage = ts.isCallExpression(call.parent) && ['pipe', 'flow'].includes(call.parent.expression.getText());
  if (got === '0' && stage) return { sentence: `${name}: expected a tensor, got nothing; as a stage write ${name}` };
  const parameters = checker.getResolvedSignature(call)?.parameters.map((p) => p.name) ?? [];
  return { sentence: `${name}(${parameters.join(', ')}): expected ${expected} arguments, got ${got}` };
}

/** p.hiden of layers, season of inputs */
export function missingProperty({ code, message, node, checker }: Diagnosis): Reading | undefined {
  const found = code === 2339 || code === 2551 ? /^Property '(\w+)' does not exist/.exec(message) : null;
  if (found === null) return undefined;
  const [, name] = found;
  const meant = /Did you mean '(\w+)'\?/.exec(message)?.[1];
  const owner = ts.isPropertyAccessExpression(node.parent)
    ? node.parent.expression
    : ts.findAncestor(node, ts.isObjectBindingPattern);
  const type = owner && checker.getTypeAtLocation(owner);
  if (owner === undefined || type === undefined) return undefined;
  if (tensorType(type, checker) !== undefined)
    return { sentence: `a tensor has no '${name}': operations are functions, ${name}(x)` };
  const own = type.getProperties().map((p) => ({ name: p.name, type: checker.getTypeOfSymbolAtLocation(p, owner) }));
  const all = (is: (t: ts.Type) => boolean) => own.length > 0 && own.every((p) => is(p.type));
  const what = all((t) => tensorType(t, checker) !== undefined)
    ? 'inputs'
    : own.some((p) => isLayer(p.type))
      ? 'layers'
      : undefined;
  if (what === undefined) return undefined;
  const names = own.map((p) => `'${p.name}'`);
  const listed = names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return {
    sentence: `${what} have no '${name}'; ${meant === undefined ? `they are ${listed}` : `did you mean '${meant}'?`}`,
  };
}

/** p.norm as a stage, where p.norm(mode) is one */
export function modeFirst({ call, checker }: Diagnosis): Reading | undefined {
  if (call === undefined || !['pipe', 'flow'].includes(call.expression.getText())) return undefined;
  for (const stage of call.arguments) {
    const type = checker.getTypeAtLocation(stage);
    const first = type.getCallSignatures()[0]?.parameters[0];
    if (first === undefined || !isLayer(type)) continue;
    if (checker.getTypeOfSymbolAtLocation(first, stage).symbol?.name !== 'Mode') continue;
    const { text } = kindOf(type, stage, checker);
    return { sentence: `${text}: expected the mode, got a tensor; write ${short(stage)}(mode)`, place: placeOf(stage) };
  }
  return undefined;
}

/** reshape(x, [5, 2]), concat([a, b], 1): the language takes them one by one */
export function sizesInArray({ node, call, checker }: Diagnosis): Reading | undefined {
  const array = call?.arguments.find(
    (a): a is ts.ArrayLiteralExpression => ts.isArrayLiteralExpression(a) && a === node,
  );
  const name = call && calleeName(call, checker);
  const rest = call && checker.getResolvedSignature(call)?.getDeclaration()?.parameters.at(-1)?.dotDotDotToken;
  if (array === undefined || call === undefined || name === undefined || rest === undefined) return undefined;
  const texts = call.arguments.flatMap((a) => (a === array ? array.elements.map(short) : [short(a)]));
  const isAxis = (text: string) => /^-?\d+$/.test(text);
  if (['concat', 'stack'].includes(name)) {
    const axisFirst = texts.toSorted((a, b) => Number(isAxis(b)) - Number(isAxis(a)));
    return {
      sentence: `${name}: the axis comes first, and tensors are arguments of their own: ${name}(${axisFirst.join(', ')})`,
    };
  }
  return { sentence: `${name}: sizes are arguments of their own: ${name}(${texts.join(', ')})` };
}

/** An optimiser for a loss, a layer for a number, layers for their weights. */
export function wrongKind({ message, node, call, checker }: Diagnosis): Reading | undefined {
  const name = call && calleeName(call, checker);
  const index = call?.arguments.indexOf(node as ts.Expression) ?? -1;
  if (call === undefined || name === undefined || index < 0 || ['pipe', 'flow', 'model'].includes(name))
    return undefined;
  const argument = call.arguments[index]!;
  const kind = kindOf(checker.getTypeAtLocation(argument), argument, checker);
  const parameter = checker.getResolvedSignature(call)?.getDeclaration()?.parameters[index];
  const wanted = parameter?.type?.getText() ?? '';
  if (/^Optimizer\b/.test(wanted))
    return { sentence: `${name}: expected an optimizer, got ${kind.text}; write adam(), or sgd(0.1)` };
  if (/^Loss(?:Of)?\b/.test(wanted)) return { sentence: `${name}: expected a loss, got ${kind.text}` };
  if (kind.is === 'layers')
    return { sentence: `${name}: expected tensors, got layers; write paramsOf(${short(argument)})` };
  const plain = /^(?:number|Rate|string|boolean)\b/.exec(wanted)?.[0] ?? simple(message);
  if (plain === undefined || parameter === undefined) return undefined;
  return {
    sentence: `${name}: ${parameter.name.getText()} is ${kind.text}, expected ${plain === 'Rate' ? 'number' : plain}`,
  };
}

/** A type that needs no explanation, as TypeScript expected it. */
const simple = (message: string): string | undefined =>
  /^(?:number|string|boolean)$/.exec(pairsIn(message).at(-1)?.expected ?? '')?.[0];
