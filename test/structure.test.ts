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

/** Files that may import one another, and why. */
const mutual: Record<string, string> = {
  'dsl/expr.ts dsl/scalar/op.ts':
    'a scalar operation has derivatives, which are expressions, and a map holds its operation',
  'dsl/scalar/arithmetic.ts dsl/scalar/logic.ts dsl/scalar/ops.ts dsl/scalar/rules.ts dsl/scalar/transcendental.ts':
    'derivatives of one operation are made of others',
  'dsl/grad/reverse.ts dsl/grad/scan.ts': 'the gradient of a loop is a loop over the gradient of its body',
  'compiler/source/check/fault.ts compiler/source/check/fix.ts compiler/source/check/flow.ts compiler/source/check/kinds.ts compiler/source/check/operands.ts':
    'a fault has fixes, and a fix is of a fault',
  'compiler/source/check/lints/meaning/apply.ts compiler/source/check/lints/meaning/collections.ts compiler/source/check/lints/meaning/evaluator.ts compiler/source/check/lints/meaning/expressions.ts compiler/source/check/lints/meaning/statements.ts compiler/source/check/lints/meaning/variables.ts':
    'an evaluator: functions are called in expressions, and have statements',
  'compiler/source/lift/functions.ts compiler/source/lift/node.ts compiler/source/lift/stable.ts':
    'nodes are replaced by stable forms, which are made of nodes',
  'compiler/source/lift/calls.ts compiler/source/lift/expressions.ts compiler/source/lift/names.ts compiler/source/lift/statements.ts':
    'an evaluator: functions are called in expressions, and have statements',
};

/** What a file begins with: imports that are made when they are asked for lead to no circle. */
const staticImportsOf = (file: string): string[] =>
  [...text.get(file)!.matchAll(/^(?:import|export)\b[^']*?\bfrom '(\.[^']+)'/gm)].map((m) => resolve(file, m[1]!));

/** Files each of which reaches the others (Tarjan 1972), sorted. */
function circles(): string[][] {
  const [order, lowest, stack, found] = [
    new Map<string, number>(),
    new Map<string, number>(),
    [] as string[],
    [] as string[][],
  ];
  const own = new Set(sources.filter((f) => /^(dsl|compiler|runtime)\//.test(f)));
  const visit = (file: string): number => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    stack.push(file);
    for (const to of staticImportsOf(file).filter((f) => own.has(f))) {
      const low = order.has(to) ? (stack.includes(to) ? order.get(to)! : Infinity) : visit(to);
      lowest.set(file, Math.min(lowest.get(file)!, low));
    }
    if (lowest.get(file) === order.get(file)) {
      const members = stack.splice(stack.indexOf(file));
      if (members.length > 1) found.push(members.sort());
    }
    return lowest.get(file)!;
  };
  for (const file of own) if (!order.has(file)) visit(file);
  return found;
}

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

  it('no files import one another in a circle, but for those that are one idea in parts', () => {
    expect(
      circles()
        .map((files) => files.join(' '))
        .sort(),
    ).toEqual(Object.keys(mutual).sort());
  });

  it.each(sources.filter((f) => f.startsWith('compiler/schedule/')))('%s knows machines, and no target', (file) => {
    const above = importsOf(file).map((s) => resolve(file, s));
    expect(
      above.filter((to) => !/^(dsl|compiler\/program|compiler\/schedule)\/|^compiler\/escape\.ts$/.test(to)),
    ).toEqual([]);
  });

  it.each(sources.filter((f) => f.startsWith('compiler/')))(
    '%s has no axis and no buffer with a negative number',
    (file) => {
      expect(text.get(file)).not.toMatch(/\b(id|axis|buffer|counter): -|(Axis|Buffer)(: \w+)? = -/);
    },
  );

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
