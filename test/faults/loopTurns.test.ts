// Loops in training: each turn of a scan draws numbers of its own, the same in the backward pass, and what a turn keeps is
// what the next one reads. On every backend of Node; the key of a turn is foldIn(key, turn), so that loops are their turns
// written out.
import { describe, expect, it } from 'vitest';
import type { Mode } from '../../dsl/nn/mode.ts';
import {
  add,
  affine,
  attend,
  batchNorm,
  cast,
  compile,
  type Definition,
  dropout,
  elman,
  foldIn,
  input,
  iota,
  keyOf,
  mean,
  model,
  mul,
  ones,
  onesInitializer,
  parameter,
  pipe,
  predictStep,
  type RandomKey,
  randomBernoulli,
  randomNormal,
  randomUniform,
  reshape,
  scan,
  sgd,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tanh,
  trainStep,
  where,
  zeros,
} from '../../runtime/index.ts';
import { inNode } from '../laws/targets.ts';

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

const ran = async (definition: Definition, on = inNode.cpu!, seed = 1, feeds = { input: [0], target: [0] }) => {
  const step = await compile(definition, {}, { on: await on() });
  return step.run(step.initialState(seed), feeds);
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

describe('what a turn keeps', () => {
  const layers = { a: affine(2, 4), n: batchNorm(4), o: affine(4, 1) };
  const micro = trainStep(
    model(layers, { x: input('k', 3, 2), y: input('k', 3, 1) }, (p, { x, y }, mode) =>
      mean(
        scan(zeros(), { x, y }, (c, r) => [c, mean(square(sub(pipe(r.x, p.a, p.n(mode), tanh, p.o), r.y)))]).outputs,
      ),
    ),
    { target: input(1), loss: (l) => l },
    sgd(0),
  );
  const numbers = (n: number, at: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(3.1 * i + at));
  const close = (a: ArrayLike<number>, b: ArrayLike<number>) =>
    Array.from(a).forEach((v, i) => {
      expect(v).toBeCloseTo(b[i]!, 5);
    });

  it.each(Object.entries(inNode))('batchNorm over micro-batches is as many steps of it, on %s', async (_, on) => {
    const alone = await compile(micro, { k: 1 }, { on: await on() });
    for (const k of [1, 2, 3]) {
      const [x, y] = [numbers(k * 6, k), numbers(k * 3, 2)];
      const step = await compile(micro, { k }, { on: await on() });
      const { state, outputs } = await step.run(step.initialState(1), { x, y, target: [0] });
      let single = alone.initialState(1);
      let loss = 0;
      for (let t = 0; t < k; t++) {
        const run = await alone.run(single, {
          x: x.slice(6 * t, 6 * t + 6),
          y: y.slice(3 * t, 3 * t + 3),
          target: [0],
        });
        single = run.state;
        loss += run.outputs.loss![0]! / k;
      }
      const [found, expected] = [await state.snapshot(), await single.snapshot()];
      for (const name of ['n.mean', 'n.variance']) close(found.get(name)!.data, expected.get(name)!.data);
      expect(outputs.loss![0]).toBeCloseTo(loss, 5);
    }
  });

  const counter = { n: parameter('n', [1], onesInitializer, false) };
  const kept = async (forward: (n: Tensor<[1]>, mode: Mode) => Tensor<unknown[]>) => {
    const net = model(counter, input(1), (p, x, mode) => add(mul(x, 0), sum(forward(p.n, mode) as never) as never));
    const { state, outputs } = await ran(trainStep(net, { target: input(1), loss: (o) => sum(o) }, sgd(0.1)));
    return { n: (await state.snapshot()).get('n')!.data[0], loss: outputs.loss![0] };
  };

  it('goes from turn to turn, through loops in loops, and to the state after the last', async () => {
    // n = 1, doubled in each of 2 x 3 turns; each turn reads what the one before it kept: 1 + 2 + 4 + ... + 32
    const nested = await kept(
      (n, mode) =>
        scan(zeros(), iota(2), (c) => [
          c,
          scan(zeros(), iota(3), (d) => {
            mode.keep(n, mul(n, 2));
            return [d, n];
          }).outputs,
        ]).outputs as never,
    );
    expect(nested).toEqual({ n: 64, loss: 63 });
  });

  it('in a loop of no turns is what it was', async () => {
    const none = await kept(
      (n, mode) =>
        scan(zeros(), zeros(0), (c) => {
          mode.keep(n, mul(n, 2));
          return [c, n];
        }).outputs as never,
    );
    expect(none.n).toBe(1);
  });

  it('of the last turn, where it depends on the turn alone', async () => {
    const last = await kept(
      (n, mode) =>
        scan(zeros(), iota(4), (c, t) => {
          mode.keep(n, mul(ones(1), cast(t, 'f32')));
          return [c, n];
        }).outputs as never,
    );
    expect(last.n).toBe(3);
  });

  it('twice in one turn, or in two loops, is an error that names it', async () => {
    const twice = (n: Tensor<[1]>, mode: Mode) => {
      mode.keep(n, mul(n, 2));
      mode.keep(n, mul(n, 3));
      return n;
    };
    const message = "mode.keep: 'n' is kept twice in one step; use one layer for each place";
    await expect(kept(twice as never)).rejects.toThrow(message);
    await expect(
      kept((n, mode) => scan(zeros(), iota(2), (c) => [c, twice(n, mode)]).outputs as never),
    ).rejects.toThrow(message);
    const loop = (n: Tensor<[1]>, mode: Mode) =>
      scan(zeros(), iota(2), (c) => {
        mode.keep(n, mul(n, 2));
        return [c, n];
      }).outputs;
    await expect(kept((n, mode) => add(loop(n, mode), loop(n, mode)) as never)).rejects.toThrow(message);
  });
});

it('a value that leaves a body by no carry or output is an error that says so', async () => {
  let leaked: Tensor<[]> = zeros();
  const net = model({}, input(1), (_, x) => {
    scan(zeros(), ones(3), (c, v) => {
      leaked = v;
      return [c, v];
    });
    return mul(x, leaked);
  });
  await expect(compile(predictStep(net))).rejects.toThrow(
    'slice0 [] is used but is no input or state of the graph; it is a value inside of the body of a scan',
  );
});
