// Small programs that between them show every important shape of kernel, for the golden listings of the emitters.

import type { Graph } from '../../compiler/graph.ts';
import { literal, makeInput, makeParameter } from '../../dsl/build.ts';
import { updated } from '../../dsl/optim/optimizer.ts';
import type { Emitter } from '../../runtime/backends/registry.ts';
import {
  adam,
  add,
  affine,
  argMax,
  crossCorrelate2d,
  exp,
  gather,
  greater,
  input,
  keyOf,
  matmul,
  maxPool2d,
  model,
  mul,
  pipe,
  predictStep,
  randomUniform,
  relu,
  scan,
  scatterAdd,
  softmax,
  sub,
  sum,
  tanh,
  transpose,
  where,
  zeros,
  zerosInitializer,
} from '../../runtime/index.ts';

export interface Golden {
  readonly name: string;
  /** the program as a formula, with shapes */
  readonly program: string;
  /** what a reader should look at in an emitter's listing */
  readonly lookAt: Partial<Readonly<Record<Emitter, string>>>;
  readonly graph: () => Graph;
}

/** One step of Adam for a parameter whose gradient is fed. */
function adamStep(): Graph {
  const shape = [6, 10];
  const [w, mean, square] = ['w', 'mean', 'square'].map((name) => makeParameter(name, shape, zerosInitializer, true));
  const gradient = makeInput('gradient', shape, 'f32');
  const { parameter, slots } = updated(adam(0.01), w!, gradient, [mean!, square!], literal(3, 'f32'));
  return {
    inputs: [{ name: 'gradient', leaf: gradient }],
    states: [
      { name: 'w', leaf: w!, next: parameter },
      { name: 'mean', leaf: mean!, next: slots[0]! },
      { name: 'square', leaf: square!, next: slots[1]! },
    ],
    outputs: [],
  };
}

export const goldens: readonly Golden[] = [
  {
    name: 'pointwise',
    program: 'where(x > 0, exp(x) y, tanh(y) - x), x and y [6, 10]',
    lookAt: {
      wasm: 'both axes are one loop, two vectors of four lanes a pass; nothing is stored in between',
      gpujs: 'one function, one thread an element; x and y are loaded once; exp and tanh in full precision',
    },
    graph: () => {
      const inputs = { x: input(6, 10), y: input(6, 10) };
      const f = model({}, inputs, (_, { x, y }) => where(greater(x, 0), mul(exp(x), y), sub(tanh(y), x)));
      return predictStep(f).trace({});
    },
  },
  {
    name: 'reduction',
    program: 'sums of x + y over rows, argMax over columns, x and y [6, 64]',
    lookAt: {
      wasm: 'the row sum runs four vectors along the row; the column maximum runs four columns at a time down the rows',
      gpujs: 'one thread a result; argMax keeps the index of the first largest',
    },
    graph: () => {
      const inputs = { x: input(6, 64), y: input(6, 64) };
      const f = model({}, inputs, (_, { x, y }) => ({ rows: sum(add(x, y), 1), columns: argMax(x, 0) }));
      return predictStep(f).trace({});
    },
  },
  {
    name: 'softmax',
    program: 'softmax(x) over rows, x [6, 10]',
    lookAt: {
      wasm: 'the maximum carries its guard against infinities as an epilogue; the exponentials are computed once',
      gpujs: 'the same four kernels, one output each',
    },
    graph: () => predictStep(model({}, { x: input(6, 10) }, (_, { x }) => softmax(x))).trace({}),
  },
  {
    name: 'affine',
    program: 'relu(x w + b), x [32, 24], w [24, 16], b [16]',
    lookAt: {
      wasm: 'one contraction kernel, tiled; bias and relu follow on the finished rows',
      gpujs: 'one kernel: the sum in a loop, then bias and relu on the way out',
    },
    graph: () =>
      predictStep(model({ layer: affine(24, 16) }, input(32, 24), (p, x) => pipe(x, p.layer, relu))).trace({}),
  },
  {
    name: 'transposed',
    program: 'x^T y, x [40, 24], y [40, 16]: the gradient of a weight',
    lookAt: {
      wasm: 'no copy of the transpose: the contraction reads x by columns',
      gpujs: 'no copy of the transpose: the index of x is swapped',
    },
    graph: () => {
      const inputs = { x: input(40, 24), y: input(40, 16) };
      return predictStep(model({}, inputs, (_, { x, y }) => matmul(transpose(x), y))).trace({});
    },
  },
  {
    name: 'packed',
    program: 'w - x^T y, x [128, 96], y [128, 64], w [96, 64]: an update by a gradient',
    lookAt: {
      wasm: 'both operands are packed, and the tile reads w and stores the difference while sums are in registers',
      gpujs: 'one kernel',
    },
    graph: () => {
      const inputs = { w: input(96, 64), x: input(128, 96), y: input(128, 64) };
      return predictStep(model({}, inputs, (_, { w, x, y }) => sub(w, matmul(transpose(x), y)))).trace({});
    },
  },
  {
    name: 'convolution',
    program: 'x cross-correlated with w, padding 1, x [2, 3, 8, 8], w [4, 3, 3, 3]',
    lookAt: {
      wasm: 'x is copied once with its border of zeros; the window is in the index; one contraction for both images',
      gpujs: 'no padded copy: the border is a condition around the load',
    },
    graph: () => {
      const inputs = { x: input(2, 3, 8, 8), w: input(4, 3, 3, 3) };
      return predictStep(model({}, inputs, (_, { x, w }) => crossCorrelate2d(x, w, { padding: 1 }))).trace({});
    },
  },
  {
    name: 'pooling',
    program: 'maxPool(relu(x), 2, stride 2), x [2, 3, 8, 8]',
    lookAt: {
      wasm: 'relu is computed inside the fold; neighbouring windows lie on four lanes',
      gpujs: 'two loops of two; no window is stored',
    },
    graph: () =>
      predictStep(model({}, { x: input(2, 3, 8, 8) }, (_, { x }) => maxPool2d(relu(x), 2, { stride: 2 }))).trace({}),
  },
  {
    name: 'rows',
    program: 'gather(table, ids) and its adjoint, scatterAdd; table [50, 8], ids [12], updates [12, 8]',
    lookAt: {
      wasm: 'gather loads a row by its index; scatter clears, then adds row by row, in order',
      gpujs: 'gather checks the index; scatter is a sum over all updates whose index is this row',
    },
    graph: () => {
      const inputs = { table: input(50, 8), ids: input.i32(12), updates: input(12, 8) };
      const f = model({}, inputs, (_, { table, ids, updates }) => ({
        rows: gather(table, ids),
        sums: scatterAdd(50, ids, updates),
      }));
      return predictStep(f).trace({});
    },
  },
  {
    name: 'scan',
    program: 'h_t = tanh(x_t + h_(t-1) v), h_0 = 0, x [9, 4, 8], v [8, 8]: the last h and all of them',
    lookAt: {
      wasm: 'the body is there once, and reads and writes row i2 of the sequences; h is carried in memory',
      gpujs: 'the host counts t; the kernel that writes row t passes the other rows on',
    },
    graph: () => {
      const inputs = { x: input(9, 4, 8), v: input(8, 8) };
      const f = model({}, inputs, (_, { x, v }) => {
        const { carry, outputs } = scan(zeros(4, 8), x, (h, row) => {
          const next = tanh(add(row, matmul(h, v)));
          return [next, next];
        });
        return { last: carry, all: outputs };
      });
      return predictStep(f).trace({});
    },
  },
  {
    name: 'adam',
    program: 'one step of Adam for w [6, 10]; moments mean and square',
    lookAt: {
      wasm: 'one kernel writes the parameter and both moments, each in place; both axes are one loop',
      gpujs: 'one output a kernel: the moments, the parameter from them, then all three are stored',
    },
    graph: adamStep,
  },
  {
    name: 'random',
    program: 'x + uniform(key, [6, 10])',
    lookAt: {
      wasm: 'no state and no stored noise: each element computes its number from its index',
      gpujs: 'the same numbers from the same key, in the arithmetic that gpu.js has',
    },
    graph: () =>
      predictStep(model({}, { x: input(6, 10) }, (_, { x }) => add(x, randomUniform(keyOf(1), 6, 10)))).trace({}),
  },
];
