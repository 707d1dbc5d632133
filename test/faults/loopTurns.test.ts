// Loops in training: each turn of a scan draws numbers of its own, the same in the backward pass, on every backend of
// Node. The key of a turn is foldIn(key, turn), so that loops are their turns written out.
import { describe, expect, it } from 'vitest';
import type { Mode } from '../../dsl/nn/mode.ts';
import {
  add,
  attend,
  compile,
  dropout,
  elman,
  foldIn,
  input,
  iota,
  keyOf,
  model,
  mul,
  ones,
  onesInitializer,
  parameter,
  type RandomKey,
  randomBernoulli,
  randomNormal,
  randomUniform,
  reshape,
  scan,
  sgd,
  stack,
  sum,
  type Tensor,
  trainStep,
  where,
  zeros,
} from '../../runtime/index.ts';
import { inNode } from '../laws/targets.ts';
import { ran } from './ran.ts';

const turns = 5;
const width = 16;
type Row = Tensor<[16]>;

/** What draws, in a body. */
const draws: Record<string, (mode: Mode) => Row> = {
  dropout: (mode) => dropout(0.5, mode)(ones(16)),
  'a stage of dropout twice': (mode) => {
    const stage = dropout(0.3, mode);
    return add(stage(ones(16)), mul(stage(ones(16)), 3));
  },
  randomUniform: (mode) => randomUniform(mode.key(), 16),
  randomNormal: (mode) => randomNormal(mode.key(), 16),
  randomBernoulli: (mode) => where(randomBernoulli(mode.key(), 0.5, 16), 1, zeros(16)),
  'a key that is folded further': (mode) => randomUniform(foldIn(mode.key(), 3), 16),
  'stochastic depth': (mode) => mul(ones(16), where(randomBernoulli(mode.key(), 0.5, 16), 2, ones(16))),
  'dropout of attention': (mode) =>
    reshape(attend(ones(16, 2), ones(16, 2), ones(16, 1), { dropout: dropout(0.5, mode) }), 16),
};

const looped = (draw: (mode: Mode) => Row, body: (row: Row, mode: Mode, t: Tensor<[], 'i32'>) => Row = (r) => r) =>
  trainStep(
    model(
      {},
      input(1),
      (_, _x, mode) => scan(zeros(), iota(5), (c, t) => [c, body(draw(mode), mode, t)]).outputs as Tensor<[5, 16]>,
    ),
    { target: input(1), loss: (o) => sum(o) },
    sgd(0.1),
    { prediction: true },
  );

const rowsOf = (values: ArrayLike<number>, count = turns) =>
  Array.from({ length: count }, (_, t) => Array.from(values).slice(t * width, (t + 1) * width));

/** One loop with all of them: a program a backend. */
const everything = trainStep(
  model(
    {},
    input(1),
    (_, _x, mode) =>
      scan(zeros(), iota(5), (c) => [
        c,
        Object.fromEntries(Object.entries(draws).map(([name, draw]) => [name, draw(mode)])),
      ]).outputs,
  ),
  { target: input(1), loss: () => zeros() },
  sgd(0.1),
  { prediction: true },
);

it.each(Object.entries(inNode))('each turn has its own numbers, the same again, on %s', async (_, on) => {
  const step = await compile(everything, {}, { on: await on() });
  const run = async (seed: number) => (await step.run(step.initialState(seed), { input: [0], target: [0] })).outputs;
  const outputs = await run(1);
  const others = await run(2);
  for (const name of Object.keys(draws)) {
    const values = outputs[`prediction.${name}`]!;
    expect(new Set(rowsOf(values).map((row) => row.join())).size, name).toBe(turns);
    expect(others[`prediction.${name}`], name).not.toEqual(values);
  }
  expect(await run(1)).toEqual(outputs);
});

/** A model whose prediction is made of rows, so that w sgd(1) tells what each row's derivative is. */
const learned = { w: parameter('w', [16], onesInitializer) };

describe('the numbers of a turn', () => {
  it('are those of its key with the turn folded in, and another in each step', async () => {
    const key = (mode: Mode): Tensor<[4]> => mode.key();
    const net = model({}, input(1), (_, _x, mode) => {
      const { outputs } = scan(zeros(), iota(3), (c, _t) => [c, key(mode)]);
      return outputs;
    });
    const plain = model({}, input(1), (_, _x, mode) => {
      const outside = key(mode);
      return stack(0, ...([0, 1, 2].map((t) => foldIn(outside as RandomKey, t)) as [RandomKey, RandomKey, RandomKey]));
    });
    const loss = { target: input(1), loss: (o: Tensor<[3, 4]>) => sum(o) };
    const make = (m: typeof net) => trainStep(m, loss, sgd(0.1), { prediction: true });
    const step = await compile(make(net));
    const other = await compile(make(plain as never));
    let [state, theirs] = [step.initialState(4), other.initialState(4)];
    const seen = new Set<string>();
    for (let i = 0; i < 3; i++) {
      const [a, b] = [
        await step.run(state, { input: [0], target: [0] }),
        await other.run(theirs, { input: [0], target: [0] }),
      ];
      expect(a.outputs.prediction).toEqual(b.outputs.prediction);
      [state, theirs] = [a.state, b.state];
      seen.add(a.outputs.prediction!.join());
    }
    expect(seen.size).toBe(3);
  });

  it('differ in loops inside of loops, in every turn of each, in both directions', async () => {
    const net = model(
      {},
      input(1),
      (_, _x, mode) =>
        scan(zeros(), iota(3), (c) => [
          c,
          scan(zeros(), iota(4), (d) => [d, randomUniform(mode.key(), 16)], { reverse: true }).outputs,
        ]).outputs,
    );
    const { outputs } = await ran(
      trainStep(net, { target: input(1), loss: (o) => sum(o) }, sgd(0.1), { prediction: true }),
    );
    expect(new Set(rowsOf(outputs.prediction!, 12).map((r) => r.join())).size).toBe(12);
  });

  it('are the key that is given where one is made outside: that is said by who writes it', async () => {
    const { outputs } = await ran(looped(() => randomUniform(keyOf(1), 16)));
    expect(new Set(rowsOf(outputs.prediction!).map((r) => r.join())).size).toBe(1);
    const folded = await ran(
      looped(
        () => ones(16),
        (_r, _m, t) => randomUniform(foldIn(keyOf(1), t), 16),
      ),
    );
    expect(new Set(rowsOf(folded.outputs.prediction!).map((r) => r.join())).size).toBe(turns);
  });

  it.each(Object.entries(inNode))('are the same in the backward pass, on %s', async (_, on) => {
    // prediction = mask w 2 with w = 1: what a step of rate 1 takes from w is the sum of the rows
    const net = model(
      learned,
      input(1),
      (p, _x, mode) => scan(zeros(), iota(5), (c) => [add(c, sum(p.w)), dropout(0.5, mode)(p.w)]).outputs,
    );
    const { outputs, state } = await ran(
      trainStep(net, { target: input(1), loss: (o) => sum(o) }, sgd(1), { prediction: true }),
      on,
    );
    const rows = rowsOf(outputs.prediction!);
    const w = (await state.snapshot()).get('w')!.data;
    for (let i = 0; i < width; i++) expect(1 - w[i]!, `${i}`).toBe(rows.reduce((s, r) => s + r[i]!, 0));
  });

  it('are the same in the backward pass through carries', async () => {
    // h' = dropout(h w): the derivative by w is that of the product of what was kept
    const net = model(learned, input(1), (p, _x, mode) => {
      const { outputs } = scan(ones(16), iota(3), (h: Row) => {
        const next = dropout(0.2, mode)(mul(h, p.w));
        return [next, next];
      });
      return outputs;
    });
    const { outputs, state } = await ran(
      trainStep(net, { target: input(1), loss: (o) => sum(o) }, sgd(1), { prediction: true }),
    );
    const rows = rowsOf(outputs.prediction!, 3);
    const w = (await state.snapshot()).get('w')!.data;
    for (let i = 0; i < width; i++) {
      const derivative = rows.reduce((s, r, t) => s + r[i]! * (t + 1), 0);
      expect(1 - w[i]!).toBeCloseTo(derivative, 4);
    }
  });

  it('in a recurrent cell that is stepped by hand', async () => {
    const layers = { cell: elman(2, 16) };
    const net = model(
      layers,
      input(1),
      (p, _x, mode) =>
        scan(p.cell.start(1), ones(4, 1, 2), (h, x) => {
          const { output, state } = p.cell.step(h, x);
          const kept = dropout(0.5, mode)(add(mul(output, 0), 1));
          return [state, kept];
        }).outputs,
    );
    const { outputs } = await ran(
      trainStep(net, { target: input(1), loss: (o) => sum(o) }, sgd(0.1), { prediction: true }),
    );
    expect(new Set(rowsOf(outputs.prediction!, 4).map((r) => r.join())).size).toBe(4);
  });
});
