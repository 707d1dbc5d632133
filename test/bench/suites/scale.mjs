// npm run bench:scale: how time and memory of a training step grow with batch, width, depth and length, and what a
// kernel costs that does next to nothing.

import * as q from '../../../dist/runtime/index.js';
import { mebibytes, shown } from '../statistics.mjs';
import { main } from './suite.mjs';

const around = (sizes) => sizes.flatMap((n) => [n, n + 1]);

/** h = relu(h w) `depth` times */
function mlp({ batch, width, depth }) {
  const hidden = Object.fromEntries(Array.from({ length: depth }, (_, i) => [`h${i}`, q.affine(width, width)]));
  const net = q.model({ ...hidden, out: q.affine(width, 10) }, q.input(batch, width), (p, x) => {
    let h = x;
    for (let i = 0; i < depth; i++) h = q.relu(p[`h${i}`](h));
    return p.out(h);
  });
  return { net, shape: [batch, width], classes: 10, batch };
}

function convnet({ batch, width }) {
  const layers = { first: q.crossCorrelate(3, width, 3), second: q.crossCorrelate(width, width, 3) };
  const net = q.model({ ...layers, out: q.affine(width, 10) }, q.input(batch, 3, 16, 16), (p, x) =>
    p.out(q.mean(q.relu(p.second(q.relu(p.first(x)))), [2, 3])),
  );
  return { net, shape: [batch, 3, 16, 16], batch };
}

function recurrent({ length }) {
  const [batch, width] = [16, 64];
  const layers = { step: q.affine(width, width), out: q.affine(width, 10) };
  const net = q.model(layers, q.input(length, batch, width), (p, xs) => {
    const { carry } = q.scan(q.zeros(batch, width), xs, (h, x) => [q.tanh(q.add(p.step(h), x)), {}]);
    return p.out(carry);
  });
  return { net, shape: [length, batch, width], batch };
}

function attention({ length, blocks }) {
  const [batch, width] = [4, 32];
  const layers = { key: q.affine(width, width), out: q.affine(width, 10) };
  const net = q.model(layers, q.input(batch, length, width), (p, x) => {
    const weights = q.softmax(q.matmul(x, q.permute(p.key(x), 0, 2, 1)));
    return p.out(q.mean(q.matmul(weights, x), 1));
  });
  return { net, shape: [batch, length, width], batch, blocks };
}

/** What long sequences are computed by: in blocks from a thousandth of the size on, at which the backend begins. */
const soon = { ...q.cpu().capabilities.blocks, from: 2 ** 13, again: 2 ** 18, of: 2 ** 17, rows: 32 };

/** what grows, from which model, at which sizes, and the power of it that the work grows with */
const series = [
  ['mlp by batch', (batch) => mlp({ batch, width: 128, depth: 2 }), [16, 32, 64, 128, 256, 512], 1],
  ['mlp by width', (width) => mlp({ batch: 64, width, depth: 2 }), [32, 64, 128, 256, 512], 2],
  ['mlp by depth', (depth) => mlp({ batch: 32, width: 64, depth }), [1, 2, 4, 8, 16, 32], 1, true],
  ['convnet by batch', (batch) => convnet({ batch, width: 16 }), [4, 8, 16, 32, 64], 1],
  ['convnet by width', (width) => convnet({ batch: 8, width }), [8, 16, 32, 64], 2],
  ['recurrence by length', (length) => recurrent({ length }), [8, 16, 32, 64, 128, 256], 1],
  ['attention by length', (length) => attention({ length }), [64, 128, 256, 512, 1024], 2],
  ['attention in blocks by length', (length) => attention({ length, blocks: soon }), [256, 512, 1024, 2048], 2],
];

/** A neighbour may take this many times what its size explains: more is a cliff. */
const cliff = 1.6;
/** Below this, in milliseconds, fixed costs and the clock hide the growth. */
const tooShort = 0.02;

await main(import.meta.url, {
  name: 'scale',
  about: 'Time and memory of a training step (SGD) as it grows: exponents, and cliffs.',
  group: 'mlp, convnet, recurrence, attention, dispatch',
  async run(context) {
    for (const [name, make, sizes, power, exact] of series) {
      if (!context.wants(name, '')) continue;
      const some = context.quick ? sizes.slice(0, 4) : sizes;
      await context.guarded(name, () => grow(context, name, make, exact || context.quick ? some : around(some), power));
    }
    if (context.wants('dispatch', '')) await context.guarded('dispatch', () => dispatch(context));
  },
});

/** A training step in place, and what it holds. */
async function step({ net, shape, batch, blocks }) {
  const { numbers } = await import('./kernel.mjs');
  const backend = q.cpu({ threads: 1 });
  let instance;
  const capabilities = blocks ? { ...backend.capabilities, blocks } : backend.capabilities;
  const held = { ...backend, capabilities, instantiate: async (p) => (instance = await backend.instantiate(p)) };
  const program = await q.compile(q.trainStep(net, q.crossEntropy, q.sgd(1e-4)), {}, { on: held });
  const target = Int32Array.from({ length: batch }, (_, i) => i % 10);
  await program.run(program.initialState(1), { input: numbers(shape).values, target });
  return { run: () => instance.run(), program, memoryBytes: instance.memoryBytes };
}

async function grow(context, name, make, sizes, power) {
  const { inTurn } = await import('./turns.mjs');
  const points = [];
  for (const size of sizes) {
    const { run, program, memoryBytes } = await step(make(size));
    const last = points.at(-1);
    const timed = async () => (await inTurn({ quern: run }, context.turns)).quern;
    const isSteep = ({ least }) => last && last.ms > tooShort && least > cliff * last.ms * (size / last.size) ** power;
    let quern = await timed();
    // a cliff stays; a slow moment of the machine does not
    for (let again = 0; again < 4 && isSteep(quern); again++) {
      const { ms, least } = await timed();
      quern = { ...quern, ms: Math.min(quern.ms, ms), least: Math.min(quern.least, least) };
    }
    const { compileMs } = program;
    await program.release();
    points.push({ size, ms: quern.least, memoryBytes });
    const expected = last ? last.ms * (size / last.size) ** power : quern.least;
    const steep = isSteep(quern);
    context.line(
      name,
      ['size', 'ms', 'memory', 'compile ms', 'of expected'],
      [
        size,
        shown(quern.least),
        mebibytes(memoryBytes),
        shown(compileMs),
        last ? shown(quern.least / expected) : '-',
        ...(steep ? ['a cliff'] : []),
      ],
    );
    context.record({
      group: name,
      case: `${size}`,
      system: 'quern',
      threads: 1,
      ...quern,
      memoryBytes,
      compileMs,
      cliff: Boolean(steep),
    });
  }
  const upper = points.slice(Math.floor(points.length / 3));
  const time = exponent(upper.map((p) => [p.size, p.ms]));
  const memory = exponent(upper.map((p) => [p.size, p.memoryBytes]));
  console.log(
    `  time grows as size^${time.toFixed(2)} (the work as size^${power}), memory as size^${memory.toFixed(2)}`,
  );
  context.record({ group: name, case: 'exponents', system: 'quern', time, memory, work: power });
}

/** The slope of log y by log x: least squares. */
function exponent(points) {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)]);
  const mean = (of) => logs.reduce((sum, p) => sum + p[of], 0) / logs.length;
  const [mx, my] = [mean(0), mean(1)];
  const covariance = logs.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  return covariance / logs.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
}

/** A chain of products of 1 x 4 by 4 x 4, a kernel each: the time of one more kernel. And a whole run from JavaScript. */
async function dispatch(context) {
  const { kernel, numbers } = await import('./kernel.mjs');
  const { inTurn } = await import('./turns.mjs');
  const chain = (length) =>
    kernel({ x: numbers([1, 4]), w: numbers([4, 4], -0.5, 0.5) }, ({ x, w }) => {
      let h = x;
      for (let i = 0; i < length; i++) h = q.matmul(h, w);
      return h;
    });
  const [short, long] = [await chain(8), await chain(264)];
  const kernels = (k) => k.program.steps.length;
  const times = await inTurn({ short: short.run, long: long.run }, context.turns);
  const more = kernels(long) - kernels(short);
  const us = ((times.long.least - times.short.least) * 1e3) / more;
  const head = ['', 'us', 'kernels'];
  context.line('dispatch', head, ['one more kernel in a program', shown(us), more]);
  context.line('dispatch', head, [
    'a run of 8 kernels, from JavaScript',
    shown(times.short.least * 1e3),
    kernels(short),
  ]);
  context.record({ group: 'dispatch', case: 'kernel', system: 'quern', threads: 1, ms: us / 1e3 });
  context.record({ group: 'dispatch', case: 'run', system: 'quern', threads: 1, ms: times.short.least });
  for (const k of [short, long]) await k.release();
}
