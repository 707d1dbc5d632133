// quern check over projects as they are, and in the forms that other tools read.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { eslintResults, githubText, sarifLog } from '../../compiler/source/check/formats.ts';
import { checkAll } from '../../compiler/source/check/index.ts';
import { openProjects } from '../../compiler/source/project.ts';
import { runCheck } from '../../runtime/cli/check.ts';

const root = process.cwd();
const wrong = `import { affine, zeros } from '${root}/runtime/index.ts';
export const y = affine(8, 2)(zeros(4, 9));
`;
const compilerOptions = {
  ...{ strict: true, noEmit: true, skipLibCheck: true, target: 'es2022', lib: ['es2023', 'dom'], types: [] },
  ...{ module: 'esnext', moduleResolution: 'bundler', allowImportingTsExtensions: true },
};

function project(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'quern-projects-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const sentence = 'affine(8, 2): input has 9 features, expected 8';
const config = { compilerOptions, include: ['src'] };
const checked = (folder: string) => {
  const report = checkAll(openProjects({}, folder));
  return [report.files, ...report.faults.map((f) => f.sentence)];
};

describe('projects', () => {
  it('follows references', () => {
    const solution = { files: [], references: [{ path: './tsconfig.app.json' }] };
    const folder = project({ 'tsconfig.json': solution, 'tsconfig.app.json': config, 'src/a.ts': wrong });
    expect(checked(folder)).toEqual([1, sentence]);
  });

  it('checks every package of a workspace', () => {
    const folder = project({
      'package.json': { workspaces: ['packages/*'] },
      ...{ 'packages/a/tsconfig.json': config, 'packages/a/src/a.ts': wrong },
      ...{ 'packages/b/tsconfig.json': config, 'packages/b/src/b.ts': wrong },
    });
    expect(checked(folder)).toEqual([2, sentence, sentence]);
  });

  it('has an error where there is no project, and where a project has no files', async () => {
    expect(() => openProjects({}, project({}))).toThrow('no tsconfig.json here or in a folder below; give files');
    const empty = join(
      project({
        'tsconfig.json': { files: [], references: [{ path: './other' }] },
        'other/tsconfig.json': { files: [], references: [] },
      }),
      'tsconfig.json',
    );
    await expect(runCheck([], { without: [], project: empty })).rejects.toThrow('has no files: give it "include"');
  });
});

describe('forms', () => {
  const folder = project({ 'tsconfig.json': config, 'src/a.ts': `${wrong}export const n: string = 1;\n` });
  const report = checkAll(openProjects({}, folder));

  it("has ESLint's results", () => {
    expect(eslintResults(report, folder)).toMatchObject([
      {
        ...{ filePath: `${folder}/src/a.ts`, errorCount: 2, warningCount: 0 },
        messages: [
          { ruleId: 'shape', severity: 2, line: 2, column: 31, endLine: 2 },
          { ruleId: 'TS2322', severity: 2, line: 3, column: 14, endLine: 3, endColumn: 15 },
        ],
      },
    ]);
  });

  it('has annotations of GitHub, their separators escaped', () => {
    const [first, second] = githubText(report, folder).split('\n');
    expect(first).toContain(`::${sentence}`);
    expect(first).toMatch(/^::error file=src\/a\.ts,line=2,endLine=2,col=31,endColumn=\d+,title=quern shape::/);
    expect(second).toContain("::Type 'number' is not assignable to type 'string'.");
  });

  it('has a log of SARIF 2.1.0', () => {
    const { version, runs } = sarifLog(report, folder);
    expect([version, runs.length, runs[0]!.tool.driver.rules]).toEqual([
      '2.1.0',
      1,
      [{ id: 'shape' }, { id: 'TS2322' }],
    ]);
    expect(runs[0]!.results[1]).toEqual({
      ...{ ruleId: 'TS2322', ruleIndex: 1, level: 'error' },
      message: { text: "Type 'number' is not assignable to type 'string'." },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'src/a.ts' },
            region: { startLine: 3, startColumn: 14, endLine: 3, endColumn: 15 },
          },
        },
      ],
    });
  });
});

/** What the schema of SARIF 2.1.0 requires of the objects that a log has here, by the path of what lacks it. */
function lacking(log: Json): string[] {
  const lacks: string[] = [];
  const need = (at: string, is: boolean) => is || lacks.push(at);
  need('version', log.version === '2.1.0');
  for (const run of many(log.runs)) {
    const driver = of(of(run.tool).driver);
    need('tool.driver.name', typeof driver.name === 'string' && driver.name !== '');
    const rules = many(driver.rules).map((rule) => rule.id);
    need('rules.id', rules.every((id) => typeof id === 'string') && new Set(rules).size === rules.length);
    need('columnKind', ['utf16CodeUnits', 'unicodeCodePoints'].includes(String(run.columnKind)));
    need('results', Array.isArray(run.results));
    for (const result of many(run.results)) {
      need('message.text', typeof of(result.message).text === 'string');
      need('level', ['none', 'note', 'warning', 'error'].includes(String(result.level)));
      need('ruleIndex', rules[Number(result.ruleIndex)] === result.ruleId);
      for (const location of many(result.locations)) {
        const physical = of(location.physicalLocation);
        const uri = of(physical.artifactLocation).uri;
        need('uri', typeof uri === 'string' && URL.canParse(uri, 'file:///folder/') && !/[\\ ]/.test(uri));
        const region = of(physical.region);
        for (const name of ['startLine', 'startColumn', 'endLine', 'endColumn'])
          need(name, Number.isInteger(region[name]) && Number(region[name]) >= 1);
      }
    }
  }
  return lacks;
}
type Json = Readonly<Record<string, unknown>>;
// Boundary: what is parsed has no type; a name that is not there is undefined
const of = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const many = (value: unknown): Json[] => (Array.isArray(value) ? value.map(of) : []);

describe('the command', () => {
  const files = { 'tsconfig.json': config, 'src/a.ts': wrong, 'src/with space.ts': 'export const n: string = 1;\n' };
  const folder = project({ ...files, 'src/App.vue': '<script></script>', 'src/B.svelte': '' });
  const quern = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'dist/runtime/cli/main.js'), 'check', ...args], {
      ...{ cwd: folder, encoding: 'utf8' },
    });

  it('writes what the schema of SARIF requires', { timeout: 60_000 }, () => {
    const { stdout, status } = quern('--format', 'sarif');
    const log = of(JSON.parse(stdout));
    expect(status).toBe(1);
    expect(many(many(log.runs)[0]!.results)).toHaveLength(2);
    expect(lacking(log)).toEqual([]);
    expect(lacking({})).toEqual(['version']);
    expect(lacking({ version: '2.1.0', runs: [{ results: [{ level: 'bad', locations: [{}] }] }] })).toContain(
      'startLine',
    );
  });

  it.each([
    ['eslint', (text: string) => many(JSON.parse(text)).map((f) => f.errorCount)],
    ['json', (text: string) => [many(of(JSON.parse(text)).faults).length, many(of(JSON.parse(text)).others).length]],
    ['github', (text: string) => text.split('\n').flatMap((line) => (line.startsWith('::error') ? [1] : []))],
  ])('takes --format %s', { timeout: 60_000 }, (form, counts) => {
    const { stdout, status } = quern('--format', form);
    expect([status, counts(stdout)]).toEqual([1, [1, 1]]);
  });

  it('says of components beside that they are not looked into, on success too', { timeout: 60_000 }, () => {
    const right = project({ 'a.ts': 'export const n = 1;\n', 'App.vue': '', 'tsconfig.json': { compilerOptions } });
    const { stdout, status } = spawnSync(process.execPath, [join(root, 'dist/runtime/cli/main.js'), 'check', 'a.ts'], {
      ...{ cwd: right, encoding: 'utf8' },
    });
    expect(status).toBe(0);
    expect(stdout).toContain('App.vue was not looked into: keep models in .ts files, which components import.');
    const { stdout: both } = quern();
    expect(both).toContain('App.vue and 1 more such file were not looked into');
  });

  it('refuses another form', { timeout: 60_000 }, () => {
    const { status, stderr } = quern('--format', 'xml');
    expect(status).not.toBe(0);
    expect(stderr).toContain('eslint');
  });
});
