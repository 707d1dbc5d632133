// What is not there of what the language gives: of the numbers of an output, of a run's result, of optimizers and layers.
import { ts } from 'ts-morph';
import { oneMeant } from '../../../../dsl/shape/rules/index.ts';
import { isModelType, tensorType } from '../../types/tensor.ts';
import { type Edit, replaced } from '../fix.ts';
import { isLayer, kindOf } from '../kinds.ts';
import { short } from '../operands.ts';
import type { Diagnosis, Reading } from './diagnosis.ts';
import { fieldMeant, soughtIn } from './foreign.ts';

const missing = ({ code, message }: Diagnosis): string | undefined =>
  code === 2339 || code === 2551 ? /^Property '(\w+)' does not exist/.exec(message)?.[1] : undefined;

const accessAt = (node: ts.Node): ts.PropertyAccessExpression | undefined =>
  ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : undefined;

/** p.hidden.apply(x), p.hidden.forward(x): a layer is a function. */
export function layerMember({ node, checker, code, message }: Diagnosis): Reading | undefined {
  // of p.hidden.apply(x) TypeScript underlines p.hidden, which would be `this`
  const access = [node, node.parent, ts.findAncestor(node, ts.isCallExpression)?.expression]
    .flatMap((n) => (n !== undefined && ts.isPropertyAccessExpression(n) ? [n] : []))
    .find((n) => isLayer(checker.getTypeAtLocation(n.expression)));
  if (access === undefined) return undefined;
  const isOfFunctions = /^(?:apply|call)$/.test(access.name.text);
  if (!isOfFunctions && missing({ code, message, node, checker, call: undefined }) === undefined) return undefined;
  const owner = access.expression;
  const call = ts.isCallExpression(access.parent) && access.parent.expression === access ? access.parent : undefined;
  const isApplied = isOfFunctions || /^(?:forward|predict|run|__call__|call|step|on)$/.test(access.name.text);
  const given = call?.arguments.map(short).join(', ') ?? 'x';
  const meant = fieldMeant(access.name.text, ['params']);
  if (!isApplied)
    return {
      sentence: `a layer has no '${access.name.text}': its parameters are ${short(owner)}.params`,
      proposals: meant === undefined ? [] : [{ edits: [replaced(access.name, meant)], likelihood: 90 }],
    };
  return {
    sentence: `a layer has no '${access.name.text}': it is a function, ${short(owner)}(${given})`,
    proposals: [{ edits: [{ ...replaced(access, ''), start: owner.getEnd() }], likelihood: 95 }],
  };
}

/** outputs.loss.item(): an output is an array of numbers. */
export function numbersMember(d: Diagnosis): Reading | undefined {
  const name = missing(d);
  const access = accessAt(d.node);
  if (name === undefined || access === undefined) return undefined;
  const owner = access.expression;
  const type = d.checker.typeToString(d.checker.getTypeAtLocation(owner));
  if (!/^(?:Numbers|(?:Float32|Int32)Array\b)/.test(type)) return undefined;
  const call = ts.isCallExpression(access.parent) && access.parent.expression === access ? access.parent : undefined;
  const asList = /^(?:to_?list|array(?:_?sync)?|data_?sync|data|numpy|to_?array)$/i.test(name);
  const whole = call ?? access;
  const sought = soughtIn(name) === 'values' || /^to(?:Fixed|Precision)$/.test(name);
  const rest = /^to(?:Fixed|Precision)$/.test(name) && call !== undefined ? `.${name}${argumentsOf(call)}` : '';
  const element = `${owner.getText()}[0]${rest}`;
  const sure = `${owner.getText()}[0]!${rest}`;
  const edits = asList ? [`${owner.getText()}`, sure] : [sure, element];
  return {
    sentence: `an output is an array of numbers and has no '${name}'; one number is ${short(owner)}[0]`,
    proposals: sought ? edits.map((text, i) => ({ edits: [replaced(whole, text)], likelihood: 95 - 3 * i })) : [],
  };
}

const argumentsOf = (call: ts.CallExpression): string => `(${call.arguments.map((a) => a.getText()).join(', ')})`;

/** optimizer.step(): what an optimizer does is part of a step. */
export function optimizerMember(d: Diagnosis): Reading | undefined {
  const name = missing(d);
  const access = accessAt(d.node);
  if (name === undefined || access === undefined) return undefined;
  const owner = access.expression;
  if (kindOf(d.checker.getTypeAtLocation(owner), owner, d.checker).is !== 'optimizer') return undefined;
  return {
    sentence: `an optimizer has no '${name}': compile(trainStep(model, loss, ${short(owner)}), sizes) gives a program whose runs update the weights`,
  };
}

/** const { params } = await program.run(...): the state is another name. */
export function resultMember(d: Diagnosis): Reading | undefined {
  const name = missing(d);
  const { node, checker } = d;
  if (name === undefined) return undefined;
  const access = accessAt(node);
  const pattern = ts.isBindingElement(node.parent) ? node.parent.parent : undefined;
  const owner = access?.expression ?? pattern;
  if (owner === undefined) return undefined;
  const type = checker.getTypeAtLocation(owner);
  const declared = (type.aliasSymbol ?? type.symbol)?.declarations?.[0]?.getSourceFile().fileName ?? '';
  const given = givenBy(type.aliasSymbol?.name ?? type.symbol?.name ?? '');
  if (given === undefined || !/\/(?:dsl|runtime)\/[^?]*\.(?:d\.)?ts$/.test(declared)) return undefined;
  if (isModelType(type) || tensorType(type, checker) !== undefined) return undefined;
  const known = publicOf(type, checker);
  const meant = /Did you mean '(\w+)'\?/.exec(d.message)?.[1] ?? oneMeant(name, known) ?? fieldMeant(name, known);
  const inside = known.includes('outputs') && /^(?:loss|correct|accuracy|prediction)$/.test(name);
  const fix = access === undefined ? boundAs(node, meant) : meant === undefined ? undefined : replaced(node, meant);
  const nested =
    inside && access !== undefined ? replaced(access, `${access.expression.getText()}.outputs.${name}`) : undefined;
  const edits = [nested, fix].flatMap((e, i) => (e === undefined ? [] : [{ edits: [e], likelihood: 95 - i }]));
  return {
    sentence: `${given} has no '${name}'; ${known.length === 0 ? 'an optimizer is given it, and asks it at each step' : `it has ${listed(known)}`}`,
    proposals: edits,
  };
}

/** The members that are for everybody, methods first. */
function publicOf(type: ts.Type, checker: ts.TypeChecker): string[] {
  const own = checker
    .getPropertiesOfType(type)
    .filter(({ name, declarations }) => /^[a-z]/i.test(name) && !declarations?.some(isInternal));
  const isMethod = (s: ts.Symbol) => (s.flags & ts.SymbolFlags.Method) !== 0;
  return [...own.filter(isMethod), ...own.filter((s) => !isMethod(s))].map((s) => s.name);
}

const isInternal = (declaration: ts.Declaration): boolean =>
  ts.getJSDocTags(declaration).some((tag) => tag.tagName.text === 'internal');

/** { params } as { state: params }, and { loss: l } of what has an outputs as { outputs: { loss: l } } */
function boundAs(node: ts.Node, meant: string | undefined): Edit | undefined {
  const element = node.parent;
  if (meant === undefined || !ts.isBindingElement(element)) return undefined;
  return element.propertyName === node ? replaced(node, meant) : replaced(element, `${meant}: ${element.getText()}`);
}

const listed = (names: readonly string[]): string => {
  const quoted = names.slice(0, 8).map((n) => `'${n}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
};

/** What gives a value of a type of the language's. */
const givenBy = (type: string): string | undefined =>
  ({
    RunResult: 'the result of a run',
    Schedule: 'a schedule',
    FitEvent: 'what fit yields',
    Position: 'a position',
    State: 'a state',
    Executable: 'a program',
    Definition: 'a definition',
    Step: 'a definition',
    Dataset: 'a data set',
    Unrolled: 'the result of a recurrent layer',
  })[type];
