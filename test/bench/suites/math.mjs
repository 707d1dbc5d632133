// npm run bench:math: pointwise functions, softmax, gelu, sums and copies over a million elements.

import * as q from '../../../dist/runtime/index.js';
import { main } from './suite.mjs';

/** name, Quern's function, jax-js's, the range of the arguments */
const unary = ({ numpy: np, nn, lax, scipySpecial }) => [
  ['copy (x + 1)', (x) => q.add(x, 1), (x) => x.add(1)],
  ['exp', q.exp, np.exp],
  ['expm1', q.expm1, np.expm1],
  ['log', q.log, np.log, 0.01, 100],
  ['log1p', q.log1p, np.log1p, -0.9, 10],
  ['tanh', q.tanh, np.tanh],
  ['sigmoid', q.sigmoid, nn.sigmoid],
  ['erf', q.erf, lax.erf ?? scipySpecial.erf],
  ['sin', q.sin, np.sin],
  ['cos', q.cos, np.cos],
  ['tan', q.tan, np.tan, -1.5, 1.5],
  ['sqrt', q.sqrt, np.sqrt, 0, 100],
  ['rsqrt', q.rsqrt, (x) => np.reciprocal(np.sqrt(x)), 0.01, 100],
  ['relu', q.relu, nn.relu],
  ['silu', q.silu, nn.silu],
  ['softplus', q.softplus, nn.softplus],
  ['gelu', q.gelu, (x) => nn.gelu(x, { approximate: false })],
];

const binary = ({ numpy: np }) => [
  ['add', q.add, np.add],
  ['div', q.div, np.divide],
  ['pow', q.pow, np.power],
  ['atan2', q.atan2, np.atan2],
];

await main(import.meta.url, {
  name: 'math',
  about: 'Functions over 1M elements: ns an element beside jax-js (wasm) and the measured copy rate.',
  group: 'pointwise, two arguments, rows, sums',
  async run(context) {
    const { measureCase } = await import('./against.mjs');
    const { numbers } = await import('./kernel.mjs');
    const jax = await import('@jax-js/jax');
    const elements = context.quick ? 2 ** 17 : 2 ** 20;
    const shape = [elements];
    for (const [name, quern, peer, from = -4, to = 4] of unary(jax)) {
      const inputs = { x: numbers(shape, from, to) };
      const test = { group: 'pointwise', name, inputs, elements, bytes: 8 * elements };
      await measureCase(context, { ...test, quern: ({ x }) => quern(x), jax: peer });
    }
    for (const [name, quern, peer] of binary(jax)) {
      const inputs = { a: numbers(shape, 0.1, 4), b: numbers(shape, -4, 4, 2) };
      const test = { group: 'two arguments', name, inputs, elements, bytes: 12 * elements };
      await measureCase(context, { ...test, quern: ({ a, b }) => quern(a, b), jax: peer });
    }
    for (const columns of context.quick ? [1024] : [64, 1000, 1024, 16384]) {
      await rows(context, measureCase, jax, numbers, Math.floor(elements / columns), columns);
    }
    await sums(context, measureCase, jax, numbers, elements);
  },
});

/** Functions of the rows of a matrix of about a million elements. */
async function rows(context, measureCase, { nn }, numbers, count, columns) {
  const elements = count * columns;
  const inputs = { x: numbers([count, columns], -4, 4) };
  const test = { group: 'rows', inputs, elements, bytes: 8 * elements };
  const name = (f) => `${f} of ${count} rows of ${columns}`;
  const standard = ({ x }) => {
    const centred = q.sub(x, q.mean(x, -1, { keepDims: true }));
    return q.mul(centred, q.rsqrt(q.add(q.mean(q.square(centred), -1, { keepDims: true }), 1e-5)));
  };
  const cases = [
    ['softmax', ({ x }) => q.softmax(x), (x) => nn.softmax(x, -1)],
    ['log softmax', ({ x }) => q.logSoftmax(x), (x) => nn.logSoftmax(x, -1)],
    ['standardise', standard, (x) => nn.standardize(x, -1, { epsilon: 1e-5 })],
  ];
  for (const [f, quern, jax] of cases) await measureCase(context, { ...test, name: name(f), quern, jax });
}

/** Reductions read every element once and write next to nothing. */
async function sums(context, measureCase, { numpy: np }, numbers, elements) {
  const side = Math.sqrt(elements);
  const [tall, wide] = Number.isInteger(side) ? [side, side] : [elements / 512, 512];
  const test = { group: 'sums', elements, bytes: 4 * elements };
  const flat = { x: numbers([elements], 0, 1) };
  const square = { x: numbers([tall, wide], 0, 1) };
  const cases = [
    ['sum of all', flat, ({ x }) => q.sum(x), (x) => np.sum(x)],
    ['max of all', flat, ({ x }) => q.max(x), (x) => np.max(x)],
    ['sum of squares', flat, ({ x }) => q.sum(q.square(x)), (x) => np.sum(np.square(x))],
    ['sums of rows', square, ({ x }) => q.sum(x, 1), (x) => np.sum(x, 1)],
    ['sums of columns', square, ({ x }) => q.sum(x, 0), (x) => np.sum(x, 0)],
    ['argmax of rows', square, ({ x }) => q.argMax(x, 1), (x) => np.argmax(x, 1)],
  ];
  for (const [name, inputs, quern, jax] of cases) await measureCase(context, { ...test, name, inputs, quern, jax });
}
