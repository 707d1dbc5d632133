// Calls that are written wrongly: operators, options, missing arguments, arrays of sizes, one thing for another.
import { ts } from 'ts-morph';
import { message as sentenceText } from '../../../../dsl/shape/messages.ts';
import { tensorType } from '../../types/tensor.ts';
import { before, type Proposal, replaced } from '../fix.ts';
import { kindOf } from '../kinds.ts';
import { languageOf, Names } from '../names.ts';
import { short } from '../operands.ts';
import { symbolsOf } from '../propose/keys.ts';
import { pairsIn } from '../tensors.ts';
import { configured, numbersOf } from './arguments.ts';
import { calleeName, type Diagnosis, type Reading } from './diagnosis.ts';
import { ours } from './foreign.ts';
import { optionMeantBy, optionValue } from './options.ts';

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
  const names = new Names(node.getSourceFile(), checker);
  const code = `${names.use(name)}(${binary.left.getText()}, ${binary.right.getText()})`;
  const whole =
    ts.isParenthesizedExpression(binary.parent) && !ts.isCallExpression(binary.parent.parent) ? binary.parent : binary;
  return {
    sentence: `'${binary.operatorToken.getText()}' is not for tensors; write ${name}(${short(binary.left)}, ${short(binary.right)})`,
    proposals: [{ edits: [replaced(whole, code), ...names.imports()], likelihood: 96 }],
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
  if (got === '0' && stage)
    return {
      sentence: `${name}: expected a tensor, got nothing; as a stage write ${name}`,
      proposals: [{ edits: [replaced(call, call.expression.getText())], likelihood: 96 }],
    };
  if (name === 'pipe' || name === 'flow')
    return {
      sentence: `${name}: expected at most ${expected!.split('-').at(-1)} arguments, got ${got}; put stages into flow(...), or into a second pipe`,
      proposals: grouped(call, Number(expected!.split('-').at(-1)), checker),
    };
  const list = call.arguments.find(ts.isArrayLiteralExpression);
  if (list !== undefined && ['concat', 'stack'].includes(name))
    return sizesInArray({ code, message, node: list, call, checker });
  const symbol = name === 'compile' && got === '1' ? symbolsOf(call.arguments[0]!, checker)[0] : undefined;
  if (symbol !== undefined) return { sentence: sentenceText('symbolSize', ['compile', 'the model', symbol]) };
  const parameters = checker.getResolvedSignature(call)?.parameters.map((p) => p.name) ?? [];
  return {
    sentence: `${name}(${parameters.join(', ')}): expected ${expected} arguments, got ${got}`,
    proposals: numbersOf(call, name, expected!, Number(got), checker),
  };
}

/** The last stages in a flow of their own. */
function grouped(call: ts.CallExpression, most: number, checker: ts.TypeChecker): Proposal[] {
  const last = call.arguments.slice(most - 1);
  if (last.length < 2 || last.length > most) return [];
  const names = new Names(call.getSourceFile(), checker);
  const text = `${names.use('flow')}(${last.map((a) => a.getText()).join(', ')})`;
  const edit = { ...replaced(last[0]!, text), end: last.at(-1)!.getEnd() };
  return [{ edits: [edit, ...names.imports()], likelihood: 92 }];
}

/** reshape(x, [5, 2]), concat([a, b], 1): the language takes them one by one */
export function sizesInArray({ node, call, checker }: Diagnosis): Reading | undefined {
  const array = call?.arguments.find(
    // where a name is expected, TypeScript speaks of the elements: those of a string are strings
    (a): a is ts.ArrayLiteralExpression =>
      ts.isArrayLiteralExpression(a) && (a === node || a.elements.some((x) => x === node)),
  );
  const name = call && calleeName(call, checker);
  const rest = call && checker.getResolvedSignature(call)?.getDeclaration()?.parameters.at(-1)?.dotDotDotToken;
  if (array === undefined || call === undefined || name === undefined || rest === undefined) return undefined;
  const texts = call.arguments.flatMap((a) => (a === array ? array.elements.map(short) : [short(a)]));
  const isAxis = (text: string) => /^-?\d+$/.test(text);
  if (['concat', 'stack'].includes(name)) {
    const axisFirst = texts.toSorted((a, b) => Number(isAxis(b)) - Number(isAxis(a)));
    const axis = isAxis(axisFirst[0] ?? '') ? axisFirst : ['1', ...axisFirst];
    const sentence = `${name}: the axis comes first, and tensors are arguments of their own: ${name}(${axis.join(', ')})`;
    return { sentence, proposals: [asWritten(call, axis)] };
  }
  const alone = name === 'input' && texts.length === 1 && /^\d+$/.test(texts[0]!);
  const batch = alone ? [asWritten(call, ["'batch'", ...texts], 98)] : [];
  return {
    sentence: `${name}: sizes are arguments of their own: ${name}(${texts.join(', ')})`,
    proposals: [asWritten(call, texts), ...batch],
  };
}

const asWritten = (call: ts.CallExpression, texts: readonly string[], likelihood = 95): Proposal => ({
  edits: [replaced(call, `${call.expression.getText()}(${texts.join(', ')})`)],
  likelihood,
});

/** An optimiser for a loss, a layer for a number, layers for their weights. */
export function wrongKind({ code, message, node, call, checker }: Diagnosis): Reading | undefined {
  const name = call && calleeName(call, checker);
  const index =
    call?.arguments.findIndex((a) => a === node || (ts.isObjectLiteralExpression(a) && a === node.parent?.parent)) ??
    -1;
  if (call === undefined || name === undefined || index < 0 || ['pipe', 'flow', 'model'].includes(name))
    return undefined;
  const argument = call.arguments[index]!;
  const kind = kindOf(checker.getTypeAtLocation(argument), argument, checker);
  const parameter = checker.getResolvedSignature(call)?.getDeclaration()?.parameters[index];
  const wanted = parameter?.type?.getText() ?? '';
  if (/^Optimizer\b/.test(wanted))
    return {
      sentence: `${name}: expected an optimizer, got ${kind.text}; write adam(), or sgd(0.1)`,
      proposals: functionNamed(argument, checker, kind.is === 'function' ? argument.getText() : undefined, '()'),
    };
  // a loss of the library: what is said is of the model's outputs
  if (checker.getTypeAtLocation(argument).getProperty('rule') !== undefined) return undefined;
  if (/^Loss(?:Of)?\b/.test(wanted))
    return { sentence: `${name}: expected a loss, got ${kind.text}`, proposals: functionNamed(argument, checker) };
  if (kind.is === 'layers')
    return {
      sentence: `${name}: expected tensors, got layers; write paramsOf(${short(argument)})`,
      proposals: wrappedIn(argument, 'paramsOf', checker),
    };
  if (wanted === 'RandomKey' && kind.text === 'number')
    return {
      sentence: `${name}: ${parameter!.name.getText()} is number, expected a key; write keyOf(${short(argument)})`,
      proposals: wrappedIn(argument, 'keyOf', checker),
    };
  if (code === 2559 && parameter !== undefined) {
    const options = checker.getTypeAtLocation(parameter).getNonNullableType();
    const known = options.getProperties().map((p) => p.name);
    const before = call.arguments[index - 1];
    const dropped = { ...replaced(argument, ''), start: before?.getEnd() ?? 0 };
    const left = before === undefined ? [] : [{ edits: [dropped], likelihood: 60 }];
    // what was given by its place is one of the options: p.cell(x, h0) is p.cell(x, { initial: h0 })
    const named = known.map((option, i) => ({
      edits: [replaced(argument, `{ ${option}: ${argument.getText()} }`)],
      likelihood: 95 - i,
    }));
    return {
      sentence: `${name}: ${parameter.name.getText()} is ${kind.text}, expected { ${known.join(', ')} }`,
      proposals: kind.is === 'tensor' ? [...named.slice(0, 6), ...left] : left.map((l) => ({ ...l, likelihood: 92 })),
    };
  }
  if (ts.isObjectLiteralExpression(argument) && parameter?.name.getText() === 'widths')
    return {
      sentence: `${name}: widths is ${kind.text}, expected a list of numbers`,
      proposals: configured(argument, name),
    };
  const option = optionValue(node, argument);
  const wantedOption = option && simple(message);
  if (option !== undefined && wantedOption !== undefined)
    return {
      sentence: `${name}: ${option.name.getText()} is ${kindOf(checker.getTypeAtLocation(option.initializer), option.initializer, checker).text}, expected ${wantedOption}`,
      proposals: optionMeantBy(option, call),
    };
  const plain = /^(?:number|Rate|string|boolean)\b/.exec(wanted)?.[0] ?? simple(message);
  if (plain === undefined || parameter === undefined) return undefined;
  return {
    sentence: `${name}: ${parameter.name.getText()} is ${kind.text}, expected ${plain === 'Rate' ? 'number' : plain}`,
    proposals: plainValue(call, index),
  };
}

/** The number inside of [3, 3], { dim: 1 } or { learningRate: 0.3 }; nothing, where the next argument fits. */
export function plainValue(call: ts.CallExpression, index: number): Proposal[] {
  const argument = call.arguments[index]!;
  const next = call.arguments[index + 1];
  const inside = ts.isArrayLiteralExpression(argument)
    ? argument.elements
    : ts.isObjectLiteralExpression(argument)
      ? argument.properties.flatMap((p) => (ts.isPropertyAssignment(p) ? [p.initializer] : []))
      : [];
  const texts = [...new Set(inside.map((e) => e.getText()))];
  const inner = texts.length === 1 ? [{ edits: [replaced(argument, texts[0]!)], likelihood: 95 }] : [];
  if (next === undefined) return inner;
  return [...inner, { edits: [{ ...replaced(argument, ''), end: next.getStart() }], likelihood: 80 }];
}

const wrappedIn = (argument: ts.Expression, f: string, checker: ts.TypeChecker): Proposal[] => {
  const names = new Names(argument.getSourceFile(), checker);
  const edits = [replaced(argument, `${names.use(f)}(${argument.getText()})`), ...names.imports()];
  return [{ edits, likelihood: 95 }];
};

/** 'adam' and 'categorical_crossentropy' name functions of the language; adam without its parentheses is one. */
export function functionNamed(argument: ts.Expression, checker: ts.TypeChecker, own?: string, call = ''): Proposal[] {
  if (own !== undefined) return [{ edits: [replaced(argument, `${own}${call}`)], likelihood: 95 }];
  if (!ts.isStringLiteral(argument)) return [];
  const f = ours(argument.text, languageOf(argument.getSourceFile(), checker));
  if (f === undefined) return [];
  const names = new Names(argument.getSourceFile(), checker);
  return [{ edits: [replaced(argument, `${names.use(f)}${call}`), ...names.imports()], likelihood: 95 }];
}

/** Math.exp(x) */
export function mathOfTensor({ node, call, checker }: Diagnosis): Reading | undefined {
  const f = call?.expression;
  if (call === undefined || f === undefined || !ts.isPropertyAccessExpression(f) || f.expression.getText() !== 'Math')
    return undefined;
  if (!ts.isExpression(node) || tensorType(checker.getTypeAtLocation(node), checker) === undefined) return undefined;
  const own = ours(f.name.text, languageOf(node.getSourceFile(), checker));
  const given = call.arguments.map(short).join(', ');
  if (own === undefined) return { sentence: `Math.${f.name.text} is for numbers, not for tensors` };
  const names = new Names(node.getSourceFile(), checker);
  return {
    sentence: `Math.${f.name.text} is for numbers; write ${own}(${given})`,
    proposals: [{ edits: [replaced(f, names.use(own)), ...names.imports()], likelihood: 96 }],
  };
}

/** An axis that is no number: { dim: 1 }, or a tensor where the axis is forgotten. */
export function axisValue({ node, call, checker, message }: Diagnosis): Reading | undefined {
  const name = call && calleeName(call, checker);
  const index = call?.arguments.indexOf(node as ts.Expression) ?? -1;
  if (
    call === undefined ||
    name === undefined ||
    index < 0 ||
    !/axis .*is out of range|an axis must be a literal|has no axis/.test(message)
  )
    return undefined;
  const argument = call.arguments[index]!;
  const type = checker.getTypeAtLocation(argument);
  const kind = kindOf(type, argument, checker);
  if (/^(?:number|string|number\[\]|string\[\])$/.test(kind.text)) return undefined;
  if (kind.is === 'tensor') {
    const texts = call.arguments.map((a) => a.getText());
    const written = (axis: string) => ({ edits: [before(argument, `${axis}, `)], likelihood: axis === '1' ? 95 : 90 });
    if (index > 0 || !['concat', 'stack'].includes(name)) return undefined;
    return {
      sentence: `${name}: the axis comes first, and tensors are arguments of their own: ${name}(1, ${texts.map((t) => t.replace(/\s+/g, ' ')).join(', ')})`,
      proposals: ['1', '0', '2'].map(written),
    };
  }
  return { sentence: `${name}: axis is ${kind.text}, expected number`, proposals: plainValue(call, index) };
}

/** A type that needs no explanation, as TypeScript expected it. */
const simple = (message: string): string | undefined =>
  /^(?:number|string|boolean)$/.exec(pairsIn(message).at(-1)?.expected ?? '')?.[0];
