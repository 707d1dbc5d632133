// Loops: the carry that a scan begins with, the pair that its body gives, and the last state where rows of all steps are.
import { ts } from 'ts-morph';
import { tensorType } from '../../types/tensor.ts';
import { type Proposal, replaced } from '../fix.ts';
import { declarationOf, operationOf } from '../flow.ts';
import { dimensionsOf } from '../sentence.ts';
import type { Proposer } from './context.ts';
import { written } from './sizes.ts';

/** scan(zeros(16), xs, ...) whose body gives [batch, 16]: the carry begins as it goes on. */
export const firstCarry: Proposer = ({ said, call, sources, checker, propose }) => {
  const initial = call?.arguments[0];
  if (said?.key !== 'scanCarry' || initial === undefined) return [];
  const [from, to] = said.words.map(dimensionsOf);
  const made = sources.map((s) => s.node).filter(ts.isCallExpression);
  const constant = made.find((c) => {
    const name = operationOf(c, checker);
    if (name !== 'zeros' && name !== 'ones' && name !== 'full') return false;
    return tensorType(checker.getTypeAtLocation(c), checker)?.shape.join() === from?.join();
  });
  if (constant === undefined || to === undefined || to.some((d) => !/^\w+$/.test(d))) return [];
  const value = operationOf(constant, checker) === 'full' ? [constant.arguments[0]!.getText()] : [];
  const code = `${constant.expression.getText()}(${[...value, ...to.map(written)].join(', ')})`;
  return [propose(90, () => [replaced(constant, code)], 'the carry begins as the body gives it')];
};

/** p.rnn(x).outputs of every step, where each sequence has one label: the last state. */
export const lastStates: Proposer = ({ said, operands, sources, checker, propose }) => {
  const [prediction, target] = operands.map((o) => o.type.shape.length);
  if (said === undefined || prediction === undefined || target === undefined) return [];
  const more = said.key === 'labels' ? prediction - target - 1 : said.key === 'target' ? prediction - target : 0;
  if (more !== 1) return [];
  const why = 'the last state, not that of every step';
  return sources.flatMap(({ node, distance }) => {
    const likelihood = 88 - Math.min(distance, 8) / 4;
    if (ts.isPropertyAccessExpression(node) && node.name.text === 'outputs') {
      const state = stateOf(checker.getTypeAtLocation(node.expression), node, checker);
      return state === undefined ? [] : [propose(likelihood, () => [replaced(node.name, state.join('.'))], why)];
    }
    const declaration = ts.isIdentifier(node) ? declarationOf(node, checker) : undefined;
    if (declaration === undefined || !ts.isBindingElement(declaration)) return [];
    if ((declaration.propertyName ?? declaration.name).getText() !== 'outputs') return [];
    const state = stateOf(checker.getTypeAtLocation(declaration.parent), node, checker);
    const local = declaration.name.getText();
    const pattern = state?.[1] === undefined ? `state: ${local}` : `state: { ${state[1]}: ${local} }`;
    return state === undefined ? [] : [propose(likelihood, () => [replaced(declaration, pattern)], why)];
  });
};

/** ['state'] of a gru, ['state', 'h'] of an lstm; undefined where it is no recurrent layer's result. */
function stateOf(type: ts.Type, at: ts.Node, checker: ts.TypeChecker): readonly string[] | undefined {
  const state = type.getProperty('state');
  if (state === undefined || type.getProperty('outputs') === undefined) return undefined;
  const own = checker.getTypeOfSymbolAtLocation(state, at);
  if (tensorType(own, checker) !== undefined) return ['state'];
  const h = own.getProperty('h');
  return h === undefined ? undefined : ['state', 'h'];
}

/** What a function of the user's returns last. */
export function returnedBy(f: ts.ArrowFunction | ts.FunctionExpression): ts.Expression | undefined {
  if (!ts.isBlock(f.body)) return ts.isParenthesizedExpression(f.body) ? f.body.expression : f.body;
  return f.body.statements.findLast(ts.isReturnStatement)?.expression;
}

/** A body that gives the next carry alone: it is kept of each step as well. */
export function pairOf(body: ts.ArrowFunction | ts.FunctionExpression): readonly Proposal[] {
  const returned = returnedBy(body);
  if (returned === undefined) return [];
  const text = returned.getText();
  if (ts.isIdentifier(returned)) return [{ edits: [replaced(returned, `[${text}, ${text}]`)], likelihood: 90 }];
  const name = /\bnext\b/.test(body.getText()) ? 'following' : 'next';
  const pair = `const ${name} = ${text}; return [${name}, ${name}];`;
  const { parent } = returned;
  const edit = ts.isReturnStatement(parent) ? replaced(parent, pair) : replaced(body.body, `{ ${pair} }`);
  return [{ edits: [edit], likelihood: 90 }];
}
