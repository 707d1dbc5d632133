// The walls of the house: imports point runtime -> compiler -> dsl, the core imports nothing outside itself, files stay
// small and hold no escape from the type system.
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';

const sources = globSync(
  ['dsl/**/*.ts', 'compiler/**/*.ts', 'runtime/**/*.ts', 'examples/**/*.ts', 'test/testing/**/*.ts'],
  {
    ignore: ['**/dist/**'],
  },
);
const text = new Map(sources.map((file) => [file, readFileSync(file, 'utf8')]));

/** Specifiers of static and dynamic imports and re-exports. */
function importsOf(file: string): string[] {
  const code = text
    .get(file)!
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
  return [...code.matchAll(/(?:^|\s)(?:from|import)\s*\(?\s*'([^']+)'/g)].map((m) => m[1]!);
}

/** 'dsl/ops/view.ts' importing '../shape/index.ts' -> 'dsl/shape/index.ts' */
function resolve(file: string, specifier: string): string {
  return new URL(specifier, `file:///${file}`).pathname.slice(1);
}

/** The file and all that it imports, however far. */
function reachable(file: string, known = new Set<string>()): string[] {
  if (!known.has(file)) {
    known.add(file);
    for (const s of importsOf(file).filter((i) => i.startsWith('.'))) reachable(resolve(file, s), known);
  }
  return [...known];
}

const allowed: Record<string, readonly string[]> = {
  dsl: ['dsl'],
  compiler: ['compiler', 'dsl'],
  runtime: ['runtime', 'compiler', 'dsl'],
  examples: ['examples', 'runtime', 'compiler', 'dsl'],
  'test/testing': ['test/testing', 'runtime', 'compiler', 'dsl'],
};

/** 'test/testing/fuzz.ts' -> 'test/testing', 'dsl/ops/view.ts' -> 'dsl' */
const roomOf = (file: string): string => /^test\/[^/]+|^[^/]+/.exec(file)![0];

/** The only way up: the command line loads what quern/testing offers, when it is asked to. */
const door = { from: 'runtime/cli/commands/fuzz.ts', to: 'test/testing/command/index.ts' };

describe('structure', () => {
  it('reads sources', () => expect(sources.length).toBeGreaterThan(50));

  it.each(sources)('%s imports only downwards', (file) => {
    const rooms = allowed[roomOf(file)]!;
    for (const specifier of importsOf(file).filter((s) => s.startsWith('.'))) {
      const to = resolve(file, specifier);
      if (file === door.from && to === door.to) continue;
      expect(rooms, `${file} imports ${specifier}`).toContain(roomOf(to));
    }
  });

  it.each(sources.filter((f) => f.startsWith('compiler/program/')))(
    '%s knows Programs, no pass and no emitter',
    (file) => {
      const above = importsOf(file).map((s) => resolve(file, s));
      expect(above.filter((to) => !/^(dsl|compiler\/program)\/|^compiler\/escape\.ts$/.test(to))).toEqual([]);
    },
  );

  const core = sources.filter((f) => /^(dsl|compiler\/(?!source)|runtime\/backends\/(cpu|reference))/.test(f));
  // what a page bundles that imports 'quern'
  const bundled = reachable('runtime/index.ts');
  it('knows what the entry imports', () => expect(bundled.length).toBeGreaterThan(100));
  it.each([...new Set([...core, ...bundled])])('%s is core: no package, no Node-only import', (file) => {
    expect(importsOf(file).filter((s) => !s.startsWith('.'))).toEqual([]);
  });

  it('the command line loads the fuzzer when it is asked to, and not before', () => {
    expect(text.get(door.from)).toContain(`await import('../../../${door.to}')`);
  });

  const testing = reachable('test/testing/index.ts');
  it('quern/testing runs in a page: fast-check is all that it imports', () => {
    expect(testing.length).toBeGreaterThan(100);
    const packages = testing.flatMap(importsOf).filter((s) => !s.startsWith('.'));
    // gpu.js is loaded when one of its backends is made; 'quern' is in the text of printed programs
    expect([...new Set(packages)].filter((s) => s !== 'gpu.js' && !s.startsWith('quern'))).toEqual(['fast-check']);
  });

  it.each(sources.filter((f) => !f.endsWith('shape/digits.ts')))('%s stays small and typed', (file) => {
    const code = text.get(file)!;
    expect(code.split('\n').length, 'lines').toBeLessThanOrEqual(320);
    expect(code).not.toMatch(/@ts-ignore|@ts-nocheck|\bas any\b/);
  });
});
