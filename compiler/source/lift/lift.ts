// From a function in source to a scalar program.
import { ts } from 'ts-morph';
import type { ScalarProgram } from '../../../dsl/scalar/program.ts';
import { body } from './calls.ts';
import { Context } from './context.ts';
import type { Modules } from './declarations.ts';
import { refuse } from './error.ts';
import { callable, functionNamed, memberOf } from './names.ts';
import { programOf } from './node.ts';
import { type FunctionNode, Scope, stateOf } from './scope.ts';
import { bare } from './syntax.ts';

/** The program of the function that a call of `lift` is given. Throws LiftError where it cannot be lifted. */
export function liftCall(modules: Modules, call: ts.CallExpression): ScalarProgram {
  const context = new Context(modules);
  const [given] = call.arguments;
  if (given === undefined) return refuse(call, 'lift is given no function', 'Write lift((x: number) => ...).');
  return liftFunction(context, functionGiven(context, given));
}

function functionGiven(context: Context, given: ts.Expression): FunctionNode {
  const e = bare(given);
  if (ts.isArrowFunction(e) || ts.isFunctionExpression(e)) return e;
  if (ts.isIdentifier(e)) {
    const found = functionNamed(context, e, e);
    if (found !== undefined) return found.declaration;
  }
  if (ts.isPropertyAccessExpression(e)) {
    const member = memberOf(context, e, e);
    if (member !== undefined) return callable(member, e).declaration;
  }
  return refuse(
    e,
    'lift must be given the function itself, whose source can be read',
    'Write lift((x: number) => ...), or the name of a function of this module or of a relative import.',
  );
}

function liftFunction(context: Context, declaration: FunctionNode): ScalarProgram {
  const { builder } = context;
  const { parameters } = declaration;
  if (parameters.length < 1 || parameters.length > 4)
    refuse(declaration, `the function takes ${parameters.length} numbers`, 'A lifted function takes 1 to 4.');
  for (const p of parameters) requireNumber(p);
  const state = stateOf(builder.truth(false));
  const here = { context, scope: new Scope(declaration), state };
  const result = body(here, declaration, (_, k) => builder.argument(k));
  if (result.type === 'boolean')
    refuse(declaration, 'the function returns true or false', 'Return a number: condition ? 1 : 0.');
  return programOf(result, parameters.length);
}

const numbers: readonly ts.SyntaxKind[] = [ts.SyntaxKind.NumberKeyword, ts.SyntaxKind.TypeReference];

function requireNumber(p: ts.ParameterDeclaration): void {
  if (p.initializer !== undefined || p.questionToken !== undefined)
    refuse(p, 'a parameter of a lifted function has no default', 'Leave the default out, or use a const.');
  if (p.type !== undefined && !numbers.includes(p.type.kind))
    refuse(p, `${p.name.getText()} is a ${p.type.getText()}, not a number`, 'A lifted function takes numbers.');
}
