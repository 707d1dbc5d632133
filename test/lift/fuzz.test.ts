// Lifted functions under the fuzzer: alone, of several tensors, in a model; and a derivative that is stated wrongly is found.
import { lift } from 'quern/lift';
import { expect, it } from 'vitest';
import { affine } from '../../dsl/nn/affine.ts';
import { pipe } from '../../dsl/nn/compose.ts';
import { model } from '../../dsl/nn/model.ts';
import { input } from '../../dsl/ops/leaves.ts';
import { lifted } from '../../dsl/ops/lifted.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { fuzzGradients } from '../testing/index.ts';

/** x + sin(a x)^2 / a (Ziyin et al. 2020), a learned */
const snake = lift((x: number, a: number) => x + Math.sin(a * x) ** 2 / a);
/** sqrt(x) - 1 where x > 1, else log x: both branches fail on the other side */
const bent = lift((x: number) => {
  if (x > 1) return Math.sqrt(x) - 1;
  return x > 0.2 ? Math.log(x) : Math.cosh(x);
});

it('a function of two tensors', async () => {
  const options = { inputs: [input('batch', 3), input(3)] as const, backends: [cpu()] };
  const { runs } = await fuzzGradients((x, a) => snake(x, a), { ...options, runs: 6 });
  expect(runs).toBe(6);
});

it('a model whose branches fail where they are not taken', async () => {
  const net = model({ hidden: affine(3, 4), out: affine(4, 2) }, input('batch', 3), (p, x) =>
    pipe(x, p.hidden, bent, p.out),
  );
  const { runs } = await fuzzGradients(net, { runs: 6, backends: [cpu()] });
  expect(runs).toBe(6);
});

it('a derivative that is stated wrongly is found', async () => {
  const wrong = lifted({
    takes: 1,
    constants: [],
    steps: [
      ['sin', 0],
      // itself: a rule of a rule of a rule
      ['rule', 1, 0, 2],
    ],
    result: 2,
  } as const);
  const fuzzing = fuzzGradients((x) => wrong(x), { inputs: [input(3)], runs: 3 });
  await expect(fuzzing).rejects.toThrow(/customGradient is wrong/);
});
