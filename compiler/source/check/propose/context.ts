// What proposals are made from: an error's place in the source, the sentence, and what flows there.
import { ts } from 'ts-morph';
import { type TensorType, tensorType } from '../../types/tensor.ts';
import { type Edit, type Proposal, replaced } from '../fix.ts';
import { constructorOf, isPipe, operationOf, sourcesOf } from '../flow.ts';
import { isLayer } from '../kinds.ts';
import { Names } from '../names.ts';
import type { Said } from '../sentence.ts';

/** What is known of an error. */
export interface Clue {
  readonly code: number;
  readonly message: string;
  /** what TypeScript underlines */
  readonly node: ts.Node;
  readonly call: ts.CallExpression | undefined;
  readonly said: Said | undefined;
  /** the tensor that was given where the sentence was expected */
  readonly given: TensorType | undefined;
  readonly checker: ts.TypeChecker;
}

/** An operand of the operation or layer at fault. */
export interface Operand {
  readonly node: ts.Expression;
  readonly type: TensorType;
}

export interface Context extends Clue {
  /** the name of the operation, where the call is to one */
  readonly operation: string | undefined;
  /** the stage of a pipe that does not fit what it is given */
  readonly stage: ts.Expression | undefined;
  /** affine(784, 128), where a layer is at fault */
  readonly layer: ts.CallExpression | undefined;
  readonly operands: readonly Operand[];
  /** what the operands are made of, nearest first */
  readonly sources: ReturnType<typeof sourcesOf>;
  /** code that names functions of the language, and a proposal of it */
  readonly propose: (likelihood: number, edit: (names: Names) => readonly Edit[], why?: string) => Proposal;
}

export type Proposer = (context: Context) => readonly Proposal[];

export function contextOf(clue: Clue): Context {
  const { call, checker, node } = clue;
  const pipe = call !== undefined && isPipe(call) ? call : undefined;
  const index = pipe?.arguments.findIndex((a) => a === node || (a.pos <= node.pos && a.end >= node.end)) ?? -1;
  const stage = index > 0 ? pipe!.arguments[index] : undefined;
  const callee = stage ?? (pipe === undefined ? call?.expression : undefined);
  // p.norm(mode) is of the layer p.norm
  const made = callee !== undefined && ts.isCallExpression(callee) ? [callee, callee.expression] : [callee];
  const owner = made.find((e) => e !== undefined && isLayer(checker.getTypeAtLocation(e)));
  const layer = owner === undefined ? undefined : constructorOf(owner, checker);
  const before = pipe?.arguments.slice(0, Math.max(index, 1)).toReversed();
  const roots = before ?? (call === undefined ? valuesAt(node) : [...call.arguments]);
  const operands = pipe === undefined ? tensorsOf(call, checker) : [];
  return {
    ...clue,
    operation: call === undefined ? undefined : operationOf(call, checker),
    stage,
    layer,
    operands,
    sources: sourcesOf(roots, checker),
    propose: (likelihood, edit, why) => {
      const names = new Names(node.getSourceFile(), checker);
      const edits = edit(names);
      return { edits: [...edits, ...names.imports()], likelihood, why };
    },
  };
}

/** The expression whose type does not fit: what is returned, what is declared or assigned, or the node itself. */
function valuesAt(node: ts.Node): ts.Expression[] {
  if (ts.isReturnStatement(node)) return node.expression === undefined ? [] : [node.expression];
  const { parent } = node;
  if (ts.isVariableDeclaration(parent) && parent.name === node) return parent.initializer ? [parent.initializer] : [];
  if (ts.isBinaryExpression(parent) && parent.left === node) return [parent.right];
  return ts.isExpression(node) ? [node] : [];
}

export function tensorsOf(call: ts.CallExpression | undefined, checker: ts.TypeChecker): Operand[] {
  return (call?.arguments ?? []).flatMap((node) => {
    const type = tensorType(checker.getTypeAtLocation(node), checker);
    return type === undefined ? [] : [{ node, type }];
  });
}

/** `f(x, more)` in place of x; where x flows through a pipe, a stage before the one that fails. */
export function wrapped(
  { stage, propose }: Context,
  operand: ts.Expression | undefined,
  likelihood: number,
  name: string,
  more = '',
  why?: string,
): Proposal[] {
  if (stage !== undefined) {
    const code = (f: string) => (more === '' ? `${f}, ` : `(h) => ${f}(h, ${more}), `);
    return [propose(likelihood, (names) => [inFront(stage, code(names.use(name)))], why)];
  }
  if (operand === undefined) return [];
  const rest = more === '' ? '' : `, ${more}`;
  return [propose(likelihood, (names) => [replaced(operand, `${names.use(name)}(${operand.getText()}${rest})`)], why)];
}

function inFront(node: ts.Node, text: string): Edit {
  const start = node.getStart();
  return { file: node.getSourceFile(), start, end: start, text };
}
