// npm run bench:gemm: matrix products of every shape.

import { matmul } from '../../../dist/runtime/index.js';
import { shown } from '../statistics.mjs';
import { main } from './suite.mjs';

const nearest16 = (n) => Math.max(16, 16 * Math.round(n / 16));

/** A product [batch,] m x k by k x n of both systems. */
function product(group, name, [m, k, n], numbers, np, batch) {
  const lead = batch ? [batch] : [];
  return {
    group,
    name,
    inputs: { a: numbers([...lead, m, k], -1, 1, 3), b: numbers([...lead, k, n], -1, 1, 5) },
    quern: ({ a, b }) => matmul(a, b),
    jax: (a, b) => np.matmul(a, b),
    operations: 2 * m * k * n * (batch ?? 1),
    bytes: 4 * (m * k + k * n + m * n) * (batch ?? 1),
  };
}

const squares = (quick) => (quick ? [64, 256, 512] : [64, 96, 128, 192, 256, 384, 512, 768, 1024]);

const skinny = [
  [1024, 1024, 8],
  [8, 1024, 1024],
  [1024, 8, 1024],
  [1024, 4, 1024],
  [2048, 256, 10],
  [128, 784, 512],
  [1000, 3, 1000],
];
const vectors = [
  [1, 1024, 1024],
  [1024, 1024, 1],
  [1, 4096, 256],
  [512, 512, 1],
];
const batched = [
  [32, 64, 32, 64],
  [32, 64, 64, 32],
  [128, 16, 16, 16],
  [8, 128, 64, 128],
  [512, 5, 7, 3],
];

/** sizes from 1 to 130 with many primes, one axis at a time and all together; the others are 64 */
function sizes(quick) {
  const interesting = [1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 31, 37, 47, 61, 67, 79, 97, 101, 113, 127, 130];
  const some = quick ? interesting.filter((_, i) => i % 5 === 0) : interesting;
  return some.flatMap((s) => [
    [s, 64, 64],
    [64, s, 64],
    [64, 64, s],
    [s, s, s],
  ]);
}

/** A product below this is the call of a kernel, not arithmetic: no cliff. */
const dispatchMs = 5e-4;

await main(import.meta.url, {
  name: 'gemm',
  about: 'Matrix products: GFLOP/s beside jax-js (wasm) and the measured micro-kernel.',
  group: 'square, skinny, vector, batched, tails',
  async run(context) {
    const { measureCase } = await import('./against.mjs');
    const { numbers } = await import('./kernel.mjs');
    const { numpy: np } = await import('@jax-js/jax');
    const one = (group, shape, batch) => {
      const name = `${batch ? `${batch} of ` : ''}${shape[0]} x ${shape[1]} by ${shape[1]} x ${shape[2]}`;
      return measureCase(context, product(group, name, shape, numbers, np, batch));
    };
    for (const n of squares(context.quick)) await one('square', [n, n, n]);
    for (const shape of skinny) await one('skinny', shape);
    for (const shape of vectors) await one('vector', shape);
    for (const [batch, ...shape] of batched) await one('batched', shape, batch);
    await tails(context);
  },
});

/** Sizes that are no multiple of 16 against the nearest that is: operations a second, which should stay above half. */
async function tails(context) {
  const { kernel, numbers } = await import('./kernel.mjs');
  const { inTurn } = await import('./turns.mjs');
  let worst = { ratio: Infinity, name: '' };
  for (const [m, k, n] of sizes(context.quick)) {
    const name = `${m} x ${k} by ${k} x ${n}`;
    if (!context.wants('tails', name)) continue;
    const round = [m, k, n].map(nearest16);
    const make = ([a, b, c]) =>
      kernel({ a: numbers([a, b], -1, 1, 3), b: numbers([b, c], -1, 1, 5) }, (x) => matmul(x.a, x.b));
    const both = [await make([m, k, n]), await make(round)];
    const times = await inTurn({ own: both[0].run, round: both[1].run }, context.turns);
    const rate = (sizes, { ms }) => (2 * sizes[0] * sizes[1] * sizes[2]) / ms / 1e6;
    const [own, whole] = [rate([m, k, n], times.own), rate(round, times.round)];
    const ratio = own / whole;
    if (ratio < worst.ratio && times.own.ms > dispatchMs) worst = { ratio, name };
    context.line(
      'tails: sizes from 1 to 130 against the nearest multiple of 16',
      ['', 'us', 'GF/s', 'at 16s', 'GF/s', 'share'],
      [name, shown(times.own.ms * 1e3), shown(own), round.join('x'), shown(whole), shown(ratio)],
    );
    context.record({ group: 'tails', case: name, system: 'quern', threads: 1, ms: times.own.ms, gflops: own, ratio });
    for (const k of both) await k.release();
  }
  if (worst.name) console.log(`  least share: ${shown(worst.ratio)} at ${worst.name} (a cliff below 0.5)`);
}
