// Long work lets others in: timers fire while runs follow one another, whoever writes the loop, and between the passes of a
// compilation. On backends whose runs wait for nothing outside.
import { describe, expect, it } from 'vitest';
import { resNet } from '../../dsl/nn/nets/index.ts';
import { dataset } from '../../runtime/data/index.ts';
import {
  adam,
  affine,
  type Backend,
  compile,
  crossEntropy,
  type Definition,
  evaluateStep,
  input,
  model,
  pipe,
  predictStep,
  sgd,
  squaredError,
  tanh,
  fit as train,
  trainStep,
} from '../../runtime/index.ts';
import { inNode } from '../laws/targets.ts';

const net = model({ a: affine(8, 16), out: affine(16, 1) }, input('batch', 8), (p, x) => pipe(x, p.a, tanh, p.out));
const data = dataset({
  shape: [8],
  classes: 1,
  inputs: new Float32Array(8 * 64).fill(0.1),
  labels: new Int32Array(64),
});
const feeds = { input: new Float32Array(8 * 8), target: new Float32Array(8) };

/** when a loop that no timer stops gives up */
let deadline = 0;
const late = () => performance.now() > deadline;

/** Runs without an end, until `signal` aborts. */
type Loop = (on: Backend, signal: AbortSignal, begin: () => void) => Promise<number>;

const byHand =
  (definition: Definition): Loop =>
  async (on, signal, begin) => {
    const program = await compile(definition, { batch: 8 }, { on });
    let state = program.initialState(1);
    const given = definition.name.startsWith('predict') ? { input: feeds.input } : feeds;
    let runs = 0;
    begin();
    for (; !signal.aborted && !late(); runs++) ({ state } = await program.run(state, given));
    return runs;
  };
const loops: Record<string, Loop> = {
  'fit, which stops at an abort': async (on, signal, begin) => {
    let steps = 0;
    const options = { data, batch: 8, epochs: 1e6, signal, on };
    for await (const { position } of train(trainStep(net, squaredError, adam()), options)) {
      steps = position.step;
      if (steps === 1) begin();
      if (late()) break;
    }
    return steps;
  },
  'training by hand': byHand(trainStep(net, squaredError, adam())),
  'an evaluation': byHand(evaluateStep(net, squaredError)),
  'predictions one after the other': byHand(predictStep(net)),
  'runs that are not awaited': async (on, signal, begin) => {
    const program = await compile(predictStep(net), { batch: 8 }, { on });
    const state = program.initialState(1);
    let runs = 0;
    begin();
    while (!signal.aborted && !late()) {
      await Promise.all(Array.from({ length: 500 }, () => program.run(state, { input: feeds.input })));
      runs += 500;
    }
    return runs;
  },
};

/** How often a timer fired from the loop's first run on, until it stopped the loop: three times, or never. */
async function stopped(loop: Loop, on: Backend) {
  const stop = new AbortController();
  let ticks = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const begin = () => {
    deadline = performance.now() + 5000;
    timer = setInterval(() => {
      if (++ticks === 3) stop.abort();
    }, 10);
  };
  const runs = await loop(on, stop.signal, begin).finally(() => clearInterval(timer));
  return { runs, ticks };
}

describe.each(Object.entries(inNode))('on %s timers fire during', (_, open) => {
  it.each(Object.entries(loops))('%s', async (_, loop) => {
    const { runs, ticks } = await stopped(loop, await open());
    expect(runs).toBeGreaterThan(0);
    expect(ticks).toBeGreaterThanOrEqual(3);
  });
});

it('timers fire while a network is compiled', async () => {
  // a network whose compilation takes long enough on any machine
  const definition = trainStep(resNet(18), crossEntropy, sgd());
  let ticks = 0;
  const ticking = setInterval(() => ticks++, 1);
  const { compileMs } = await compile(definition, { batch: 1 }).finally(() => clearInterval(ticking));
  expect(compileMs).toBeGreaterThan(100);
  expect(ticks).toBeGreaterThan(5);
});
