// Lints: each finds the program of its page that is wrong, is silent about the right one, and is switched off as the page says.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { globSync } from 'tinyglobby';
import type { ts } from 'ts-morph';
import { describe, expect, it } from 'vitest';
import { checkAll } from '../../compiler/source/check/index.ts';
import { lints } from '../../compiler/source/check/lints/index.ts';
import { flat } from '../../compiler/source/check/lints/slope.ts';
import { openProjects } from '../../compiler/source/project.ts';
import * as language from '../../runtime/index.ts';
import * as node from '../../runtime/node.ts';
import { lintsPage } from '../docs/lintsPage.ts';

const root = process.cwd();

/** A program of a page with the imports that it needs. */
function withImports(code: string): string {
  const words = new Set(code.match(/\b[A-Za-z]\w*\b/g));
  const from = (names: object, file: string) =>
    `import { ${Object.keys(names)
      .filter((name) => words.has(name))
      .join(', ')} } from '${root}/runtime/${file}';`;
  const types = words.has('Tensor') ? `import type { Tensor } from '${root}/runtime/index.ts';` : '';
  return `${from(language, 'index.ts')}${from(node, 'node.ts')}${types}\n${code}\n`;
}

const place = mkdtempSync(join(tmpdir(), 'quern-lint-'));
writeFileSync(join(place, 'package.json'), '{"type": "module"}');
const options = {
  extends: join(root, 'tsconfig.json'),
  include: ['*.ts'],
  exclude: [],
  compilerOptions: { types: [] },
};
writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(options));

/** A way to switch a lint off, in a program that it speaks of. */
const switches: Readonly<Record<string, (name: string, code: string) => string>> = {
  'a block': (name, code) => `/* quern-disable ${name} */\n${code}\n/* quern-enable ${name} */`,
  'a block of all': (_, code) => `/* quern-disable */\n${code}`,
  'the next line': (name, code) =>
    code
      .split('\n')
      .map((line) => `// quern-disable-next-line zero-rate, ${name} -- it is meant\n${line}`)
      .join('\n'),
  'the line': (name, code) =>
    code
      .split('\n')
      .map((line) => `${line} // quern-disable-line ${name}`)
      .join('\n'),
  'the line as it was': (name, code) =>
    code
      .split('\n')
      .map((line) => `${line} // quern-ignore ${name}`)
      .join('\n'),
};
/** ... and what does not. */
const noSwitches: typeof switches = {
  'a block that has ended': (name, code) => `/* quern-disable ${name} */\n/* quern-enable ${name} */\n${code}`,
  'another lint': (name, code) => `/* quern-disable x${name}, ${name}-x */\n${code}`,
};

const kinds = Object.entries({ ...switches, ...noSwitches });
const file = (name: string, kind: string) => join(place, `${name}-${kind.replaceAll(' ', '_')}.ts`);
for (const { name, wrong, right } of lints) {
  writeFileSync(file(name, 'wrong'), withImports(wrong));
  writeFileSync(file(name, 'right'), withImports(right));
  for (const [kind, change] of kinds) writeFileSync(file(name, kind), withImports(change(name, wrong)));
}
const found = checkAll(openProjects({ config: join(place, 'tsconfig.json') }, place));
const rulesIn = (path: string) => found.faults.filter((f) => f.place.file.fileName === path).map((f) => f.rule);

describe('lints', () => {
  it('are asked of programs that compile', () => {
    expect(found.others.map((d: ts.Diagnostic) => d.messageText)).toEqual([]);
    expect(found.files).toBe(lints.length * (2 + kinds.length));
  });

  it('name operations that there are', () => expect(flat.filter((name) => !(name in language))).toEqual([]));

  it.each(lints.map((l) => l.name))('%s: in the wrong program of its page, and not in the right one', (name) => {
    expect(new Set(rulesIn(file(name, 'wrong')))).toEqual(new Set([name]));
    expect(rulesIn(file(name, 'right'))).toEqual([]);
  });

  it.each(Object.keys(switches))('are switched off by %s', (kind) => {
    expect(lints.filter(({ name }) => rulesIn(file(name, kind)).length > 0).map((l) => l.name)).toEqual([]);
  });

  it.each(Object.keys(noSwitches))('are not switched off by %s', (kind) => {
    expect(lints.filter(({ name }) => !rulesIn(file(name, kind)).includes(name)).map((l) => l.name)).toEqual([]);
  });
});

describe('the settings of a project', () => {
  /** Checks a program that unused-layer and zero-rate speak of, below a package.json. */
  function checked(settings: unknown) {
    const folder = mkdtempSync(join(tmpdir(), 'quern-settings-'));
    mkdirSync(join(folder, 'models'));
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', quern: { lints: settings } }));
    const path = join(folder, 'models/net.ts');
    const { wrong } = lints.find((l) => l.name === 'unused-layer')!;
    writeFileSync(path, withImports(`${wrong}\nexport const optimizer = sgd(0);`));
    return checkAll(openProjects({ files: [path] }, folder)).faults.map((f) => `${f.severity} ${f.rule}`);
  }

  it('switch a lint off, or make it an error', () => {
    expect(checked({ 'unused-layer': 'off' })).toEqual(['warning zero-rate']);
    expect(checked({ 'zero-rate': 'error', 'unused-layer': 'warn' })).toEqual([
      'error zero-rate',
      'warning unused-layer',
    ]);
  });

  it('are read with care', () => {
    expect(() => checked({ 'unused-layers': 'off' })).toThrow("package.json: there is no lint 'unused-layers'");
    expect(() => checked({ 'unused-layer': 0 })).toThrow(
      "package.json: unused-layer is 'off', 'warn' or 'error', not 0",
    );
    expect(() => checked(['unused-layer'])).toThrow('package.json: quern.lints is an object');
  });
});

describe('programs as newcomers write them', () => {
  const folder = 'test/source/lints/wrong';
  const names = readdirSync(folder);
  const { faults, others } = checkAll(openProjects({ files: names.map((name) => `${folder}/${name}`) }, root));

  it('are types that fit', () => {
    expect(names.length).toBeGreaterThanOrEqual(30);
    expect(others.map((d: ts.Diagnostic) => d.messageText)).toEqual([]);
  });

  // `//! SENTENCE` stands above the line
  it.each(names)('%s: its sentence at its line, and no other', (name) => {
    const lines = readFileSync(`${folder}/${name}`, 'utf8').split('\n');
    const line = lines.findIndex((l) => l.trim().startsWith('//! '));
    const found = faults.filter((f) => f.place.file.fileName.endsWith(`/${folder}/${name}`));
    expect(found.map((f) => [f.place.file.getLineAndCharacterOfPosition(f.place.start).line, f.sentence])).toEqual([
      [line + 1, lines[line]!.trim().slice(4)],
    ]);
  });
});

describe('no lint speaks of', () => {
  // sizes of a configuration are numbers in some of the networks
  it.each<[string, string[]]>([
    ['test/source/lints/right/*.ts', []],
    ['dsl/nn/nets/*.ts', ['number-dimension']],
  ])('%s', { timeout: 60_000 }, (pattern, without) => {
    const files = globSync(pattern);
    expect(files.length).toBeGreaterThan(0);
    const report = checkAll(openProjects({ files }, root), { without });
    expect(report.faults.map((f) => `${f.place.file.fileName}: ${f.rule}: ${f.sentence}`)).toEqual([]);
    expect(report.others.map((d: ts.Diagnostic) => d.messageText)).toEqual([]);
  });
});

describe('pages', () => {
  it('LINTS.md is as `npm run docs` writes it', () => {
    expect(readFileSync('LINTS.md', 'utf8'), 'run npm run docs').toBe(lintsPage());
  });

  it('quern check --help has a line for each', () => {
    const help = readFileSync('runtime/cli/commands/check.ts', 'utf8');
    const named = [...help.matchAll(/^ {2}([a-z]+(?:-[a-z]+)+) {2,}\S/gm)].map((m) => m[1]);
    expect(named).toEqual(lints.map((l) => l.name));
  });
});
