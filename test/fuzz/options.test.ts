// What fuzzGradients is told, and what it reports: coverage, errors, what stayed open, and what failed before.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  affine,
  cpu,
  embedding,
  input,
  log,
  model,
  mul,
  pipe,
  predictStep,
  sin,
  sum,
  type Tensor,
  tanh,
} from '../../runtime/index.ts';
import {
  expression,
  FuzzError,
  type FuzzOptions,
  type FuzzReport,
  fuzzable,
  fuzzGradients,
  fuzzPrograms,
  type Regression,
  recheck,
} from '../testing/index.ts';
import { regressionFile } from '../testing/node.ts';
import { squareWith } from './faults.ts';

const words = model(
  { table: embedding(7, 3), out: affine(3, 2) },
  { tokens: input.i32('batch'), scale: input('batch', 3) },
  (p, x) => pipe(mul(p.table(x.tokens), x.scale), tanh, p.out),
  'words',
);

const failure = async (made: Promise<FuzzReport>): Promise<FuzzError> => {
  const error = await made.catch((e: unknown) => e);
  if (error instanceof FuzzError) return error;
  throw new Error(`expected a FuzzError, got ${String(error)}`);
};

describe('a report', () => {
  let report: FuzzReport;
  beforeAll(async () => {
    report = await fuzzGradients(words, { runs: 4, backends: [cpu()], domains: { tokens: { low: 0, high: 6 } } });
  });

  it('counts every oracle for every operation', () => {
    const oracles = ['each node alone', 'differences', 'Taylor remainder', 'duality of jvp and vjp'];
    const second = ['second differences', 'symmetry of the Hessian', 'constants as leaves'];
    const others = ['differences of forward mode', 'derivatives part by part'];
    const all = [...oracles, ...second, ...others, 'cpu against the reference'];
    expect(report).toMatchObject({ name: 'words', seed: 1, runs: 4, replayed: 0 });
    for (const op of ['gather', 'tanh', 'mul', 'reduce sum', 'input', 'parameter'])
      for (const oracle of all) expect(report.ops[op]!.checks[oracle], `${op}, ${oracle}`).toBe(4);
    // the laws where they apply: there is no batch to take apart or to permute in a batch of one
    const laws = ['a batch of n and n batches of one', 'permutation of the batch', 'linearity of views'];
    expect(Object.keys(report.worst).sort()).toEqual([...all, ...laws].sort());
    const applied = laws.map((law) => report.ops.tanh!.checks[law] ?? 0);
    expect(report.checks).toBe(4 * all.length + applied.reduce((sum, n) => sum + n));
    for (const n of applied) expect(n).toBeGreaterThan(0);
  });

  it('has the worst relative error of each operation', () => {
    expect(report.ops.tanh!.worst).toBeGreaterThan(0);
    expect(report.ops.tanh!.worst).toBeLessThan(1e-9);
    for (const share of Object.values(report.worst)) expect(share).toBeLessThanOrEqual(1);
    expect(report.inconclusive).toBeLessThan(0.02);
    expect(report.counterexample).toBeUndefined();
  });

  it('is the same for the same seed, and another for another', async () => {
    const again = (seed: number) => fuzzGradients(words, { runs: 2, seed, order: 1 });
    expect(await again(5)).toEqual(await again(5));
    expect((await again(5)).worst).not.toEqual((await again(6)).worst);
  });

  it('of order 1 has no second derivatives', async () => {
    const first = await fuzzGradients(words, { runs: 1, order: 1 });
    expect(Object.keys(first.worst)).not.toContain('second differences');
  });

  it('tells of progress', async () => {
    const seen: number[] = [];
    // a batch of one, to which no law of batches applies: seven oracles a run, and the linearity of its views
    const options = { runs: 3, order: 1, symbols: { batch: 1 }, batch: 'mixed' } as const;
    await fuzzGradients(words, { ...options, onProgress: ({ run, checks }) => seen.push(run, checks) });
    expect(seen).toEqual([1, 8, 2, 16, 3, 24]);
  });
});

describe('options', () => {
  const slight = (tolerance: number) =>
    fuzzGradients((x: Tensor<[3]>) => sum(squareWith(2 + 1e-9)(x)), {
      inputs: [input(3)],
      runs: 3,
      order: 1,
      tolerance,
    });

  it('tolerance says how many times its estimated error a comparison may be off', async () => {
    expect((await failure(slight(1))).message).toContain('customGradient is wrong');
    expect((await slight(1e4)).counterexample).toBeUndefined();
    await expect(slight(0)).rejects.toThrow('tolerance is 0');
  });

  // of numbers from -2 to 2
  const rough = (onInconclusive: 'throw' | 'ignore') =>
    fuzzGradients((x: Tensor<[3]>) => sum(log(x)), {
      inputs: [input(3)],
      runs: 4,
      order: 1,
      onInconclusive,
    });

  it('onInconclusive says what becomes of a run that decides little', async () => {
    const error = await failure(rough('throw'));
    expect(error.message).toMatch(/% of \d+ checks could not be decided/);
    expect(error.report.inconclusive).toBeGreaterThan(0.02);
    expect((await rough('ignore')).inconclusive).toBe(error.report.inconclusive);
  });

  it('symbols that are none, sizes that are none and runs that are none are refused', async () => {
    await expect(fuzzGradients(words, { symbols: { time: 3 } })).rejects.toThrow(
      "no dimension named 'time'; it has batch",
    );
    await expect(fuzzGradients(words, { symbols: { batch: 0.5 } })).rejects.toThrow("'batch' is 0.5");
    await expect(fuzzGradients(words, { runs: 0 })).rejects.toThrow('runs is 0');
  });

  it('seconds are a time budget: as many runs as fit, one at least, and no more than runs', async () => {
    const begin = performance.now();
    const timed = await fuzzGradients(words, { seconds: 0.5, order: 1 });
    const took = performance.now() - begin;
    expect(timed.runs).toBeGreaterThan(1);
    expect(took).toBeGreaterThan(500);
    expect(took).toBeLessThan(10_000);
    expect((await fuzzGradients(words, { seconds: 1e-9, order: 1 })).runs).toBe(1);
    expect((await fuzzGradients(words, { seconds: 60, runs: 2, order: 1 })).runs).toBe(2);
    expect((await fuzzPrograms({ seconds: 1e-9, order: 1 })).runs).toBe(1);
    await expect(fuzzGradients(words, { seconds: 0 })).rejects.toThrow('seconds is 0');
  });

  it('a definition and a fuzzable are taken too', async () => {
    const options: FuzzOptions = { runs: 1, order: 1 };
    const f = fuzzable((x: Tensor<['n', 2]>) => sin(x), { inputs: [input('n', 2)], symbols: { n: 1 } });
    expect((await fuzzGradients(predictStep(words), options)).ops.gather).toBeDefined();
    expect((await fuzzGradients(f, { ...options, name: 'sine' })).name).toBe('sine');
  });

  it('know the inputs of the model: what follows does not compile', () => {
    const wrong = [
      // @ts-expect-error -- there is no input 'token'
      () => fuzzGradients(words, { domains: { token: { low: 0, high: 6 } } }),
      // @ts-expect-error -- a domain has two ends
      () => fuzzGradients(words, { domains: { tokens: { low: 0 } } }),
      // @ts-expect-error -- the function takes three numbers
      () => fuzzGradients((x: Tensor<[3]>) => sin(x), { inputs: [input(4)] }),
      // @ts-expect-error -- a function's inputs are to be said
      () => fuzzGradients((x: Tensor<[3]>) => sin(x)),
      // @ts-expect-error -- the same of what is exported
      () => fuzzable((x: Tensor<[3]>) => sin(x), { inputs: [input(4)] }),
    ];
    expect(wrong).toHaveLength(5);
  });
});

describe('regressions', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'quern-regressions-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const fuzzed = (factor: number, file: string, seed = 3) =>
    fuzzGradients((x: Tensor<[3]>) => sum(squareWith(factor)(x)), {
      inputs: [input(3)],
      name: 'square',
      regressions: regressionFile(file),
      ...{ runs: 2, order: 1, seed },
    });

  it('a counterexample is kept, tried first by the next run, and stays when it holds again', async () => {
    const file = join(folder, 'new', 'regressions.json');
    expect((await fuzzed(2, file)).replayed).toBe(0);
    await failure(fuzzed(1, file));
    const [entry, ...others] = JSON.parse(readFileSync(file, 'utf8')) as (Omit<Regression, 'program'> & {
      program: string[];
    })[];
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      subject: 'square',
      seed: 3,
      run: 0,
      oracle: 'each node alone',
      op: 'customGradient',
    });
    expect(entry!.program.at(-1)).toContain("await recheck('each node alone'");
    // another seed: the kept point fails before any other is tried
    const { report } = await failure(fuzzed(1, file, 4));
    expect(report).toMatchObject({ runs: 1, replayed: 1, counterexample: { seed: 3, run: 0 } });
    // mended: replayed, and kept
    expect(await fuzzed(2, file, 4)).toMatchObject({ runs: 3, replayed: 1 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual([entry]);
  });

  it('are those of the same subject', async () => {
    const file = join(folder, 'other.json');
    const { save } = regressionFile(file);
    await save({ subject: 'cube', seed: 9, run: 9, oracle: 'differences', op: 'mul', program: 'a\nb' });
    expect((await fuzzed(2, file)).replayed).toBe(0);
  });

  it('of several processes are all kept', async () => {
    const file = join(folder, 'many.json');
    const entry = (run: number): Regression => ({ subject: 's', seed: 1, run, oracle: 'o', op: 'p', program: 'q' });
    await Promise.all(Array.from({ length: 8 }, (_, run) => regressionFile(file).save(entry(run))));
    const runs = (await regressionFile(file).load()).map((r) => r.run);
    expect([...runs].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it.each([
    ['{"not": "a list"}', /not a file of regressions: expected a list; mend it/],
    ['[{"subject": "x"}]', /entry 0 lacks subject, seed/],
    ['[', /not a file of regressions: .*JSON/],
  ])('a file that holds %s is an error, and is left as it is', async (text, message) => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, text);
    await expect(fuzzed(2, file)).rejects.toThrow(message);
    await expect(fuzzed(1, file)).rejects.toThrow(message);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('differences', () => {
  const x = expression.input('x', [1, 3]);
  const most = expression.reduce('max', x, [1]);

  it('are not taken in by a kink that every step of theirs is beyond', async () => {
    for (const first of [0.0005463535781018436, 1e-3, 1e-4])
      await recheck('each node alone', [[x, [first, 0, 0]]], [most]);
  });

  it('know a kink at the point from others close to it', async () => {
    const [a, b] = [expression.input('a', [3]), expression.input('b', [3])];
    const ties = [[a, [-1.4911375728843268e-5, 0, -0]] as const, [b, [0, 0, 0]] as const];
    for (const op of ['max', 'min'] as const) await recheck('each node alone', ties, [expression.apply(op, b, a)]);
  });
});
