// Values that are no tensor, or not the tensor that belongs there.
import { ts } from 'ts-morph';
import { message as filled, type Sentence } from '../../../../dsl/shape/messages.ts';
import { placeOf } from '../../frame.ts';
import { type TensorType, tensorType } from '../../types/tensor.ts';
import { after, replaced } from '../fix.ts';
import { isLayer, kindOf } from '../kinds.ts';
import { short } from '../operands.ts';
import { pairOf, returnedBy } from '../propose/loops.ts';
import { saidIn } from '../sentence.ts';
import { pairsIn, readTensor } from '../tensors.ts';
import { calleeName, type Diagnosis, type Reading } from './diagnosis.ts';

/** Sentences about an operand, which a value that is no tensor at all fails first. */
const aboutOperands: ReadonlySet<Sentence> = new Set([
  ...([
    'features',
    'featureAxis',
    'layerChannels',
    'layerRank',
    'normAxis',
    'normRank',
    'normWidth',
    'normChannels',
  ] as const),
  ...([
    'matmulRank',
    'matmulInner',
    'typeIs',
    'typeAre',
    'broadcast',
    'operandTypes',
    'gradType',
    'gradScalar',
    'rank',
  ] as const),
  ...(['positions', 'channels', 'target', 'classes', 'labels', 'updates'] as const),
]);

/** A number, an array, a record or a function where a tensor belongs. */
export function notATensor({ message, node, call, checker }: Diagnosis): Reading | undefined {
  if (call === undefined || !call.arguments.some((a) => a === node)) return undefined;
  // a loss is a function: what is said is of the model's outputs
  if (checker.getTypeAtLocation(node).getProperty('rule') !== undefined) return undefined;
  const said = saidIn(message);
  const innermost = pairsIn(message).at(-1);
  const sentence = (text: string, hint?: string) => ({
    sentence: `expected a tensor, got ${text}${hint === undefined ? '' : `; ${hint}`}`,
  });
  const wantsTensor = said === undefined ? /^Tensor</.test(innermost?.expected ?? '') : aboutOperands.has(said.key);
  const kind = kindOf(checker.getTypeAtLocation(node), node as ts.Expression, checker);
  if (['pipe', 'flow'].includes(call.expression.getText())) {
    // what the stage before gives is in the message alone
    const record = wantsTensor ? (recordNames(innermost?.given ?? '') ?? resultNames(call, node, checker)) : undefined;
    return record === undefined ? undefined : sentence(`{ ${record.join(', ')} }`);
  }
  const layerForNumber = kind.is === 'layer' && innermost?.expected === 'number';
  if ((!wantsTensor && !layerForNumber) || kind.is === 'tensor' || kind.is === 'any') return undefined;
  return sentence(kind.text, kind.hint);
}

/** The names of a record type's text, outermost only. */
function recordNames(text: string): string[] | undefined {
  if (!text.startsWith('{')) return undefined;
  let depth = 0;
  const flat = [...text].filter((c) => {
    if ('{<[('.includes(c)) depth++;
    if ('}>])'.includes(c)) depth--;
    return depth === 1;
  });
  return [...flat.join('').matchAll(/(\w+)\??:/g)].map((m) => m[1]!);
}

/** The names of the record that the stage before gives. */
function resultNames(call: ts.CallExpression, stage: ts.Node, checker: ts.TypeChecker): string[] | undefined {
  const before = call.arguments[call.arguments.indexOf(stage as ts.Expression) - 1];
  const result = before && checker.getTypeAtLocation(before).getCallSignatures()[0]?.getReturnType();
  if (result === undefined || tensorType(result, checker) !== undefined || result.symbol === undefined)
    return undefined;
  const names = result.getProperties().map((p) => p.name);
  return names.length > 0 && names.length < 8 && !names.includes('dtype') ? names : undefined;
}

/** The innermost pair of tensors that do not fit. */
function tensorsIn(message: string): [TensorType?, TensorType?] {
  for (const { given, expected } of pairsIn(message).toReversed()) {
    const [a, b] = [readTensor(given), readTensor(expected)];
    if (a !== undefined && b !== undefined) return [a, b];
  }
  return [];
}

/** scan(body, carry, xs) */
export function bodyFirst({ node, call, checker }: Diagnosis): Reading | undefined {
  if (call === undefined || calleeName(call, checker) !== 'scan' || call.arguments[0] !== node) return undefined;
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return undefined;
  const others = call.arguments.slice(1);
  const texts = others.map((a) => a.getText());
  const whole = {
    ...replaced(call, `${[...texts, node.getText()].join(', ')}`),
    start: node.getStart(),
    end: call.arguments.at(-1)!.getEnd(),
  };
  return {
    sentence: `scan: the body comes last: scan(${others.map(short).join(', ')}, ...)`,
    proposals: [{ edits: [whole], likelihood: 95 }],
  };
}

/** A body that returns one tensor instead of a carry and an output, and where a carry that changes is returned. */
export function scanBody({ message, call, checker }: Diagnosis): Reading | undefined {
  const expectsPair = /to type 'readonly \[Tree & /.exec(message);
  if (expectsPair !== null) {
    const body = call?.arguments.find((a) => ts.isArrowFunction(a) || ts.isFunctionExpression(a));
    const returned = body === undefined ? undefined : returnedBy(body);
    const given = returned === undefined ? undefined : tensorType(checker.getTypeAtLocation(returned), checker);
    const tensor = given ?? readTensor(/^Type '(.*?)' is not assignable/.exec(message)?.[1] ?? '');
    const what = tensor === undefined ? 'something else' : `a tensor [${tensor.shape.join(', ')}]`;
    const sentence = `scan: the body returns ${what}, expected [carry, output]`;
    if (body === undefined || returned === undefined || given === undefined) return { sentence };
    return { sentence, place: placeOf(returned), proposals: pairOf(body) };
  }
  const carry = /"(scan: carry is [^"]* but the body returns [^"]*)"/.exec(message)?.[1];
  if (carry === undefined || carry.includes('" | "') || carry.includes('!')) return undefined;
  const body = call?.arguments.find((a) => ts.isArrowFunction(a) || ts.isFunctionExpression(a));
  const returned = body && carryOf(body);
  return { sentence: carry, ...(returned === undefined ? {} : { place: placeOf(returned) }) };
}

/** The carry of the pair that a body returns. */
function carryOf(body: ts.ArrowFunction | ts.FunctionExpression): ts.Expression | undefined {
  const returned = returnedBy(body);
  return returned !== undefined && ts.isArrayLiteralExpression(returned) ? returned.elements[0] : undefined;
}

/** [batch, 784] of i32 where f32 is computed with. */
export function elementType({ message, node, call, checker }: Diagnosis): Reading | undefined {
  const [a, b] = tensorsIn(message);
  if (a === undefined || b === undefined || a.shape.join() !== b.shape.join() || a.dtype === b.dtype) return undefined;
  const stage = call?.arguments.find((x) => x === node && isLayer(checker.getTypeAtLocation(x)));
  const name =
    stage === undefined
      ? call && calleeName(call, checker)
      : kindOf(checker.getTypeAtLocation(stage), stage, checker).layer;
  return name === undefined
    ? undefined
    : { sentence: `${name}: operand is ${a.dtype}, expected ${b.dtype}`, suggestion: `cast(x, '${b.dtype}')` };
}

/** A loss of each example, where one number is asked for. */
export function scalarLoss({ message, node, checker }: Diagnosis): Reading | undefined {
  const [a, b] = tensorsIn(message);
  if (a === undefined || b === undefined || b.shape.length > 0 || a.shape.length === 0) return undefined;
  const asking = ['trainStep', 'evaluateStep', 'grad', 'valueAndGrad'];
  const isAsking = (n: ts.Node) => ts.isCallExpression(n) && asking.includes(calleeName(n, checker) ?? '');
  if (ts.findAncestor(node, isAsking) === undefined) return undefined;
  return {
    sentence: `grad: the loss must be a scalar, got [${a.shape.join(', ')}]`,
    suggestion: 'a loss is one number: mean(loss) or sum(loss)',
  };
}

/** The state { h, c } of an lstm for a gru, which has one tensor. */
export function otherState({ code, node, call, checker }: Diagnosis): Reading | undefined {
  const property =
    ts.isPropertyAssignment(node.parent) || ts.isShorthandPropertyAssignment(node.parent) ? node.parent : undefined;
  if ((code !== 2739 && code !== 2740) || property?.name.getText() !== 'initial' || call === undefined)
    return undefined;
  const value = ts.isPropertyAssignment(property) ? property.initializer : property.name;
  const type = checker.getTypeAtLocation(value);
  const known = type.getProperties().map((p) => ({ name: p.name, type: checker.getTypeOfSymbolAtLocation(p, value) }));
  const tensors = known.flatMap((k) => (tensorType(k.type, checker) === undefined ? [] : [k.name]));
  const { layer } = kindOf(checker.getTypeAtLocation(call.expression), call.expression, checker);
  if (layer === undefined || tensors.length === 0) return undefined;
  const take = (name: string) =>
    ts.isPropertyAssignment(property) ? after(value, `.${name}`) : replaced(property, `initial: initial.${name}`);
  return {
    sentence: filled('state', [layer, `{ ${tensors.join(', ')} }`, 'one tensor']),
    proposals: tensors.map((name, i) => ({ edits: [take(name)], likelihood: 92 - 5 * i })),
  };
}

/** The first state of a recurrent layer. */
export function initialState({ message, node, call, checker }: Diagnosis): Reading | undefined {
  const [a, b] = tensorsIn(message);
  if (a === undefined || b === undefined || call === undefined) return undefined;
  const isOption = ts.findAncestor(node, (n) =>
    n === call ? 'quit' : ts.isPropertyAssignment(n) && n.name.getText() === 'initial',
  );
  const f = call.expression;
  const isStep = ts.isPropertyAccessExpression(f) && f.name.text === 'step';
  if (isOption === undefined && !isStep && !ts.isPropertyAssignment(node.parent)) return undefined;
  const owner = isStep ? f.expression : f;
  const { layer } = kindOf(checker.getTypeAtLocation(owner), owner, checker);
  if (layer === undefined) return undefined;
  const show = (shape: readonly string[]) => `[${shape.join(', ')}]`;
  const property = ts.isPropertyAssignment(node.parent) || ts.isShorthandPropertyAssignment(node.parent);
  if (property && node.parent.name?.getText() === 'lengths')
    return { sentence: filled('lengthsOf', [layer, show(a.shape), show(b.shape)]) };
  return { sentence: `${layer}: state is ${show(a.shape)}, expected ${show(b.shape)}` };
}
