// [batch, 1] with [batch] is [batch, batch]: each prediction meets each target.
import { ts } from 'ts-morph';
import { placeOf } from '../../frame.ts';
import { shapeText, type TensorType, tensorType } from '../../types/tensor.ts';
import { after, type Proposal, replaced } from '../fix.ts';
import { operationOf, sourcesOf } from '../flow.ts';
import { Names } from '../names.ts';
import type { Found, Lint } from './lint.ts';
import { meaningOf } from './meaning/index.ts';
import type { Call, Value } from './meaning/value.ts';

export const batchByBatch: Lint = {
  name: 'batch-by-batch',
  about: '[batch, 1] and [batch] in one operation give [batch, batch]: each example meets each other',
  wrong: `const net = model({ out: affine(8, 1) }, input('batch', 8), (p, x) => p.out(x));
const step = trainStep(net, { target: input('batch'), loss: (y, t) => mean(square(sub(y, t))) }, adam());`,
  right: `const net = model({ out: affine(8, 1) }, input('batch', 8), (p, x) => p.out(x));
const step = trainStep(net, { target: input('batch', 1), loss: (y, t) => mean(square(sub(y, t))) }, adam());`,
  check: (file, checker) =>
    meaningOf(checker)
      .calls(file, ...pointwise)
      .flatMap((call) => (ts.isCallExpression(call.node) ? crossed(call, call.node, checker) : [])),
};

/** Functions of two tensors, one of which is repeated along what it lacks. */
const pointwise: readonly string[] = [
  ...['add', 'sub', 'mul', 'div', 'pow', 'maximum', 'minimum', 'mod', 'atan2', 'equal', 'notEqual', 'where'],
  ...['less', 'lessEqual', 'greater', 'greaterEqual', 'and', 'or'],
];

function crossed(call: Call, node: ts.CallExpression, checker: ts.TypeChecker): Found[] {
  const operands = node.arguments.map((a) => tensorType(checker.getTypeAtLocation(a), checker));
  for (const [i, column] of operands.entries())
    for (const [j, row] of operands.entries()) {
      if (column === undefined || row === undefined || !crosses(column, row) || isMeant(call.args[i])) continue;
      const [a, b] = [shapeText(column), shapeText(row)];
      const n = row.shape.at(-1)!;
      return [
        {
          sentence: `${call.name}: ${i < j ? a : b} with ${i < j ? b : a} is [${[...column.shape.slice(0, -1), n].join(', ')}]: every element of one meets every element of the other`,
          place: placeOf(node),
          suggestion: `the same shape for both: squeeze(${short(node.arguments[i]!)}, -1), or [${column.shape.join(', ')}] for ${short(node.arguments[j]!)}`,
          proposals: alike(node.arguments[i]!, node.arguments[j]!, checker),
        },
      ];
    }
  return [];
}

/** [n, 1] beside [n]. */
function crosses({ shape: column }: TensorType, { shape: row }: TensorType): boolean {
  if (column.length !== row.length + 1 || row.length === 0 || column.at(-1) !== '1') return false;
  return row.at(-1) !== '1' && row.every((d, i) => d === column[i] && !d.startsWith('...'));
}

/** Was the axis of size 1 asked for? Who writes expand means all pairs. */
function isMeant(column: Value | undefined): boolean {
  if (column === undefined) return true;
  if (column.is === 'choice') return column.of.some(isMeant);
  if (column.is !== 'call') return false;
  return ['expand', 'reshape', 'constant', 'constantI32', 'full', 'zeros', 'ones', 'stack'].includes(column.name);
}

const short = (node: ts.Expression): string => (node.getText().length < 24 ? node.getText() : 'the other');

/** The row declared as a column, or the column as a row. */
function alike(column: ts.Expression, row: ts.Expression, checker: ts.TypeChecker): Proposal[] {
  const declared = sourcesOf([row], checker).flatMap(({ node, distance }) => {
    const isInput = distance < 4 && ts.isCallExpression(node) && operationOf(node, checker) === 'input';
    const last = isInput ? node.arguments.at(-1) : undefined;
    return last === undefined ? [] : [{ edits: [after(last, ', 1')], likelihood: 91 }];
  });
  const names = new Names(column.getSourceFile(), checker);
  const squeezed = replaced(column, `${names.use('squeeze')}(${column.getText()}, -1)`);
  return [...declared, { edits: [squeezed, ...names.imports()], likelihood: 90 }];
}
