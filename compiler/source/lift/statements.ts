// Statements of a function's source. Both ways of an if are followed, and what they leave behind is chosen by its condition;
// where a part may have returned, or left its loop, what comes after it is followed for the other arguments.
import { ts } from 'ts-morph';
import { refuse } from './error.ts';
import { compound, evaluate, type Here, number, truth } from './expressions.ts';
import { isKnown, type Node } from './node.ts';
import { refuseSyntax } from './refusals.ts';
import { type State, stateOf, type Variable } from './scope.ts';
import { bare } from './syntax.ts';

const K = ts.SyntaxKind;

/** What the block of a function returns. */
export function block(here: Here, body: ts.Block): Node {
  const { state } = here;
  statements(here, body.statements);
  if (state.result !== undefined && isTrue(state.returned)) return state.result;
  const end = body.getLastToken()!;
  return refuse(
    end,
    state.result === undefined ? 'the function returns nothing' : 'the function may end without a return',
    'Return a number on every path.',
  );
}

const isTrue = (condition: Node): boolean => isKnown(condition) && condition.value === 1;
const isFalse = (condition: Node): boolean => isKnown(condition) && condition.value === 0;

/** A copy for one way of a choice, or for what comes after something may have been left. */
function fork({ context, scope, state }: Here): Here {
  return { context, scope, state: stateOf(context.builder.truth(false), state.values) };
}

/** Follows the statements, from the first. */
function statements(here: Here, list: readonly ts.Statement[], first = 0): void {
  if (first === 0) hoist(here, list);
  for (let k = first; k < list.length; k++) {
    statement(here, list[k]!);
    if (afterwards(here, (rest) => statements(rest, list, k + 1))) return;
  }
}

/** Functions can be called before they are declared. */
function hoist({ scope }: Here, list: readonly ts.Statement[]): void {
  for (const s of list) {
    if (ts.isFunctionDeclaration(s) && s.name !== undefined) scope.declareFunction(s.name.text, s);
  }
}

/**
 * Where something may have been left (a return, a break or a continue came before), follows `rest` for the other
 * arguments and joins the two; false where nothing was left.
 */
function afterwards(here: Here, rest: (here: Here) => void): boolean {
  const { builder } = here.context;
  const { state } = here;
  const skipped = builder.op('or', state.broken, state.continued);
  const left = builder.op('or', state.returned, skipped);
  if (isFalse(left)) return false;
  if (isTrue(left)) return true;
  const other = fork(here);
  rest(other);
  // who has returned does not read variables any more
  const values = isFalse(skipped) ? other.state.values : chosen(here, skipped, state.values, other.state.values);
  join(here, left, { ...state, returned: state.returned }, other.state, values);
  return true;
}

/** Makes the state what `a` is where the condition holds, and what `b` is elsewhere. */
function join(here: Here, condition: Node, a: State, b: State, values: ReadonlyMap<Variable, Node>): void {
  const { builder } = here.context;
  const { state } = here;
  const flag = (x: Node, y: Node) => builder.choose(condition, x, y);
  const result = returned(here, condition, a, b);
  const next = {
    returned: flag(a.returned, b.returned),
    broken: flag(a.broken, b.broken),
    continued: flag(a.continued, b.continued),
  };
  const kept = [...values];
  state.values.clear();
  for (const [variable, value] of kept) state.values.set(variable, value);
  Object.assign(state, next, { result });
}

function returned({ context, scope }: Here, condition: Node, a: State, b: State): Node | undefined {
  if (a.result === undefined || b.result === undefined) return a.result ?? b.result;
  if (a.result.type !== b.result.type)
    refuse(scope.call, 'the function returns numbers and truths', 'Return a number on every path.');
  return context.builder.choose(condition, a.result, b.result);
}

/** Variables after a choice; one that has no value on one of the ways has none. */
function chosen(
  { context }: Here,
  condition: Node,
  a: ReadonlyMap<Variable, Node>,
  b: ReadonlyMap<Variable, Node>,
): Map<Variable, Node> {
  const both = [...a].flatMap(([variable, x]): [Variable, Node][] => {
    const y = b.get(variable);
    if (y === undefined || x.type !== y.type) return [];
    return [[variable, context.builder.choose(condition, x, y)]];
  });
  return new Map(both);
}

function statement(here: Here, s: ts.Statement): void {
  const { context, scope, state } = here;
  if (ts.isVariableStatement(s)) declare(here, s.declarationList);
  else if (ts.isExpressionStatement(s)) effect(here, s.expression);
  else if (ts.isReturnStatement(s)) leave(here, s);
  else if (ts.isIfStatement(s)) conditional(here, s);
  else if (ts.isForStatement(s)) loop({ context, scope: scope.inner(), state }, s);
  else if (ts.isBlock(s)) statements({ context, scope: scope.inner(), state }, s.statements);
  else if (ts.isBreakStatement(s) && s.label === undefined) state.broken = context.builder.truth(true);
  else if (ts.isContinueStatement(s) && s.label === undefined) state.continued = context.builder.truth(true);
  else if (!withoutEffect.includes(s.kind)) refuseSyntax(s);
}

const withoutEffect: readonly ts.SyntaxKind[] = [
  K.EmptyStatement,
  K.FunctionDeclaration,
  K.TypeAliasDeclaration,
  K.InterfaceDeclaration,
];

function declare(here: Here, list: ts.VariableDeclarationList): void {
  const { scope, state } = here;
  if (!(list.flags & ts.NodeFlags.BlockScoped))
    refuse(list, 'var is visible outside of its block', 'Declare it with let or const.');
  for (const d of list.declarations) {
    if (!ts.isIdentifier(d.name)) refuse(d, 'an array or object is taken apart', 'Name each number.');
    const name = (d.name as ts.Identifier).text;
    const given = d.initializer === undefined ? undefined : bare(d.initializer);
    if (given !== undefined && (ts.isArrowFunction(given) || ts.isFunctionExpression(given))) {
      scope.declareFunction(name, given);
      continue;
    }
    const value = given === undefined ? undefined : evaluate(here, given);
    const variable = scope.declare(name, !(list.flags & ts.NodeFlags.Const));
    if (value !== undefined) state.values.set(variable, value);
  }
}

function leave(here: Here, s: ts.ReturnStatement): void {
  if (s.expression === undefined) refuse(s, 'this return gives no number', 'Return a number on every path.');
  here.state.result = evaluate(here, s.expression!);
  here.state.returned = here.context.builder.truth(true);
}

function conditional(here: Here, s: ts.IfStatement): void {
  const condition = truth(here, s.expression);
  if (isKnown(condition)) {
    const taken = condition.value === 1 ? s.thenStatement : s.elseStatement;
    if (taken !== undefined) statement(here, taken);
    return;
  }
  const [yes, no] = [fork(here), fork(here)];
  statement(yes, s.thenStatement);
  if (s.elseStatement !== undefined) statement(no, s.elseStatement);
  const [a, b] = [yes.state, no.state];
  const values = isTrue(a.returned)
    ? b.values
    : isTrue(b.returned)
      ? a.values
      : chosen(here, condition, a.values, b.values);
  join(here, condition, a, b, values);
}

/** A statement that is an expression: an assignment, or i++. */
function effect(here: Here, written: ts.Expression): void {
  const e = bare(written);
  if (ts.isPrefixUnaryExpression(e) || ts.isPostfixUnaryExpression(e)) count(here, e);
  else if (ts.isBinaryExpression(e)) assignment(here, e);
  else
    refuse(
      e,
      ts.isCallExpression(e) ? 'what this call gives is not used' : unused,
      'A lifted function has no effects: leave it out.',
    );
}

const unused = 'this statement computes what nothing uses';

/** i++ and i-- */
function count(here: Here, e: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): void {
  const { builder } = here.context;
  const by = e.operator === K.PlusPlusToken ? 1 : e.operator === K.MinusMinusToken ? -1 : 0;
  if (by === 0) refuse(e, unused, 'Leave it out.');
  assign(here, e.operand, builder.op('add', number(here, e.operand), builder.number(by)));
}

function assignment(here: Here, { left, operatorToken, right }: ts.BinaryExpression): void {
  if (operatorToken.kind === K.CommaToken) {
    effect(here, left);
    effect(here, right);
  } else if (operatorToken.kind === K.EqualsToken) assign(here, left, evaluate(here, right));
  else {
    const compute = compound(operatorToken.kind) ?? refuse(left.parent, unused, 'Leave it out.');
    assign(here, left, compute(here.context.builder, number(here, left), number(here, right)));
  }
}

function assign({ scope, state }: Here, to: ts.Expression, value: Node): void {
  const target = bare(to);
  if (!ts.isIdentifier(target)) refuse(target, 'only a variable of the function can be assigned', 'Assign to a let.');
  const { text } = target as ts.Identifier;
  const variable = scope.find(text);
  if (variable?.kind !== 'variable' || variable.call !== scope.call)
    refuse(
      target,
      `${text} is declared outside of the function that assigns it`,
      'Return the value, and assign it there.',
    );
  const own = variable as Variable;
  if (!own.mutable) refuse(target, `${text} is a const`, 'Declare it with let.');
  if (state.values.get(own)?.type === (value.type === 'number' ? 'boolean' : 'number'))
    refuse(target, `${text} holds a number here and a truth there`, 'Use two variables.');
  state.values.set(own, value);
}

function loop(here: Here, s: ts.ForStatement): void {
  const { context, state } = here;
  if (s.initializer !== undefined) {
    if (ts.isVariableDeclarationList(s.initializer)) declare(here, s.initializer);
    else effect(here, s.initializer);
  }
  turns(here, s);
  state.broken = context.builder.truth(false);
}

/** The loop's turns, one after the other, as long as its condition is known to hold. */
function turns(here: Here, s: ts.ForStatement): void {
  const { context, scope, state } = here;
  while (goesOn(here, s)) {
    context.turn(s);
    statement({ context, scope: scope.inner(), state }, s.statement);
    state.continued = context.builder.truth(false);
    const next = (rest: Here) => {
      if (s.incrementor !== undefined) effect(rest, s.incrementor);
    };
    const left = afterwards(here, (rest) => {
      next(rest);
      turns(rest, s);
    });
    if (left) return;
    next(here);
  }
}

function goesOn(here: Here, s: ts.ForStatement): boolean {
  if (s.condition === undefined)
    return refuse(s, 'this loop has no bound', 'Give it a constant one: for (let i = 0; i < 8; i++).');
  const condition = truth(here, s.condition);
  if (isKnown(condition)) return condition.value === 1;
  return refuse(
    s.condition,
    'how often this loop turns depends on the arguments',
    'Give it a constant bound, and leave it with break: for (let i = 0; i < 8; i++) { if (done) break; ... }',
  );
}
