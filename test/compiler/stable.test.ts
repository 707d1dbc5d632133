// A program follows from its graph alone: not from the order in which the graph's nodes were made, nor from what was
// made before them (nodes are shared across graphs, and collected when nobody refers to them).
import { expect, it } from 'vitest';
import { explainProgram } from '../../compiler/explain.ts';
import { compileGraph } from '../../compiler/index.ts';
import { makeInput, makeMap, makeReduce } from '../../dsl/build.ts';
import type { Expr, Input } from '../../dsl/expr.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import { adam, affine, crossEntropy, input, model, pipe, relu, trainStep } from '../../runtime/index.ts';
import { backends, graphOf } from './run.ts';

const rowSum = (x: Input) => makeReduce('sum', makeMap(scalars.exp, [x]), [1]);
const columnMax = (x: Input) => makeReduce('max', makeMap(scalars.sin, [x]), [0]);

it.each(backends)('%s: the order in which nodes are made does not matter', (_, capabilities) => {
  const listing = (make: (x: Input) => Expr[]) => {
    const x = makeInput('x', [8, 6], 'f32');
    return explainProgram(compileGraph(graphOf([x], make(x)), capabilities));
  };
  const ascending = listing((x) => [rowSum(x), columnMax(x)]);
  const descending = listing((x) => {
    const second = columnMax(x);
    return [rowSum(x), second];
  });
  expect(descending).toBe(ascending);
});

it.each(backends)('%s: a training step compiled twice is one program', (_, capabilities) => {
  const net = model({ hidden: affine(6, 8), out: affine(8, 3) }, input('batch', 6), (p, x) =>
    pipe(x, p.hidden, relu, p.out),
  );
  const step = trainStep(net, crossEntropy, adam(0.01));
  const first = compileGraph(step.trace({ batch: 4 }), capabilities);
  const other = step.trace({ batch: 5 });
  const again = compileGraph(step.trace({ batch: 4 }), capabilities);
  expect(again).toEqual(first);
  expect(other.states).toHaveLength(again.states.length);
});
