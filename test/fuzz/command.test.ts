// quern fuzz, as it was built: what it prints, what it draws, its exit code, and what it says of mistakes.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../docs/markdown.ts';
import { fuzzCommand } from '../testing/command/index.ts';

const folder = `${root}out/fuzz/command/`;
const file = (factor: number) => `// written by a test
import { affine, customGradient, input, model, mul, pipe, predictStep, tanh, type Shape, type Tensor } from 'quern';
import { fuzzable } from 'quern/testing';

const square = <S extends Shape>(x: Tensor<S>) => customGradient(mul(x, x), [x], (g) => [mul(${factor}, mul(g, x))]);
export const net = model({ a: affine(3, 4), b: affine(4, 2) }, input('batch', 3), (p, x) => pipe(x, p.a, square, p.b), 'net');
export const predict = predictStep(net);
export const gate = fuzzable((x: Tensor<['n', 3]>) => mul(x, tanh(x)), { inputs: [input('n', 3)] });
export const make = () => net;
export const plain = (x: Tensor<[3]>) => x;
export const three = 3;
`;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}right.ts`, file(2));
  writeFileSync(`${folder}wrong.ts`, file(1));
});

function quern(...words: string[]) {
  const command = [`${root}dist/runtime/cli/main.js`, 'fuzz', ...words];
  return spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
}

describe('a file without faults', () => {
  let ran: ReturnType<typeof quern>;
  beforeAll(() => {
    ran = quern('right.ts', '--runs', '3', '--backend', 'cpu', '--backend', 'gpujs:cpu', '--svg', 'errors.svg');
  });

  it('gives exit code 0, and every subject has a table of errors by operation', () => {
    expect(ran.status, ran.stderr).toBe(0);
    for (const name of ['net', 'predict', 'gate'])
      expect(ran.stdout).toMatch(
        new RegExp(`^right.ts#${name}: no fault found; seed 1, 3 runs, \\d\\d checks, 0.0% inconclusive$`, 'm'),
      );
    expect(ran.stdout).not.toContain('right.ts#make');
    // operation, six oracles, the laws that apply, two backends, the worst error
    expect(ran.stdout).toMatch(/^customGradient( +3){6}( +\d)+( +3){2} +\d\.\de-\d+$/m);
    expect(ran.stdout).toMatch(/^tanh( +3){6}( +\d)+( +3){2} +\d\.\de-\d+$/m);
    expect(ran.stdout).toMatch(/^operation +alone +differences .* worst error$/m);
    expect(existsSync(`${folder}.quern`)).toBe(false);
    expect(ran.stdout).toContain(
      'covered: 6 operations; derivatives of order 1 and 2; cpu, gpujs:cpu; 1 stated derivative\n',
    );
    expect(ran.stdout).toContain("not tested: values outside [-2, 2], of input 'input' (set domains)\n");
    expect(ran.stdout).not.toContain('no backend was compared');
  });

  it('says all that was covered with --verbose, with places as the file has them', () => {
    const text =
      "import { greater, input, where, type Tensor } from 'quern';\nimport { fuzzable } from 'quern/testing';\nconst f = (x: Tensor<[3]>) =>\n  where(greater(x, 9), x, 1);\nexport const g = fuzzable(f, { inputs: [input(3)] });\n";
    writeFileSync(`${folder}arms.ts`, text);
    const { stdout } = quern('arms.ts', '--runs', '2', '--verbose');
    expect(stdout).toContain('  where at arms.ts:4: condition true 0 times, condition false 6 times, 0 at its kink\n');
    expect(stdout).toContain('not tested: where at arms.ts:4: its condition was never true at any drawn point\n');
  });

  it('is drawn', () => {
    const svg = readFileSync(`${folder}errors.svg`, 'utf8');
    expect(svg).toMatch(/^<svg /);
    for (const op of ['customGradient', 'tanh', 'reduce sum']) expect(svg).toContain(`>${op}</text>`);
    expect(svg.match(/<rect /g)!.length).toBeGreaterThan(6);
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});

describe('--seconds', () => {
  it('is the time of all subjects together, each of which is tried', () => {
    const ran = quern('right.ts', '--seconds', '1', '--order', '1', '--json', '--no-regressions');
    expect(ran.status, ran.stderr).toBe(0);
    const { subjects, seconds } = JSON.parse(ran.stdout) as { subjects: { runs: number }[]; seconds: number };
    expect(subjects).toHaveLength(3);
    for (const { runs } of subjects) expect(runs).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThan(1);
  });
});

describe('a file with a fault', () => {
  it('gives exit code 1 and the message; the counterexample is kept, and the next run tries it first', () => {
    const first = quern('wrong.ts#make', '--runs', '3', '--svg', 'wrong.svg');
    expect(first.status, first.stderr).toBe(1);
    expect(first.stdout).toContain('wrong.ts#make: FAULT');
    expect(first.stdout).toMatch(/wrong\.ts#make: customGradient is wrong: .*\nexpected 2\S*, got 1\S* \(off by/);
    // the parabola, its tangent, and half of it
    expect(first.stdout).toMatch(
      /●[\s\S]*·[\s\S]*×[\s\S]* └─+\n.*h from -0\.5 to 0\.5\n.*· slope by differences: 2 .*× slope by the gradient: 1\n/,
    );
    const svg = readFileSync(`${folder}wrong.svg`, 'utf8');
    expect(svg).toContain('slope by differences 2, by the gradient 1 (orange)');
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
    expect(first.stdout).not.toContain('not tested');
    const [kept] = JSON.parse(readFileSync(`${folder}.quern/regressions.json`, 'utf8')) as { subject: string }[];
    expect(kept).toMatchObject({ subject: 'wrong.ts#make', seed: 1, run: 0, op: 'customGradient' });

    const again = quern('wrong.ts#make', '--seed', '9', '--json');
    expect(again.status, again.stderr).toBe(1);
    const { subjects, faults, seconds } = JSON.parse(again.stdout) as Record<string, never>;
    expect({ faults, subjects }).toMatchObject({
      faults: 1,
      subjects: [{ name: 'wrong.ts#make', seed: 9, runs: 1, replayed: 1, counterexample: { seed: 1, run: 0 } }],
    });
    expect(seconds).toBeGreaterThan(0);
  });
});

describe('what is asked for wrongly', () => {
  it('gives exit code 2', () => {
    const { status, stderr } = quern('right.ts#net', '--symbols', 'time=3');
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: "fuzz: right.ts#net has no dimension named 'time'; it has batch\n",
    });
  });

  const command = { runs: 1, seed: 1, backend: [], order: 1, symbols: {}, tolerance: 1, regressions: false } as const;
  it.each([
    ['none.ts', {}, /none\.ts: no such file; give FILE#export/],
    ['right.ts#nett', {}, /there is no export 'nett'; what can be fuzzed is .*\bmake, net, predict$/],
    ['right.ts#plain', {}, /right\.ts#plain: say what the function is fed: export const plain = fuzzable\(f, \{/],
    ['right.ts#three', {}, /right\.ts#three: expected a model, a definition or fuzzable\(...\), not a number/],
    ['right.ts#net', { backend: ['tpu'] }, /there is no backend 'tpu'; there are auto, gpu, cpu/],
    ['right.ts#net', { backend: ['gpujs:webgl2'] }, /needs a browser/],
  ])('%s %o', async (reference, flags, message) => {
    const asked = fuzzCommand(`${folder}${reference}`, { ...command, ...flags });
    await expect(asked).rejects.toMatchObject({ name: 'UsageError', message: expect.stringMatching(message) });
  });

  it('a broken file of regressions', async () => {
    const regressions = `${folder}broken.json`;
    writeFileSync(regressions, '{');
    const asked = fuzzCommand(`${folder}right.ts#net`, { ...command, regressions });
    await expect(asked).rejects.toMatchObject({
      name: 'UsageError',
      message: expect.stringContaining('broken.json: not'),
    });
  });
});
