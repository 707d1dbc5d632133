// Calls: Math and Number are computed, other functions are followed into their bodies.
import { ts } from 'ts-morph';
import type { ScalarName } from '../../../dsl/scalar/op.ts';
import { refuse } from './error.ts';
import { asNumber, asTruth, evaluate, type Here, number } from './expressions.ts';
import * as f from './functions.ts';
import { callable, functionNamed, memberOf } from './names.ts';
import { type Builder, isKnown, type Node } from './node.ts';
import { refuseSyntax } from './refusals.ts';
import { type Callable, type FunctionNode, Scope, stateOf } from './scope.ts';
import { block } from './statements.ts';
import { bare } from './syntax.ts';

type OfNumbers = (b: Builder, ...xs: readonly Node[]) => Node;

const core =
  (name: ScalarName): OfNumbers =>
  (b, ...xs) =>
    b.op(name, ...xs);
const times =
  (name: ScalarName, factor: number): OfNumbers =>
  (b, x) =>
    b.op('mul', b.number(factor), b.op(name, x!));
const unary =
  (g: (b: Builder, x: Node) => Node): OfNumbers =>
  (b, x) =>
    g(b, x!);

/** Math's functions and how many numbers they take; -1: any. */
const math: Readonly<Record<string, readonly [count: number, f: OfNumbers]>> = {
  abs: [1, core('abs')],
  sign: [1, core('sign')],
  floor: [1, core('floor')],
  ceil: [1, core('ceil')],
  round: [1, unary(f.round)],
  trunc: [1, unary(f.trunc)],
  exp: [1, core('exp')],
  expm1: [1, core('expm1')],
  log: [1, core('log')],
  log1p: [1, core('log1p')],
  log2: [1, times('log', Math.LOG2E)],
  log10: [1, times('log', Math.LOG10E)],
  sqrt: [1, core('sqrt')],
  cbrt: [1, unary(f.cbrt)],
  sin: [1, core('sin')],
  cos: [1, core('cos')],
  tan: [1, core('tan')],
  asin: [1, unary(f.asin)],
  acos: [1, unary(f.acos)],
  atan: [1, unary(f.atan)],
  sinh: [1, unary(f.sinh)],
  cosh: [1, unary(f.cosh)],
  tanh: [1, core('tanh')],
  asinh: [1, unary(f.asinh)],
  acosh: [1, unary(f.acosh)],
  atanh: [1, unary(f.atanh)],
  atan2: [2, core('atan2')],
  pow: [2, (b, x, y) => f.power(b, x!, y!)],
  max: [-1, f.max],
  min: [-1, f.min],
  hypot: [-1, f.hypot],
};

const tests: Readonly<Record<string, (b: Builder, x: Node) => Node>> = {
  isNaN: f.notANumber,
  isFinite: f.finite,
  isInteger: f.whole,
};

const constants: ReadonlyMap<string, object> = new Map<string, object>([
  ['Math', Math],
  ['Number', Number],
]);

/** Math.PI, Number.EPSILON, and constants of `import * as m`. */
export function property(here: Here, e: ts.PropertyAccessExpression): Node {
  const { context, scope } = here;
  const of = e.expression.getText();
  const known = constants.get(of);
  if (known !== undefined) {
    const value: unknown = Reflect.get(known, e.name.text);
    if (typeof value === 'number') return context.builder.number(value);
    if (typeof value === 'function') refuse(e, `${of}.${e.name.text} is a function, not a number`, 'Call it.');
    refuse(e, `${of} has no ${e.name.text}`, 'Look for its name.');
  }
  const member = memberOf(context, e, scope.outermost);
  if (member?.kind === 'constant') return member.value;
  return refuse(e, 'a field of an object cannot be lifted', 'Use a const for each number.');
}

export function call(here: Here, e: ts.CallExpression): Node {
  if (e.questionDotToken !== undefined) refuse(e, 'a call that may not be made cannot be lifted', 'Leave ?. out.');
  const callee = bare(e.expression);
  if (ts.isPropertyAccessExpression(callee)) return method(here, e, callee);
  if (!ts.isIdentifier(callee)) return refuseSyntax(callee);
  const found = here.scope.find(callee.text);
  if (found?.kind === 'variable') refuse(callee, `${callee.text} is a number, not a function`, 'Leave the call out.');
  const to = found ?? functionNamed(here.context, callee, here.scope.outermost);
  if (to !== undefined) return follow(here, e, to);
  return (
    conversion(here, e, callee.text) ??
    refuse(
      callee,
      `${callee.text} is not declared here, so what it computes is not known`,
      'Declare it in this module, or import it from a relative one.',
    )
  );
}

/** Number(x), Boolean(x), isNaN(x), isFinite(x) */
function conversion(here: Here, e: ts.CallExpression, name: string): Node | undefined {
  const b = here.context.builder;
  const [first] = e.arguments;
  if (first === undefined) return undefined;
  if (name === 'Number') return asNumber(b, evaluate(here, first));
  if (name === 'Boolean') return asTruth(b, evaluate(here, first));
  return name === 'isNaN' || name === 'isFinite' ? tests[name]!(b, number(here, first)) : undefined;
}

function method(here: Here, e: ts.CallExpression, callee: ts.PropertyAccessExpression): Node {
  const { context, scope } = here;
  const [of, name] = [callee.expression.getText(), callee.name.text];
  if (of === 'Math') return mathCall(here, e, name);
  if (of === 'Number' && Object.hasOwn(tests, name)) return tests[name]!(context.builder, numbers(here, e, 1)[0]!);
  const member = memberOf(context, callee, scope.outermost);
  if (member !== undefined) return follow(here, e, callable(member, callee));
  return refuse(
    callee,
    `${of}.${name} is not known to compute with numbers alone`,
    'Call functions of this module, of relative imports, or of Math.',
  );
}

function mathCall(here: Here, e: ts.CallExpression, name: string): Node {
  if (name === 'random')
    refuse(e, 'Math.random gives another number each time', 'Pass it as another number, from randomUniform(key, ...).');
  const known = Object.hasOwn(math, name) ? math[name] : undefined;
  if (known === undefined)
    refuse(
      e,
      `Math.${name} ${name in Math ? 'computes with bits' : 'does not exist'}`,
      `These can be lifted: ${Object.keys(math).sort().join(', ')}.`,
    );
  const given = numbers(here, e, known![0]);
  const { builder } = here.context;
  // of constants it is what JavaScript says, to the last digit
  if (given.every(isKnown)) return builder.number(ofConstants(name, given));
  return known![1](builder, ...given);
}

function ofConstants(name: string, given: readonly Node[]): number {
  const f: unknown = Reflect.get(Math, name);
  return typeof f === 'function' ? f(...given.map(({ value }) => value)) : Number.NaN;
}

function numbers(here: Here, e: ts.CallExpression, count: number): Node[] {
  const given = e.arguments.map((a) => number(here, a));
  if (count >= 0 && given.length !== count)
    refuse(e, `${e.expression.getText()} takes ${count} numbers, got ${given.length}`, 'Give it as many.');
  return given;
}

/** The value that a function returns for these arguments. */
function follow(here: Here, e: ts.CallExpression, { declaration, scope }: Callable): Node {
  const { context, state } = here;
  if (context.calls.includes(declaration))
    refuse(
      e,
      `${e.expression.getText()} calls itself`,
      'Write a for loop with constant bounds instead of the recursion.',
    );
  context.call(e);
  const given = e.arguments.map((a) => evaluate(here, a));
  const own = stateOf(context.builder.truth(false), state.values);
  const inside: Here = { context, scope: new Scope(declaration, scope), state: own };
  return body(inside, declaration, (parameter, k) => given[k] ?? missing(inside, e, parameter));
}

function missing(here: Here, e: ts.CallExpression, parameter: ts.ParameterDeclaration): Node {
  if (parameter.initializer !== undefined) return evaluate(here, parameter.initializer);
  return refuse(e, `${parameter.name.getText()} is not given`, 'Pass as many numbers as the function takes.');
}

type Given = (parameter: ts.ParameterDeclaration, index: number) => Node;

/** What the function returns, its parameters bound to what is given. */
export function body(here: Here, declaration: FunctionNode, given: Given): Node {
  const { context, scope, state } = here;
  requirePlain(declaration);
  context.calls.push(declaration);
  for (const [k, p] of declaration.parameters.entries()) {
    if (p.dotDotDotToken !== undefined || !ts.isIdentifier(p.name))
      refuse(p, 'a parameter must be one number', 'Name each number.');
    const value = given(p, k);
    state.values.set(scope.declare((p.name as ts.Identifier).text, true), value);
  }
  const { body } = declaration;
  const result = ts.isBlock(body!) ? block(here, body) : evaluate(here, body!);
  context.calls.pop();
  return result;
}

function requirePlain(declaration: FunctionNode): void {
  const waits = declaration.modifiers?.some((m) => m.kind === ts.SyntaxKind.AsyncKeyword);
  if (waits || declaration.asteriskToken !== undefined)
    refuse(declaration, 'a function that waits or yields gives no number', 'Write a plain function.');
  if (declaration.body === undefined)
    refuse(declaration, 'the function has no body here', 'Import it from the module that has its source.');
}
