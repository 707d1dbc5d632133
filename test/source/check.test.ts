// quern check: each broken model's first cause, at its line, in the right words; no false alarm where nothing is wrong.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import type { ts } from 'ts-morph';
import { describe, expect, it, vi } from 'vitest';
import { checkAll } from '../../compiler/source/check/index.ts';
import { faultText } from '../../compiler/source/check/text.ts';
import { openProjects } from '../../compiler/source/project.ts';
import { type CheckRequest, runCheck } from '../../runtime/cli/check.ts';
import { folder, stated, tally, wrongFixes } from './tally/judge.ts';

const root = process.cwd();
const names = readdirSync(folder);
/** What newcomers get wrong: tally/judge.ts says how each states what is right. */
const { report, verdicts } = tally();

describe('quern check', () => {
  it('has at least 290 broken models to look at', () => expect(names.length).toBeGreaterThanOrEqual(290));

  it.each(verdicts)('$file: the first cause, at its line', ({ place, cause, told }) => {
    expect({ place, cause, told }).toEqual({ place: true, cause: true, told });
  });

  it('says the right fix of at least 95 in 100, and why not of the others', () => {
    const wrong = verdicts.filter((v) => !v.fix).map((v) => v.file);
    expect(wrong.length / verdicts.length).toBeLessThan(0.05);
  });

  it('has no internals in what it says', () => {
    const internal =
      /\$\{|import\(|\b(?:Dim|Shape|DType|Text|Word|Tree)\b|expected never|\bnever[,\]]|!cannot|!window|" \| "|\(-\d+\)\/|is (\w+)\(\1\)|Function\(| is typeof /;
    const said = report.faults.flatMap((f) => [
      ...[f.sentence, f.suggestion ?? '', ...(f.fixes ?? []).map((fix) => fix.words)],
      ...[...f.operands, ...f.origins, ...(f.consequences ?? [])].map((n) => n.text),
    ]);
    expect(said.filter((text) => internal.test(text))).toEqual([]);
  });

  it('states fixes of what is there', () => {
    const stray = names.flatMap((name) => wrongFixes(name));
    expect(stray).toEqual([]);
  });

  it('tells each of two mistakes, one of them over type parameters', () => {
    const faults = report.faults.filter((f) => f.place.file.fileName.endsWith('/broken/genericWidths.ts'));
    expect(faults.map((f) => f.sentence)).toEqual([
      'add: cannot broadcast [B, 128] with [B, 64]: 128 vs 64',
      'matmul: inner dimensions differ: 3 vs 4',
    ]);
  });

  it('says what the operands are, where a size came from and what to write', () => {
    const fault = report.faults.find((f) => f.place.file.fileName.endsWith('/affineSwapped.ts'))!;
    expect(faultText(fault, root, false)).toMatchInlineSnapshot(`
      "test/source/broken/affineSwapped.ts:14:5 - error shape: affine(128, 784): input has 784 features, expected 128

      14     p.hidden,
             ~~~~~~~~

        x is [batch, 784]
        p.hidden is given [batch, 784]
        128 is from affine(128, 784)  (test/source/broken/affineSwapped.ts:5:18)
        784 is from affine(128, 784)  (test/source/broken/affineSwapped.ts:5:23)
        try: inputs come first: affine(784, 128) in line 5; affine(128, 10) in line 6
      "
    `);
  });

  it('tells operands that are written in the call apart', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'quern-check-')), 'inline.ts');
    writeFileSync(
      file,
      `import { matmul, zeros } from '${root}/runtime/index.ts';\nexport const y = matmul(zeros(8, 4), zeros(8, 4));\n`,
    );
    const [fault] = checkAll(openProjects({ files: [file] }, root)).faults;
    const { operands, origins, fixes } = fault!;
    expect([operands, origins].map((notes) => notes.map((n) => n.text))).toEqual([
      ['zeros(8, 4) is [8, 4]', 'zeros(8, 4) is [8, 4]'],
      ['4 is from zeros(8, 4)', '8 is from zeros(8, 4)'],
    ]);
    const columns = origins.map(({ place }) => place.file.getLineAndCharacterOfPosition(place.start).character);
    expect(columns).toEqual([33, 43]);
    expect(fixes?.[0]?.words).toBe('transpose zeros(8, 4): matmul(zeros(8, 4), transpose(zeros(8, 4)))');
  });

  it.each([
    ["this project's own programs", ['examples/**/*.ts', 'test/types/{right,models}/*.ts']],
    ['generic and unusual programs', ['test/source/right/*.ts']],
  ])('has no alarm for %s', { timeout: 120_000 }, (_, patterns) => {
    const right = globSync(patterns);
    const found = checkAll(openProjects({ files: right }, root));
    // that a plain `number` is compared with nothing is said of what is right, too
    const errors = found.faults.filter((f) => f.severity === 'error' || f.rule !== 'number-dimension');
    expect(errors.map((f) => `${f.place.file.fileName}: ${f.sentence}`)).toEqual([]);
    expect(found.others.map((d: ts.Diagnostic) => d.messageText)).toEqual([]);
  });
});

describe('generic functions', () => {
  it('a window that is too large for the argument of a generic function is an error where it is called', () => {
    const place = mkdtempSync(join(tmpdir(), 'quern-generic-'));
    const file = join(place, 'generic.ts');
    writeFileSync(
      file,
      `import { maxPool2d, type Tensor, zeros } from '${root}/runtime/index.ts';\nconst pooled = <N extends number>(x: Tensor<[1, 1, N, N]>) => maxPool2d(x, 5);\nexport const fine = pooled(zeros(1, 1, 9, 9));\nexport const none = pooled(zeros(1, 1, 3, 3));\n`,
    );
    const { faults } = checkAll(openProjects({ files: [file] }, place));
    expect(
      faults.map((f) => [f.rule, f.sentence, f.place.file.getLineAndCharacterOfPosition(f.place.start).line]),
    ).toEqual([['shape', 'pooled: window exceeds dimension 3', 3]]);
  });
});

describe('the command', () => {
  const quern = (...args: string[]) =>
    spawnSync(process.execPath, ['dist/runtime/cli/main.js', 'check', ...args], { encoding: 'utf8' });

  it('prints JSON and ends with 1 where there are errors', () => {
    const wrong = quern(`${folder}/affineSwapped.ts`, '--json');
    expect(wrong.status).toBe(1);
    expect(JSON.parse(wrong.stdout).faults[0]).toMatchObject({
      rule: 'shape',
      severity: 'error',
      line: stated(readFileSync(`${folder}/affineSwapped.ts`, 'utf8')).line,
      sentence: 'affine(128, 784): input has 784 features, expected 128',
    });
  });

  it('checks again when a file changes, until it is stopped', { timeout: 60_000 }, async () => {
    const watched = mkdtempSync(join(tmpdir(), 'quern-watch-'));
    const file = join(watched, 'model.ts');
    const source = (size: number) =>
      `import { affine, zeros } from '${root}/runtime/index.ts';\nexport const y = affine(8, 2)(zeros(4, ${size}));\n`;
    writeFileSync(join(watched, 'package.json'), '{"type": "module"}');
    writeFileSync(file, source(9));
    const args = ['dist/runtime/cli/main.js', 'check', file, '--watch'];
    const watching = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    watching.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
    const says = (words: string) => vi.waitUntil(() => text.includes(words), { timeout: 25_000, interval: 50 });
    await says('input has 9 features');
    await says('Watching');
    writeFileSync(file, source(8));
    await says('no errors about tensors');
    watching.kill('SIGINT');
    expect(await new Promise((resolve) => watching.on('exit', resolve))).toBe(0);
  });

  it.each<[string[], Partial<CheckRequest>, string]>([
    [[], { project: 'nowhere' }, 'nowhere: no such tsconfig'],
    [[], { without: ['nonsense'] }, "check: there is no lint 'nonsense'; there are number-dimension,"],
    [['a.ts'], { project: '.' }, 'check: give files or --project, not both'],
  ])('%j with %j is an error: %s', async (files, request, message) => {
    await expect(runCheck(files, { without: [], ...request })).rejects.toThrow(message);
  });

  it('ends with 2 when it was asked for wrongly', () => {
    const { status, stderr } = quern('nothing.ts');
    expect(stderr).toContain('check: nothing.ts: no such file');
    expect(status).toBe(2);
  });
});
