// Models as expression graphs, for the backends of gpu.js: what the passes make of real operations, not what a test
// makes up.
import { broadcastScalar, literal, makeGather, makeScanOutput, makeScatter } from '../../dsl/build.ts';
import type { Expr, Input } from '../../dsl/expr.ts';
import type { Graph } from '../../dsl/graph.ts';
import { nextId } from '../../dsl/intern.ts';
import { gelu, relu } from '../../dsl/ops/activations.ts';
import { add, div, mul, sub } from '../../dsl/ops/binary.ts';
import { matmul } from '../../dsl/ops/contract.ts';
import { crossCorrelate2d } from '../../dsl/ops/convolve.ts';
import { input } from '../../dsl/ops/leaves.ts';
import { correctCount, crossEntropy } from '../../dsl/ops/loss.ts';
import { maxPool2d } from '../../dsl/ops/pool.ts';
import { keyOf, randomBernoulli, randomNormal, randomUniform } from '../../dsl/ops/random.ts';
import { mean, softmax, variance } from '../../dsl/ops/reduce.ts';
import { tanh } from '../../dsl/ops/unary.ts';
import { flatten, permute, reshape, transpose } from '../../dsl/ops/views.ts';
import { type AnyTensor, asTensor, type Tensor, toExpr } from '../../dsl/tensor.ts';

function graph(inputs: readonly AnyTensor[], ...outputs: readonly AnyTensor[]): Graph {
  return {
    inputs: inputs.map((x, i) => ({ name: `x${i}`, leaf: toExpr(x) as Input })),
    states: [],
    outputs: outputs.map((y, i) => ({ name: `y${i}`, value: toExpr(y) })),
  };
}

function lenet(): Graph {
  const x = input(3, 1, 28, 28);
  const [w1, w2, w3, w4] = [input(6, 1, 5, 5), input(16, 6, 5, 5), input(256, 120), input(120, 10)];
  const labels = input.i32(3);
  const first = maxPool2d(relu(crossCorrelate2d(x, w1)), 2, { stride: 2 });
  const second = maxPool2d(relu(crossCorrelate2d(first, w2)), 2, { stride: 2 });
  const logits = matmul(relu(matmul(flatten(second), div(w3, 8))), div(w4, 8));
  return graph([x, w1, w2, w3, w4, labels], crossEntropy(logits, labels), correctCount(logits, labels), logits);
}

function attention(): Graph {
  const [q, k, v] = [input(2, 5, 8), input(2, 5, 8), input(2, 5, 8)];
  const weights = softmax(div(matmul(q, transpose(k)), Math.sqrt(8)));
  const y = gelu(matmul(weights, v));
  const centre = mean(y, -1, { keepDims: true });
  return graph([q, k, v], y, centre, variance(y, -1));
}

function randomness(): Graph {
  const key = keyOf(7);
  return graph([], randomUniform(key, 700), randomNormal(key, 300), randomBernoulli(key, 0.3, 200));
}

function rows(): Graph {
  const [table, at] = [input(6, 4), input.i32(5)];
  const taken = makeGather(toExpr(table), toExpr(at));
  const back = makeScatter(6, toExpr(at), taken);
  return graph([table, at], asTensor(taken), asTensor(back));
}

function recurrence(reverse: boolean): Graph {
  const [xs, w, u, h0] = [input(7, 3, 4), input(4, 6), input(6, 6), input(3, 6)];
  const [h, x, wi, ui] = [input(3, 6), input(3, 4), input(4, 6), input(6, 6)];
  const next = toExpr(tanh(add(matmul(x, wi), matmul(h, ui))));
  const leaf = (t: AnyTensor) => toExpr(t) as Input;
  const count = input(1);
  const scan = {
    id: nextId(),
    length: 7,
    reverse,
    initial: [toExpr(h0), broadcastScalar(literal(0, 'f32'), [1])],
    sequences: [toExpr(xs)],
    constants: [toExpr(w), toExpr(u)],
    carryInputs: [leaf(h), leaf(count)],
    sliceInputs: [leaf(x)],
    constantInputs: [leaf(wi), leaf(ui)],
    nextCarries: [next, toExpr(add(count, 1))],
    outputs: [next, toExpr(mean(asTensor<[3, 6], 'f32'>(next)))],
  };
  const outputs = [0, 1, 2, 3].map((i): Expr => makeScanOutput(scan, i));
  return graph([xs, w, u, h0], ...outputs.map((e) => asTensor(e)));
}

function shapes(): Graph {
  const x = input(6, 35);
  const folded = permute(reshape(x, 6, 5, 7), 2, 1, 0);
  return graph([x], reshape(folded, 10, 21), softmax(reshape(x, 210)));
}

/** built when asked for: a graph is made of nodes with identity */
/** 400 operations one inside the other, each used once: more than shader compilers parse as one expression. */
function deep(): Graph {
  const x = input(40);
  let y: Tensor<[40]> = x;
  for (let i = 0; i < 200; i++) y = sub(1, mul(y, 0.9));
  return graph([x], y);
}

export const graphs: Readonly<Record<string, () => Graph>> = {
  lenet,
  attention,
  randomness,
  rows,
  recurrence: () => recurrence(false),
  'reverse recurrence': () => recurrence(true),
  shapes,
  deep,
};
