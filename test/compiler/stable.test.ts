// A program follows from its graph alone: not from the order in which the graph's nodes were made, nor from what was
// made before them (nodes are shared across graphs, and collected when nobody refers to them).
import { expect, it } from 'vitest';
import { explainProgram } from '../../compiler/explain.ts';
import { compileGraph } from '../../compiler/index.ts';
import { literal, makeInput, makeMap, makeReduce } from '../../dsl/build.ts';
import type { Expr, Input } from '../../dsl/expr.ts';
import { scan } from '../../dsl/expression/scan.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
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

it.each(backends)('%s: nor does it under derivatives, through loops too', (_, capabilities) => {
  const listing = (order: readonly number[]) => {
    const x = makeInput('x', [8, 6], 'f32');
    const made: Expr[] = [];
    const last = (loop: { readonly carries: readonly Expr[] }) => loop.carries[0]!;
    const parts = [
      () => rowSum(x),
      () => columnMax(x),
      () => makeReduce('prod', makeMap(scalars.tanh, [x]), [0, 1]),
      () =>
        last(
          scan({
            initial: [literal(0, 'f32', [6])],
            sequences: [x],
            reverse: false,
            body: ([c], [r]) => {
              const next = makeMap(scalars.tanh, [makeMap(scalars.add, [c!, r!])]);
              return { carries: [next], outputs: [next] };
            },
          }),
        ),
    ];
    for (const i of order) made[i] = parts[i]!();
    const total = made
      .map((e) => makeReduce('sum', makeMap(scalars.mul, [e, e]), [...e.shape.keys()]))
      .reduce((a, b) => makeMap(scalars.add, [a, b]));
    const first = gradient(total, [x])[0]!;
    const second = gradient(makeReduce('sum', makeMap(scalars.mul, [first, first]), [0, 1]), [x])[0]!;
    return explainProgram(compileGraph(graphOf([x], [total, first, second]), capabilities));
  };
  const expected = listing([0, 1, 2, 3]);
  for (const order of [
    [3, 2, 1, 0],
    [1, 3, 0, 2],
    [2, 0, 3, 1],
  ])
    expect(listing(order)).toBe(expected);
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
