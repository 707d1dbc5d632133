// compile(..., { verify }): the compiled program against the float64 reference, where it runs.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Program } from '../../compiler/program/types.ts';
import type { Definition } from '../../dsl/graph.ts';
import {
  adam,
  affine,
  type Backend,
  batchNorm,
  compile,
  cpu,
  crossEntropy,
  dropout,
  embedding,
  evaluateStep,
  gru,
  input,
  log,
  mean,
  model,
  mul,
  pipe,
  predictStep,
  relu,
  sgd,
  sub,
  sum,
  trainStep,
} from '../../runtime/index.ts';
import { inNode } from '../laws/targets.ts';

const net = model({ hidden: affine(4, 8), out: affine(8, 3) }, input('batch', 4), (p, x) =>
  pipe(x, p.hidden, relu, p.out),
);
const words = model(
  { table: embedding(7, 3), out: affine(3, 7) },
  { tokens: input.i32('batch'), scale: input('batch', 3) },
  (p, x) => p.out(mul(p.table(x.tokens), x.scale)),
);
const noisy = model({ first: affine(4, 3), norm: batchNorm(3), out: affine(3, 3) }, input('batch', 4), (p, x, mode) =>
  pipe(x, p.first, p.norm(mode), dropout(0.5, mode), p.out),
);
const recurrent = model({ cell: gru(3, 2), out: affine(2, 2) }, input('batch', 5, 3), (p, x) =>
  p.out(mean(p.cell(x).outputs, 1)),
);

const definitions: Readonly<Record<string, Definition>> = {
  sgd: trainStep(net, crossEntropy, sgd(0.1)),
  'adam, whose first step hides how large a gradient is': trainStep(net, crossEntropy, adam()),
  'indices and labels': trainStep(words, crossEntropy, sgd(0.1)),
  'keys and running statistics': trainStep(noisy, crossEntropy, adam()),
  'statistics that are only read': evaluateStep(noisy, crossEntropy),
  'a loop': trainStep(recurrent, crossEntropy, adam()),
};

describe.each(Object.entries(inNode))('on %s', (backend, open) => {
  it.each(Object.entries(definitions))('%s', async (_, definition) => {
    const { verified, notes } = await compile(definition, { batch: 3 }, { on: await open(), verify: true });
    expect(verified).toMatchObject({ points: 2, tolerance: 1, seed: 1, open: [] });
    expect(verified!.worst.error).toBeLessThan(verified!.worst.allowed);
    expect(notes.at(-1)).toMatch(
      /^verified in \d+ ms: \d+ results of 2 steps agree with the float64 reference; the near/,
    );
  });
  it(`is the backend that is asked (${backend})`, async () => {
    const on = await open();
    await expect(
      compile(definitions.sgd!, { batch: 3 }, { on: wrong(on, ['outputs', 'loss']), verify: true }),
    ).rejects.toThrow(`on ${on.name}, step 1 of seed 1`);
  });
});

it('compares outputs, states and the gradients by every weight', async () => {
  const { verified } = await compile(definitions.sgd!, { batch: 3 }, { verify: true });
  const weights = ['hidden.w', 'hidden.b', 'out.w', 'out.b'];
  expect(verified!.results).toEqual([
    ...["output 'loss'", "output 'correct'"],
    ...weights.map((w) => `state '${w}'`),
    "state 'step'",
    ...weights.map((w) => `the gradient by '${w}'`),
  ]);
});

/** A backend of which one element of one result is off, in programs that have it. */
function wrong(
  inner: Backend,
  [kind, name]: readonly ['outputs' | 'states', string],
  by = 1e-2,
  every = true,
): Backend {
  return {
    name: inner.name,
    capabilities: inner.capabilities,
    async instantiate(program: Program) {
      const instance = await inner.instantiate(program);
      const port = program[kind].find((p) => p.name === name);
      const isMain = !program.outputs.some((o) => o.name.startsWith('gradient'));
      return {
        ...instance,
        release: () => instance.release(),
        write: (buffer: number, data: ArrayLike<number>) => instance.write(buffer, data),
        run: () => instance.run(),
        async read(buffer: number) {
          const values = await instance.read(buffer);
          if (buffer === port?.buffer && (every || isMain)) values[values.length - 1]! += by;
          return values;
        },
      };
    },
  };
}

it.each([
  ['a point too few', { points: 0 }, 'points is 0'],
  ['a disagreement', { points: 1 }, 'in the float64 reference'],
])('frees all that it opened after %s', async (_, verify, said) => {
  let open = 0;
  const inner = wrong(cpu(), ['outputs', 'loss']);
  const on: Backend = {
    ...inner,
    async instantiate(program) {
      const instance = await inner.instantiate(program);
      open++;
      const release = () => {
        open--;
        instance.release();
      };
      return { ...instance, release };
    },
  };
  await expect(compile(definitions.sgd!, { batch: 3 }, { on, verify })).rejects.toThrow(said);
  expect(open).toBe(0);
});

describe('a disagreement', () => {
  const faults = [
    ['outputs', 'loss', "output 'loss' is "],
    ['states', 'hidden.w', "state 'hidden.w', element [3, 7] is "],
    ['states', 'step', "state 'step' is "],
    ['outputs', "gradient by 'out.w'", "the gradient by 'out.w', element [7, 2] is "],
  ] as const;
  it.each(faults)('of %s %s says what, where, both numbers and what is allowed', async (kind, name, said) => {
    const on = wrong(cpu(), [kind, name], name === 'step' ? 1 : 1e-2);
    const error = await compile(definitions.sgd!, { batch: 3 }, { on, verify: true }).catch((e: unknown) => e);
    expect(error).toMatchObject({ name: 'VerifyError' });
    const { message, expected, actual, allowed } = error as Error & Record<'expected' | 'actual' | 'allowed', number>;
    expect(message).toContain(`verify: trainStep(model): ${said}`);
    expect(message).toMatch(/is \S+, but \S+ in the float64 reference, ± \d\.\de[-+]\d+ for rounding(;| \()/);
    if (name !== 'step' && name !== 'loss')
      expect(message).toMatch(/\(layer '(hidden|out)', at .*verify\.test\.ts:\d+\)/);
    expect(message).toContain('step 1 of seed 1. Compile with { validate: true }');
    expect(Math.abs(actual - expected)).toBeGreaterThan(allowed);
  });

  it('of the place: the line of the model that the result comes from', async () => {
    const on = wrong(cpu(), ['states', 'out.b']);
    const error = await compile(definitions.sgd!, { batch: 3 }, { on, verify: true }).catch((e: Error) => e.message);
    const lines = readFileSync(import.meta.filename, 'utf8').split('\n');
    const at = lines.findIndex((l) => l.includes('pipe(x, p.hidden, relu, p.out)')) + 1;
    expect(error).toContain(`verify.test.ts:${at})`);
  });

  it('of a gradient whose scale adam hides in its first step is found in the second', async () => {
    await expect(
      compile(
        Object.values(definitions)[1]!,
        { batch: 3 },
        { on: wrong(cpu(), ['states', 'optimizer.square.out.w'], 1e-4), verify: true },
      ),
    ).rejects.toThrow("state 'optimizer.square.out.w'");
  });

  it('within what is allowed is none: tolerance says how much', async () => {
    const on = wrong(cpu(), ['outputs', 'loss'], 1e-4);
    await expect(compile(definitions.sgd!, { batch: 3 }, { on, verify: true })).rejects.toThrow("output 'loss'");
    const { verified } = await compile(
      definitions.sgd!,
      { batch: 3 },
      { on, verify: { tolerance: 1e3, points: 1, seed: 4 } },
    );
    expect(verified).toMatchObject({ points: 1, tolerance: 1000, seed: 4, worst: { what: "output 'loss'" } });
  });
});

describe('a verified program', () => {
  it('gives the bits of one that is not, from a state of before and from its own', async () => {
    const key = Object.values(definitions)[3]!;
    const feeds = { input: Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)), target: [0, 1, 2] };
    const plain = await compile(key, { batch: 3 });
    const before = await plain.run(plain.initialState(3), feeds);
    const kept = await before.state.snapshot();
    const verified = await compile(key, { batch: 3 }, { verify: true });
    expect(await before.state.snapshot()).toEqual(kept);
    const [next, other] = [await plain.run(before.state, feeds), await verified.run(verified.restore(kept), feeds)];
    expect(other.outputs).toEqual(next.outputs);
    expect(await other.state.snapshot()).toEqual(await next.state.snapshot());
    const [a, b] = [await plain.run(plain.initialState(5), feeds), await verified.run(verified.initialState(5), feeds)];
    expect(await b.state.snapshot()).toEqual(await a.state.snapshot());
  });

  it('is the same each time, and counts no time of verification as compilation', async () => {
    const [a, b] = [
      await compile(definitions.sgd!, { batch: 3 }, { verify: true }),
      await compile(definitions.sgd!, { batch: 3 }, { verify: true }),
    ];
    expect({ ...a.verified, milliseconds: 0 }).toEqual({ ...b.verified, milliseconds: 0 });
    expect((await compile(definitions.sgd!, { batch: 3 })).verified).toBeUndefined();
    expect((await compile(definitions.sgd!, { batch: 3 }, { verify: false })).notes).toEqual([]);
  });
});

describe('what is no fault', () => {
  it('long sums whose terms cancel', async () => {
    const long = predictStep(model({}, input(5000), (_, x) => sum(x)));
    expect((await compile(long, {}, { verify: { points: 20 } })).verified!.open).toEqual([]);
  });

  it('a function whose values are numbers elsewhere: another domain is taken', async () => {
    const { verified } = await compile(predictStep(model({}, input(30), (_, x) => log(x))), {}, { verify: true });
    expect(verified).toMatchObject({ open: [], results: ["output 'output'"] });
  });

  it('no number anywhere: it is said', async () => {
    const never = predictStep(model({}, input(3), (_, x) => log(sub(x, 5))));
    const { notes, verified } = await compile(never, {}, { verify: true });
    expect(verified!.open).toHaveLength(1);
    expect(notes.at(-1)).toMatch(/^not verified: output '.*': it is no number on any random input$/);
  });
});

describe('what is asked for wrongly', () => {
  const asked = (verify: object) => compile(definitions.sgd!, { batch: 3 }, { verify });
  it.each([
    [{ points: 0 }, 'compile: verify: points is 0; expected a whole number, 1 or more'],
    [{ seed: 0.5 }, 'compile: verify: seed is 0.5'],
    [{ tolerance: 0 }, 'compile: verify: tolerance is 0, expected more than 0'],
    [{ point: 3 }, "compile: verify has no option 'point'; did you mean 'points'?"],
  ])('%o', async (verify, message) => {
    await expect(asked(verify)).rejects.toThrow(message);
  });

  it('what follows does not compile', () => {
    const wrong = [
      // @ts-expect-error -- there is no option 'point'
      () => compile(definitions.sgd!, {}, { verify: { point: 3 } }),
      // @ts-expect-error -- true, false or options
      () => compile(definitions.sgd!, {}, { verify: 'twice' }),
    ];
    expect(wrong).toHaveLength(2);
  });

  it('a program of too many values for the reference is refused, with what to do', async () => {
    const large = predictStep(model({}, input('batch', 4000, 4000), (_, x) => sum(mul(x, x))));
    await expect(compile(large, { batch: 4 }, { verify: true })).rejects.toThrow(
      /computes 1\.\de\+8 values, and the float64 reference holds 6\.7e\+7 of them at most; verify it with smaller dim/,
    );
  });
});
