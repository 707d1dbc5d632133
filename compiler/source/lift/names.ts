// Names that are not variables of the lifted function: constants and functions around it, in its module and in those it
// imports from.
import { ts } from 'ts-morph';
import type { Context } from './context.ts';
import { type Declaration, declarationAt, exported, importedDeclaration, moduleOf } from './declarations.ts';
import { refuse } from './error.ts';
import { evaluate } from './expressions.ts';
import { isKnown, type Node } from './node.ts';
import { type Callable, type FunctionNode, Scope, stateOf } from './scope.ts';
import { bare } from './syntax.ts';

/** A constant, or a function. */
type Meaning = Callable | { readonly kind: 'constant'; readonly value: Node };

const unknown = 'Pass it as another number: lift((x, a) => ...).';

/** The number that a name outside of the function stands for. */
export function constantNamed(context: Context, use: ts.Identifier, from: ts.Node): Node {
  const found = declarationAt(use.text, from);
  if (found === undefined) return globalConstant(context, use);
  const meaning = meaningOf(context, found, use);
  if (meaning.kind === 'constant') return meaning.value;
  return refuse(use, `${use.text} is a function, not a number`, `Call it: ${use.text}(...).`);
}

/** The function that a name outside of the function stands for; undefined where nothing declares it. */
export function functionNamed(context: Context, use: ts.Identifier, from: ts.Node): Callable | undefined {
  const found = declarationAt(use.text, from);
  return found === undefined ? undefined : callable(meaningOf(context, found, use), use);
}

/** What `m.name` means where `import * as m`; undefined where m is no such import. */
export function memberOf(context: Context, e: ts.PropertyAccessExpression, from: ts.Node): Meaning | undefined {
  if (!ts.isIdentifier(e.expression)) return undefined;
  const found = declarationAt(e.expression.text, from);
  if (found === undefined || !ts.isNamespaceImport(found)) return undefined;
  const module = moduleOf(context.modules, found, e.expression);
  return meaningOf(context, exported(context.modules, module, e.name.text, e.name), e.name);
}

export function callable(meaning: Meaning, use: ts.Node): Callable {
  if (meaning.kind === 'function') return meaning;
  return refuse(use, `${use.getText()} is a number, not a function`, 'Leave the call out.');
}

function globalConstant({ builder }: Context, use: ts.Identifier): Node {
  if (use.text === 'NaN') return builder.number(Number.NaN);
  if (use.text === 'Infinity') return builder.number(Number.POSITIVE_INFINITY);
  if (use.text === 'undefined') refuse(use, 'there is no missing value among numbers', 'Use NaN, or a condition.');
  return refuse(use, `${use.text} is not declared here`, 'Declare it as a const in this module, or import it.');
}

/** What a declaration outside of the function stands for; `use` is where its name is used. */
export function meaningOf(context: Context, declaration: Declaration, use: ts.Node): Meaning {
  const name = use.getText();
  if (ts.isImportSpecifier(declaration) || ts.isImportClause(declaration))
    return meaningOf(context, importedDeclaration(context.modules, declaration, use), use);
  if (ts.isFunctionDeclaration(declaration) || ts.isFunctionExpression(declaration)) return functionOf(declaration);
  if (ts.isExportAssignment(declaration)) return initial(context, declaration.expression, use);
  if (ts.isParameter(declaration))
    return refuse(use, `${name} is only known when the function around is called`, unknown);
  if (!ts.isVariableDeclaration(declaration))
    return refuse(use, `${name} is neither a number nor a function`, 'Use a const for each number.');
  if (!(ts.getCombinedNodeFlags(declaration) & ts.NodeFlags.Const))
    return refuse(
      use,
      `${name} may change: it is declared with let or var outside`,
      `Declare it with const. ${unknown}`,
    );
  if (declaration.initializer === undefined) return refuse(use, `${name} has no value in the source`, unknown);
  return initial(context, declaration.initializer, use);
}

const functionOf = (declaration: FunctionNode): Callable => ({ kind: 'function', declaration, scope: undefined });

/** What a const stands for, by the expression that it is given. */
function initial(context: Context, given: ts.Expression, use: ts.Node): Meaning {
  const e = bare(given);
  if (ts.isArrowFunction(e) || ts.isFunctionExpression(e)) return functionOf(e);
  if (ts.isIdentifier(e)) {
    const found = declarationAt(e.text, e);
    if (found !== undefined) return meaningOf(context, found, use);
  }
  if (ts.isCallExpression(e) && e.expression.getText() === 'lift')
    refuse(
      use,
      `${use.getText()} is a function of tensors: it was lifted already`,
      'Name the function of numbers itself, and lift it and this one: const f = (x: number) => ...; lift(f).',
    );
  return { kind: 'constant', value: constantOf(context, e, use) };
}

/** The value of a constant expression. */
function constantOf(context: Context, e: ts.Expression, use: ts.Node): Node {
  const { builder, constants } = context;
  if (constants.has(e)) refuse(e, `${use.getText()} is defined by itself`, 'Give it a number.');
  constants.add(e);
  const state = stateOf(builder.truth(false));
  const value = evaluate({ context, scope: new Scope(e), state }, e);
  constants.delete(e);
  if (isKnown(value)) return value;
  return refuse(e, `${use.getText()} is not a constant number`, 'Give it a number, or compute it of constants.');
}
