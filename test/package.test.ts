// The package as its users get it: packed, installed in a fresh project, type-checked, run, bundled; and its size.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSite, type SiteFile } from './browser/harness.ts';

const root = resolve(import.meta.dirname, '..');
const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  devDependencies: Readonly<Record<string, string>>;
};
let folder = '';

/** What the command prints on standard output; an error with all that it printed if it fails. */
function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

const model = `
import { affine, compile, crossEntropy, input, model, pipe, predictStep, sgd, type Tensor, trainStep } from 'quern';
import { lift } from 'quern/lift';

const softsign = lift((x: number) => x / (1 + Math.abs(x)));
const net = model({ hidden: affine(4, 8), out: affine(8, 3) }, input('batch', 4), (p, x) => pipe(x, p.hidden, softsign, p.out));
export const weights: Tensor<[4, 8]> = net.layers.hidden.params.w;
export const predict = predictStep(net);

export async function train() {
  const step = await compile(trainStep(net, crossEntropy, sgd(0.1)), { batch: 2 });
  let state = step.initialState(1);
  const feeds = { input: Float32Array.of(1, 2, 3, 4, 4, 3, 2, 1), target: Int32Array.of(0, 2) };
  const losses: number[] = [];
  for (let i = 0; i < 20; i++) {
    const result = await step.run(state, feeds);
    state = result.state;
    losses.push(result.outputs['loss']![0]!);
  }
  return { backend: step.backend, fell: losses[19]! < losses[0]! / 2 };
}
`;

/** What a user writes in Node, every entry of the package imported, and in a page. */
const sources: Readonly<Record<string, string>> = {
  'model.ts': model,
  'main.ts': `
import { train } from './model.js';
import { dataset } from 'quern/data';
import { gpujs } from 'quern/gpujs';
import { leNet } from 'quern/nets';
import { loadIdxPair } from 'quern/node';
import { checkGradients } from 'quern/testing';

const entries = [dataset, gpujs, leNet, loadIdxPair, checkGradients].map((f) => typeof f);
console.log(JSON.stringify({ ...(await train()), entries }));
`,
  'page.ts': `
import { train } from './model.ts';

Object.assign(globalThis, { tests: { train } });
`,
  'index.html': '<!doctype html><title>fresh</title><script type="module" src="./page.ts"></script>',
};

/** The files that Vite makes of the page. */
async function bundled(): Promise<Record<string, SiteFile>> {
  const vite = await import('vite');
  const plugin = join(folder, 'node_modules/quern/dist/compiler/source/lift/vite.js');
  const { quern } = (await import(plugin)) as typeof import('../compiler/source/lift/vite.ts');
  const build = { target: 'es2022', write: false } as const;
  const made = await vite.build({ root: folder, logLevel: 'silent', plugins: [quern()], build });
  const outputs = (Array.isArray(made) ? made : [made]).flatMap((m) => ('output' in m ? m.output : []));
  const files = outputs.map((o): [string, SiteFile] =>
    o.type === 'chunk'
      ? [`/${o.fileName}`, { type: 'text/javascript', content: o.code }]
      : [`/${o.fileName === 'index.html' ? '' : o.fileName}`, { type: 'text/html', content: o.source }],
  );
  return Object.fromEntries(files);
}

describe('the packed package', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'quern-'));
    const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
      cwd: root,
      encoding: 'utf8',
    });
    const tarball = join(folder, packed.trim().split('\n').pop()!);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'fresh', private: true, type: 'module' }));
    const compilerOptions = {
      strict: true,
      target: 'es2022',
      module: 'nodenext',
      moduleResolution: 'nodenext',
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      lib: ['es2023', 'dom'],
      outDir: 'out',
      types: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['main.ts'] }));
    for (const [name, text] of Object.entries(sources)) writeFileSync(join(folder, name), text);
    const tools = ['fast-check', 'jiti', 'ts-morph'].map((name) => `${name}@${devDependencies[name]}`);
    run('npm', 'install', '--no-audit', '--no-fund', '--silent', tarball, ...tools);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('type-checks under strict with both compilers, and runs', () => {
    run('node', join(root, 'node_modules/ts7/bin/tsc'), '-p', 'tsconfig.json', '--noEmit');
    run('node', join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json');
    const entries = Array(5).fill('function');
    expect(JSON.parse(run('node', 'out/main.js'))).toEqual({ backend: 'cpu', fell: true, entries });
  });

  it('a wrong model does not compile, and says why in one sentence', () => {
    writeFileSync(join(folder, 'model.ts'), model.replace('affine(8, 3)', 'affine(9, 3)'));
    const check = () => run('node', join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json', '--noEmit');
    expect(check).toThrow('affine(9, 3): input has 8 features, expected 9');
    writeFileSync(join(folder, 'model.ts'), model);
  });

  it('chooses a backend without gpu.js, and says that it is missing', () => {
    writeFileSync(
      join(folder, 'main.ts'),
      `import { choose } from 'quern/gpujs';
const { name, notes } = await choose('auto');
console.log(JSON.stringify([name, notes?.[1]]));
`,
    );
    run('node', join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.json');
    writeFileSync(join(folder, 'main.ts'), sources['main.ts']!);
    expect(JSON.parse(run('node', 'out/main.js'))).toEqual([
      'cpu',
      'webgpu: gpu.js is not installed: npm install gpu.js@2.24.1',
    ]);
  });

  describe('in a page, bundled with Vite', () => {
    let site: Record<string, SiteFile> = {};
    beforeAll(async () => {
      site = await bundled();
    });

    const trained = async (policy?: string): Promise<unknown> => {
      const page = await openSite(site, policy === undefined ? {} : { 'content-security-policy': policy });
      try {
        return await page.call('train');
      } finally {
        await page.close();
      }
    };

    it('has WebAssembly and nothing of Node', () => {
      const code = Object.values(site).map((f) => f.content);
      expect(code.join('')).toContain('WebAssembly');
      expect(code.join('')).not.toMatch(/(from|import\() *["'`]node:|require\(/);
    });

    it('trains on the CPU', async () => {
      expect(await trained()).toEqual({ backend: 'cpu', fell: true });
    });

    it('trains under a content security policy that lets WebAssembly in and no source text', async () => {
      expect(await trained("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")).toEqual({
        backend: 'cpu',
        fell: true,
      });
    });

    it('is refused under a policy that does not let WebAssembly in: the policies above are in force', async () => {
      await expect(trained("default-src 'self'; script-src 'self'")).rejects.toThrow(/WebAssembly/);
    });
  });

  describe('a test of gradients, as users write it', () => {
    /** x^2 with a derivative of one's own, in a model: `factor` 2 is right. */
    const gradientTest = (factor: number, test: string, imported: string) => `
${imported}
import { affine, customGradient, input, model, mul, pipe } from 'quern';
import fc from 'fast-check';
import { fuzzGradients } from 'quern/testing';

const rows = fc.array(fc.tuple(...Array(4).fill(fc.double({ min: -2, max: 2, noNaN: true }))), { minLength: 1, maxLength: 3 });
const square = (x) => customGradient(mul(x, x), [x], (g) => [mul(mul(g, x), ${factor})]);
const net = model({ hidden: affine(4, 8), out: affine(8, 2) }, input('batch', 4), (p, x) =>
  pipe(x, p.hidden, square, p.out),
);
${test}
`;
    const calls = 'await fuzzGradients(net, { runs: 10 }); await fuzzGradients(net, { inputs: rows, runs: 2 });';
    const inTest = `test('gradients of net', async () => { ${calls} });`;
    /** How the file is run, and what it imports and holds. */
    const runners = {
      vitest: ['test.spec.js', inTest, '', [join(root, 'node_modules/vitest/vitest.mjs'), 'run', 'test.spec.js']],
      'node:test': ['node-test.mjs', inTest, "import test from 'node:test';", ['--test', 'node-test.mjs']],
      'a plain script': ['script.mjs', calls, '', ['script.mjs']],
    } as const;

    const tried = (runner: keyof typeof runners, factor: number) => {
      const [file, test, imported, words] = runners[runner];
      writeFileSync(join(folder, file), gradientTest(factor, test, imported));
      writeFileSync(
        join(folder, 'vitest.config.js'),
        "export default { test: { globals: true, include: ['*.spec.js'] } };",
      );
      // of this project's own runner
      const env = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_TEST|TEST$)/.test(name)),
      );
      const { status, stdout, stderr } = spawnSync('node', words, { cwd: folder, encoding: 'utf8', env });
      return { status, said: stdout + stderr };
    };

    it.each(Object.keys(runners) as (keyof typeof runners)[])(
      '%s: fails in a few lines while wrong, passes fixed',
      (runner) => {
        const wrong = tried(runner, 1);
        expect(wrong.status, wrong.said).toBe(1);
        expect(wrong.said).toContain('customGradient is wrong');
        expect(wrong.said).toMatch(/expected 2, got 1 /);
        expect(wrong.said).toContain("await recheck('each node alone', [[x0, [1]]], [a]);");
        const message = /model: customGradient is wrong[\s\S]*?recheck\('[\s\S]*?\);/.exec(wrong.said)![0];
        expect(message.split('\n').length).toBeLessThanOrEqual(15);
        const fixed = tried(runner, 2);
        expect(fixed.status, fixed.said).toBe(0);
      },
    );
  });

  it('builds a module ahead of time, out of the sources that it holds', () => {
    const command = 'node_modules/quern/dist/runtime/cli/main.js build model.ts#predict -o built -s batch=2 --json';
    expect(JSON.parse(run('node', ...command.split(' ')))).toMatchObject({ loaded: true });
    const use =
      "import('./built/predict.js').then((m) => m.load()).then((net) => console.log(Object.keys(net).join()))";
    expect(run('node', '-e', use)).toBe('run,weights,save\n');
  });

  it('has the command quern', () => {
    expect(run('npx', '--no-install', 'quern', '--help')).toContain('explain');
  });
});

/** What a page loads to start with: bytes of the minified code under gzip, without what is imported when it is needed. */
async function bundleBytes(contents: string): Promise<number> {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: root, loader: 'ts' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    outdir: folder || root,
    target: 'es2022',
  });
  const named = new Map(outputFiles.map((f) => [basename(f.path), f.contents]));
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const loaded = new Set(['stdin.js']);
  for (const file of loaded) {
    for (const { path, kind } of outputs.get(file)!.imports)
      if (kind === 'import-statement') loaded.add(basename(path));
  }
  return [...loaded].reduce((sum, file) => sum + gzipSync(named.get(file)!, { level: 9 }).length, 0);
}

describe('the bundle of', () => {
  const page = `
    import { adam, affine, compile, crossEntropy, input, model, pipe, relu, trainStep } from './runtime/index.ts';
    const layers = { hidden: affine(784, 128), out: affine(128, 10) };
    const mlp = model(layers, input('batch', 784), (p, x) => pipe(x, p.hidden, relu, p.out));
    export const step = await compile(trainStep(mlp, crossEntropy, adam(0.002)), { batch: 32 });`;
  it.each([
    ['a page that trains a perceptron', page, 71_200],
    [
      'the whole language with its layers, the compiler and the CPU backend',
      "export * from './runtime/index.ts';",
      // what only some programs need is loaded with the first of them: runtime/late.ts
      93_500,
    ],
  ])('%s', async (_, contents, most) => {
    const bytes = await bundleBytes(contents);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes, `${bytes} bytes`).toBeLessThan(most);
  });
});

/** The files that conditions lead to. */
type Conditions = string | { readonly [condition: string]: Conditions };
const filesOf = (e: Conditions): string[] => (typeof e === 'string' ? [e] : Object.values(e).flatMap(filesOf));

it('every file that package.json names is packed', () => {
  const { exports, bin } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    exports: Record<string, Conditions>;
    bin: Record<string, string>;
  };
  const listed = execFileSync('npm', ['pack', '--dry-run', '--json'], { cwd: root, encoding: 'utf8' });
  const files = new Set(
    (JSON.parse(listed.slice(listed.indexOf('['))) as { files: { path: string }[] }[])[0]!.files.map(
      (f) => `./${f.path}`,
    ),
  );
  const named = [...Object.values(exports).flatMap(filesOf), ...Object.values(bin)];
  for (const file of named) expect([...files], file).toContain(file);
});
