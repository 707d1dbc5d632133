// A step on a large table cost what the table costs: its whole gradient was made, and every row was read and written.
import { beforeAll, describe, expect, it } from 'vitest';
import { kernelsOf, totalsOf } from '../../compiler/explain.ts';
import { compileGraph } from '../../compiler/index.ts';
import { capabilities } from '../../runtime/backends/cpu/index.ts';
import * as quern from '../../runtime/index.ts';
import { inNode } from '../laws/targets.ts';

const { adagrad, adam, adamW, clipByGlobalNorm, clipByValue, compile, embedding, input, lazy, model } = quern;
const { momentum, mul, nesterov, rmsProp, sgd, squaredError, sum, trainStep } = quern;
type Optimizer = quern.Optimizer;

const width = 3;
/** user . item, of two tables, one of them read twice */
const net = (rows: number) =>
  model(
    { user: embedding(rows, width), item: embedding(rows, width) },
    { user: input.i32('batch'), item: input.i32('batch'), last: input.i32('batch') },
    (p, { user, item, last }) => sum(mul(p.user(user), quern.add(p.item(item), p.item(last))), -1),
  );
const batches = [
  { user: [3, 3, 0, 5], item: [1, 1, 1, 1], last: [1, 2, 6, 4], target: [1, -1, 0.5, 2] },
  { user: [3, 2, 2, 2], item: [0, 5, 5, 1], last: [1, 1, 1, 5], target: [-1, 1, 0.25, 1] },
  { user: [6, 3, 2, 0], item: [0, 1, 2, 3], last: [4, 5, 6, 0], target: [2, 1, 0, -2] },
];
const rows = 8;

async function train(optimizer: Optimizer, on: quern.Backend) {
  const step = await compile(trainStep(net(rows), squaredError, optimizer), { batch: 4 }, { on });
  let state = step.initialState(7);
  const first = await state.snapshot();
  for (const feeds of batches) ({ state } = await step.run(state, feeds));
  const last = await state.snapshot();
  await step.release();
  return { first, last };
}

const all: Readonly<Record<string, () => Optimizer>> = {
  sgd: () => sgd(0.1),
  adagrad: () => adagrad(0.1),
  momentum: () => momentum(0.1),
  nesterov: () => nesterov(0.1),
  rmsProp: () => rmsProp(0.1),
  adam: () => adam(0.1),
  adamW: () => adamW(0.1, { weightDecay: 0.5 }),
};
/** rows of the tables that no batch reads */
const unread: Readonly<Record<string, readonly number[]>> = { 'user.table': [1, 4, 7], 'item.table': [7] };

describe.each(Object.entries(inNode))('%s', (_, backend) => {
  let on: quern.Backend;
  beforeAll(async () => {
    on = await backend();
  });

  it.each(['sgd', 'adagrad'])('%s: lazy or not, the same', async (name) => {
    const [dense, sparse] = [await train(all[name]!(), on), await train(lazy(all[name]!()), on)];
    expect([...sparse.last.keys()]).toEqual([...dense.last.keys()]);
    for (const [tensor, { data }] of dense.last)
      sparse.last.get(tensor)!.data.forEach((v, i) => {
        expect(v, `${tensor} ${i}`).toBeCloseTo(data[i]!, 5);
      });
  });

  it.each(Object.keys(all))('%s: rows that are not read keep their bits', async (name) => {
    const { first, last } = await train(lazy(all[name]!()), on);
    for (const [tensor, { data }] of last) {
      for (const row of unread[tensor.replace(/^optimizer\.\w+\./, '')] ?? [])
        expect(data.slice(row * width, (row + 1) * width), tensor).toEqual(
          first.get(tensor)!.data.slice(row * width, (row + 1) * width),
        );
    }
  });
});

describe('what a row becomes', () => {
  /** The values of one table after the batches, rows read at once updated at once: the definition. */
  it.each(Object.keys(all))('%s of the rows that a step reads', async (name) => {
    const { first, last } = await train(lazy(all[name]!()), quern.cpu());
    // an update of the whole table, of which only the rows that were read are kept
    const whole = await compile(trainStep(net(rows), squaredError, all[name]!()), { batch: 4 }, { on: quern.cpu() });
    let now = new Map(first);
    for (const [step, feeds] of batches.entries()) {
      const given = new Map(now).set('step', { dtype: 'i32', shape: [], data: Int32Array.of(step) });
      const { state } = await whole.run(whole.initialState(0, given), feeds);
      const next = await state.snapshot();
      const read = { user: new Set(feeds.user), item: new Set([...feeds.item, ...feeds.last]) };
      now = new Map(
        [...next].map(([tensor, { dtype, shape, data }]) => {
          const old = now.get(tensor)!.data;
          const table = /(user|item)\.table$/.exec(tensor)?.[1] as 'user' | 'item' | undefined;
          const kept = Float32Array.from(data, (v, i) =>
            table === undefined || read[table].has(Math.floor(i / width)) ? v : old[i]!,
          );
          return [tensor, dtype === 'f32' ? { dtype, shape, data: kept } : { dtype, shape, data }];
        }) as [string, quern.TensorData][],
      );
    }
    for (const [tensor, { data }] of last)
      if (tensor.endsWith('table'))
        data.forEach((v, i) => {
          expect(v, `${tensor} ${i}`).toBeCloseTo(now.get(tensor)!.data[i]!, 5);
        });
  });
});

describe('what a step costs', () => {
  const cost = (optimizer: Optimizer, count: number, batch = 4) => {
    const program = compileGraph(trainStep(net(count), squaredError, optimizer).trace({ batch }), capabilities);
    const { operations, bytesMoved } = totalsOf(program);
    return { operations, bytesMoved, kernels: kernelsOf(program).length };
  };
  it.each(Object.keys(all))('%s: as much for a million rows as for ten thousand', (name) => {
    for (const batch of [4, 512])
      expect(cost(lazy(all[name]!()), 1_000_000, batch)).toEqual(cost(lazy(all[name]!()), 10_000, batch));
  });
  it('so it does where gradients are clipped', () => {
    const clipped = [clipByGlobalNorm(0.1, lazy(adam())), clipByValue(0.1, lazy(adam()))];
    for (const optimizer of clipped) expect(cost(optimizer, 1_000_000)).toEqual(cost(optimizer, 10_000));
  });
});

describe('clipping', () => {
  it.each([0.05, 50])('by a norm of %s: lazy or not, the same', async (limit) => {
    const [dense, sparse] = [
      await train(clipByGlobalNorm(limit, sgd(0.1)), quern.cpu()),
      await train(clipByGlobalNorm(limit, lazy(sgd(0.1))), quern.cpu()),
    ];
    for (const [tensor, { data }] of dense.last)
      sparse.last.get(tensor)!.data.forEach((v, i) => {
        expect(v).toBeCloseTo(data[i]!, 5);
      });
  });
  it('by value: lazy or not, the same', async () => {
    const [dense, sparse] = [
      await train(clipByValue(0.02, sgd(0.1)), quern.cpu()),
      await train(clipByValue(0.02, lazy(sgd(0.1))), quern.cpu()),
    ];
    for (const [tensor, { data }] of dense.last)
      sparse.last.get(tensor)!.data.forEach((v, i) => {
        expect(v).toBeCloseTo(data[i]!, 5);
      });
  });
});

it('a table that is read otherwise too is updated whole', async () => {
  const tied = model({ e: embedding(5, 5) }, input.i32('batch'), (p, x) =>
    quern.matmul(p.e(x), quern.transpose(p.e.params.table)),
  );
  const run = async (optimizer: Optimizer) => {
    const step = await compile(trainStep(tied, quern.crossEntropy, optimizer), { batch: 2 });
    const { state } = await step.run(step.initialState(1), { input: [1, 3], target: [0, 4] });
    return (await state.snapshot()).get('e.table')!.data;
  };
  expect(await run(lazy(adam(0.1)))).toEqual(await run(adam(0.1)));
});
