// The mutator: what it changes in a source, which places it draws, how it goes on, and that what was judged is still there.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';
import { bundled, root } from '../plant.ts';
import { cleanFor, runsAt } from './clean.ts';
import { huntMutant } from './hunt.ts';
import { judged, keyOfJudged } from './judged.ts';
import { type Finding, Log } from './log.ts';
import { reportOf, tableOf } from './report.ts';
import { type Drawn, draw, fieldsOf, shares } from './sample.ts';
import { keyOf, mutated, type Site } from './site.ts';
import { sitesIn } from './sites.ts';
import { firstFailing, stagesFor } from './tests.ts';
import { typeChecker } from './types.ts';

/** The mutants of a source by an operator, each as the whole source. */
const by = (operator: string, source: string): string[] =>
  sitesIn('a.ts', source)
    .filter((s) => s.operator === operator)
    .map((s) => mutated(source, s));

describe('the operators', () => {
  it.each([
    ['arithmetic', 'f = a + b * -c;', ['f = a - b * -c;', 'f = a + b / -c;', 'f = a + b * (c);']],
    ['arithmetic', 'n += a << 2;', ['n -= a << 2;', 'n += a >> 2;']],
    ['arithmetic', "f = 'a' + b;", []],
    [
      'comparison',
      'f = a < b === c >= d;',
      ['f = a <= b === c >= d;', 'f = a < b !== c >= d;', 'f = a < b === c > d;'],
    ],
    [
      'logical',
      'f = a && b || c; g = c ?? d;',
      ['f = a || b || c; g = c ?? d;', 'f = a && b && c; g = c ?? d;', 'f = a && b || c; g = d;'],
    ],
    ['constant', 'f = 0;', ['f = 1;']],
    ['boolean', 'f = [true, false];', ['f = [false, false];', 'f = [true, true];']],
    ['condition', 'f = a ? b : c;', ['f = !(a) ? b : c;']],
    ['condition', 'if (!a) f();', ['if (!(!a)) f();', 'if ((a)) f();']],
    ['dropped statement', 'f(); g = 1; const h = 2;', ['; g = 1; const h = 2;', 'f(); ; const h = 2;']],
    ['swapped statements', '{ f(); g = 1; }', ['{ g = 1; f(); }']],
    ['removed guard', 'for (const x of y) { if (x) continue; f(x); }', ['for (const x of y) {  f(x); }']],
    ['exchanged arguments', 'f(a, b, b, ...c);', ['f(b, a, b, ...c);']],
    [
      'method',
      'f = Math.min(a, b) + c.every(d);',
      ['f = Math.max(a, b) + c.every(d);', 'f = Math.min(a, b) + c.some(d);'],
    ],
    ['dropped part', 'f = [...a, b].filter(c);', ['f = [...a, b];', 'f = [...[], b].filter(c);']],
  ] as const)('%s: %s', (operator, source, expected) => {
    expect(by(operator, source).sort()).toEqual([...expected].sort());
  });

  it('change an index by one and a number by one, some up and some down', () => {
    expect(by('index', "f = a[i] + a['name'];")).toEqual([expect.stringMatching(/^f = a\[\(i\) [+-] 1\]/)]);
    expect(by('constant', 'f = 7;')).toEqual([expect.stringMatching(/^f = [68];$/)]);
    const many = Array.from({ length: 40 }, (_, i) => `f${i} = 7;`).join('\n');
    const to = new Set(by('constant', many).map((text) => /[68]/.exec(text.replace(/f\d+/g, ''))![0]));
    expect([...to].sort()).toEqual(['6', '8']);
  });

  it('leave types, comments, imports and messages alone', () => {
    const source = `import { a } from './b2.ts';
// 1 + 1
type T = 1 | 2 | { readonly n: -1 };
const x = y as unknown as 3;
throw new RangeError(\`\${a + 1} of \${b - 1}\`);`;
    expect(sitesIn('a.ts', source)).toEqual([]);
    expect(sitesIn('a.ts', 'return new ShapeError(a + 1, { cause: 1 });')).toEqual([]);
  });

  it('tell apart what only refuses', () => {
    const guards = (source: string) => new Set(sitesIn('a.ts', source).map((s) => s.guard));
    for (const source of [
      'if (a < 1) throw new Error();',
      'if (!a) { f; throw b; }',
      'requireSize(a, b);',
      'function requireSize(a) { if (a < 1) f(); }',
      'const checkAll = (a) => a + 1;',
    ])
      expect(guards(source), source).toEqual(new Set([true]));
    expect(guards('if (a < 1) return b;')).toEqual(new Set([false]));
  });

  it('name places by the functions around them, and count those that are alike', () => {
    const source = 'class C { m() { return a + b; } }\nconst g = () => { h(a + b); h(a + b); };';
    const sums = sitesIn('a.ts', source).filter((s) => s.operator === 'arithmetic');
    expect(sums.map(({ within, nth, line }) => [within, nth, line])).toEqual([
      ['C.m', 0, 1],
      ['g', 0, 2],
      ['g', 1, 2],
    ]);
    // the keys stay where lines move
    expect(sitesIn('a.ts', `\n\n// more\n${source}`).map(keyOf)).toEqual(sitesIn('a.ts', source).map(keyOf));
    expect(() => mutated('other', sums[0]!)).toThrow('a.ts has changed');
  });
});

describe('the sample', () => {
  const field = (folder: string, count: number) => {
    const source = Array.from({ length: count }, (_, i) => `f${i} = a + b;`).join('\n');
    const sites = sitesIn(`${folder}/a.ts`, source).filter((s) => s.operator === 'arithmetic');
    return { folder, sites, guards: 0 };
  };
  const fields = [field('dsl/grad', 30), field('compiler/lower', 60), field('compiler', 10)];

  it('takes from each folder its share, the same for the same seed', () => {
    const drawn = draw(fields, 20, 1, () => true);
    const again = draw(fields, 20, 1, () => true);
    expect(drawn).toEqual(again);
    expect(fields.map((f) => drawn.sites.filter((s) => f.sites.includes(s)).length)).toEqual([6, 12, 2]);
    expect(draw(fields, 20, 2, () => true).sites.map(keyOf)).not.toEqual(drawn.sites.map(keyOf));
    expect(shares([1, 1, 1], 2)).toEqual([1, 1, 0]);
    expect(shares([5, 0], 9)).toEqual([5, 0]);
  });

  it('keeps what it drew where other places come and go, and passes over what has no types', () => {
    const [some] = fields;
    const few = { ...some!, sites: some!.sites.slice(0, 29) };
    const of = (f: typeof few, n: number) => new Set(draw([f], n, 3, () => true).sites.map(keyOf));
    const kept = [...of(some!, 10)].filter((key) => of(few, 10).has(key));
    expect(kept.length).toBeGreaterThanOrEqual(9);
    const odd = draw([some!], 10, 1, (s) => s.line % 2 === 1);
    expect(odd.sites.every((s) => s.line % 2 === 1)).toBe(true);
    expect(odd.untyped['dsl/grad']).toBeGreaterThan(0);
  });

  it('asks the types', () => {
    const file = 'dsl/expression/views.ts';
    const sites = sitesIn(file, readFileSync(root + file, 'utf8'));
    const hasTypes = typeChecker(root, [file]);
    const swapped = sites.find((s) => s.operator === 'exchanged arguments' && s.to.startsWith('0, ('))!;
    expect(hasTypes(swapped)).toBe(false);
    expect(hasTypes(sites.find((s) => s.operator === 'constant')!)).toBe(true);
    expect(hasTypes(swapped)).toBe(false);
  });
});

describe('a campaign', () => {
  const sites = sitesIn('dsl/grad/a.ts', 'const f = a + b;\nconst g = a < b;\nconst h = a && b;\n');
  const drawn: Drawn = { sites, untyped: { 'dsl/grad': 2 } };
  const plan = { seed: 1, sample: 3, runs: 9 };
  const found = (site: Site, more: Partial<Finding>): Finding => ({
    ...{ key: keyOf(site), site, run: null, reached: 7, different: 0, seconds: 1 },
    ...more,
  });

  it('goes on where it was broken off, in the middle of a line too', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'quern-generic-')), 'log');
    const log = new Log(file, plan, () => drawn);
    log.add(found(sites[0]!, { run: 3, oracle: 'differences' }));
    writeFileSync(file, `${readFileSync(file, 'utf8')}{"key": "ha`);
    const again = new Log(file, plan, () => {
      throw new Error('drawn already');
    });
    expect(again.drawn).toEqual(drawn);
    expect([...again.findings.values()]).toEqual([...log.findings.values()]);
    expect(() => new Log(file, { ...plan, seed: 2 }, () => drawn)).toThrow(
      'is the log of 3 mutants of seed 1 in 9 runs',
    );
  });

  it('counts, by folder, what the fuzzer saw, what tests saw, and lists the others', () => {
    const log = new Log(undefined, plan, () => drawn);
    const [a, b, c] = sites;
    log.add(found(a!, { run: 3 }));
    log.add(found(b!, { different: 5, tests: { killed: true, by: 'test/x.test.ts works' } }));
    log.add(found(c!, { unreached: true }));
    const fields = [{ folder: 'dsl/grad', sites, guards: 4 }];
    const report = reportOf(fields, log, keyOf);
    expect(report.all).toEqual({
      ...{ sites: 3, guards: 4, sampled: 3, left: 0, untyped: 2 },
      ...{ unreached: 1, equivalent: 0, byFuzzer: 1, byBoth: 2 },
    });
    expect([report.fuzzerShare, report.bothShare]).toEqual([50, 100]);
    expect(tableOf(report).at(-1)).toBe(
      'survived: dsl/grad/a.ts:2 top: comparison: < -> <= (7 programs reach it, 5 differ, seen by test/x.test.ts works)',
    );
  });

  it('does not ask what was judged, and counts it as no fault', () => {
    const { file, within, operator, text, to, nth = 0 } = judged[0]!;
    const known: Site = { file, within, operator, text, to, nth, start: 0, end: 0, line: 1, guard: false };
    const folder = dirname(known.file);
    const log = new Log(undefined, plan, () => ({ sites: [known, sites[0]!], untyped: {} }));
    const { all } = reportOf([{ folder, sites: [known], guards: 0 }], log, keyOf);
    expect(all).toMatchObject({ sampled: 1, left: 0, equivalent: 1, byFuzzer: 0 });
    log.add(found(known, { run: 2 }));
    expect(reportOf([{ folder, sites: [known], guards: 0 }], log, keyOf).all).toMatchObject({
      equivalent: 0,
      byFuzzer: 1,
    });
  });
});

describe('what was judged', () => {
  it('is said once, with a reason', () => {
    expect(new Set(judged.map(keyOfJudged)).size).toBe(judged.length);
    for (const { why } of judged) expect(why.length).toBeGreaterThan(20);
  });

  it('is still in the sources', async () => {
    const { loaded } = await bundled('test/mutants/generic/worker.ts');
    const keys = new Set(fieldsOf(root, loaded).flatMap((f) => f.sites.map(keyOf)));
    expect(judged.map(keyOfJudged).filter((key) => !keys.has(key))).toEqual([]);
  });
});

describe('a mutant before the fuzzer', () => {
  const at = (file: string, operator: string, text: string): Site =>
    sitesIn(file, readFileSync(root + file, 'utf8')).find((s) => s.operator === operator && s.text === text)!;

  it('is found, or its programs are told to be the same', async () => {
    const clean = await cleanFor(1, 10);
    const nothing: Site = {
      ...at('compiler/passes/fuse.ts', 'constant', '1'),
      start: 0,
      end: 2,
      text: '//',
      to: '// ',
    };
    expect(await huntMutant(nothing, clean)).toEqual({ run: null, different: 0, reached: 0, unreached: true });
    for (const file of ['dsl/grad/rules.ts', 'compiler/passes/fuse.ts', 'compiler/emit/wasm/emitter.ts']) {
      // another bundle that means the same
      const same: Site = { ...nothing, file, to: 'Date.now(); //' };
      expect(await huntMutant(same, clean), file).toEqual({ run: null, different: 0, reached: 10 });
    }
    const wrong = at('dsl/scalar/arithmetic.ts', 'arithmetic', '*');
    expect(await huntMutant(wrong, clean)).toMatchObject({ run: expect.any(Number), oracle: expect.any(String) });
  });

  it('is asked of the runs that reach the innermost branch around it', () => {
    const branch = (file: string, ...span: [number, number]) => ({ file, line: 1, arm: 'then', text: '', span });
    const branches = [
      branch('a.ts', 0, 90),
      branch('a.ts', 10, 20),
      branch('b.ts', 10, 12),
      { file: 'a.ts', line: 1, arm: 'no turn', text: '' },
    ];
    const reached = [[1], [3], [2], [0]].map((bits) => Buffer.from(bits).toString('base64'));
    const runs = (start: number, end: number) =>
      runsAt({ ...at('dsl/grad/rules.ts', 'constant', '0'), file: 'a.ts', start, end }, { branches, reached });
    expect(runs(30, 40)).toEqual([0, 1]);
    expect(runs(10, 12)).toEqual([1, 2]);
    expect(runs(91, 92)).toEqual([0, 1, 2, 3]);
  });

  it('changes one emitter alone, where it is in an emitter', () => {
    const files = (folder: string) => globSync(`${folder}/**/*.ts`, { cwd: root });
    expect(files('compiler/emit/gpujs').length).toBeGreaterThan(5);
    for (const [one, other] of [
      ['gpujs', 'wasm'],
      ['wasm', 'gpujs'],
    ] as const)
      for (const file of files(`compiler/emit/${one}`))
        expect(readFileSync(root + file, 'utf8'), file).not.toMatch(new RegExp(`from '[./]*/${other}/`));
  });
});

describe('the tests over a mutant', () => {
  it('begin with those of its folder', () => {
    expect(stagesFor('compiler/emit/gpujs/kernel.ts')[0]).toEqual(['test/emit/']);
    expect(stagesFor('dsl/grad/rules.ts')[1]).toContain('test/laws/');
  });

  it('see it, and say which of them did', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'quern-generic-'));
    const file = 'dsl/scalar/arithmetic.ts';
    const contents = join(folder, 'mutant.ts');
    const ask = () =>
      firstFailing(['test/dsl/pointwise'], JSON.stringify([file, contents]), join(folder, 'report.json'));
    const source = readFileSync(root + file, 'utf8');
    writeFileSync(contents, source);
    expect(await ask()).toBe(null);
    const sum = sitesIn(file, source).find((s) => s.operator === 'arithmetic' && s.text === '+')!;
    writeFileSync(contents, mutated(source, sum));
    expect(await ask()).toContain('test/dsl/pointwise.test.ts ');
  });
});
