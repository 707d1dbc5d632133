// Loops in training: what a turn keeps by mode.keep, running statistics most often, is what the next one reads.
import { describe, expect, it } from 'vitest';
import type { Mode } from '../../dsl/nn/mode.ts';
import {
  add,
  affine,
  batchNorm,
  cast,
  compile,
  input,
  iota,
  mean,
  model,
  mul,
  ones,
  onesInitializer,
  parameter,
  pipe,
  predictStep,
  scan,
  sgd,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  trainStep,
  zeros,
} from '../../runtime/index.ts';
import { inNode } from '../laws/targets.ts';
import { ran } from './ran.ts';

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
