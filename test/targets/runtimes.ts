// Where no page is: CommonJS, test runners, other runtimes, a worker that compiles no WebAssembly, an old compiler.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { requireTrained, script, train, trainCjs, trainJs } from './sources.ts';
import type { Target } from './target.ts';

const commonjs: Target = {
  name: 'commonjs',
  async run({ write, run }) {
    const main = `require('./train.cjs').train().then((found) => console.log(JSON.stringify(found)));
for (const name of ['quern/data', 'quern/node', 'quern/gpujs', 'quern/testing', 'quern/testing/node', 'quern/vite', 'quern/esbuild', 'quern/webpack'])
  require(name);`;
    const folder = write('commonjs', { 'train.cjs': trainCjs, 'main.cjs': main });
    requireTrained(await run(folder, 'node', 'main.cjs'));
    // as before Node 20.19, where modules cannot be required
    requireTrained(await run(folder, 'node', '--no-experimental-require-module', '-C', 'none', 'main.cjs'));
  },
};

const jest: Target = {
  name: 'jest',
  async run({ write, run }) {
    const folder = write('jest', {
      'package.json': '{}',
      'babel.config.js':
        "module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] };",
      'train.ts': train,
      'train.test.ts': `import { affine, input, model, pipe, tanh } from 'quern';
import { fuzzGradients } from 'quern/testing';
import { train } from './train';

test('trains', async () => {
  expect(await train()).toEqual({ backend: 'cpu', threads: 2, fell: true, nets: 'function' });
});
test('gradients', async () => {
  const net = model({ a: affine(3, 2) }, input('batch', 3), (p, x) => pipe(x, p.a, tanh));
  expect((await fuzzGradients(net, { runs: 3 })).runs).toBe(3);
});`,
    });
    const said = JSON.parse(await run(folder, 'jest', '--ci', '--json', '--rootDir', folder)) as {
      numPassedTests: number;
    };
    if (said.numPassedTests !== 2) throw new Error(`expected 2 tests to pass, got ${said.numPassedTests}`);
  },
};

const scripts = { 'train.ts': train, 'main.ts': script('./train.ts'), 'package.json': '{ "type": "module" }' };

const bun: Target = {
  name: 'bun',
  async run({ write, run }) {
    requireTrained(await run(write('c# bun', scripts), 'bun', 'run', 'main.ts'));
  },
};

const deno: Target = {
  name: 'deno',
  async run({ write, run }) {
    const folder = write('c# deno', scripts);
    requireTrained(
      await run(folder, 'deno', 'run', '--allow-read', '--allow-env', '--allow-sys', '--no-lock', 'main.ts'),
    );
  },
};

const node: Target = {
  name: 'node',
  async run({ write, run }) {
    const main = script('./train.js');
    const folder = write('c# node', { 'train.js': trainJs, 'main.js': main, 'package.json': '{ "type": "module" }' });
    requireTrained(await run(folder, 'node', 'main.js'));
  },
};

interface MiniflareModule {
  readonly Miniflare: new (
    options: object,
  ) => { dispatchFetch(url: string): Promise<Response>; dispose(): Promise<void> };
}

/** A training step, built ahead of time: workerd compiles WebAssembly when a worker is deployed, and never later. */
const workerd: Target = {
  name: 'workerd',
  async run({ quern, write, run, require }) {
    const folder = write('workerd', {
      'train.ts': train,
      'package.json': '{ "type": "module" }',
      'worker.js': `import { load } from './built/step.js';
import weights from './built/step.safetensors';
import wasm from './built/step.wasm';

export default {
  async fetch() {
    const net = await load({ wasm, weights });
    const losses = [];
    for (let i = 0; i < 20; i++) losses.push(net.step({ input: [1, 2, 3, 4, 4, 3, 2, 1], target: [0, 2] }).loss);
    return Response.json({ backend: 'cpu', threads: 2, fell: losses[19] < losses[0] / 2, nets: 'function' });
  },
};`,
    });
    await run(
      folder,
      'node',
      join(quern, 'dist/runtime/cli/main.js'),
      'build',
      'train.ts#step',
      '-s',
      'batch=2',
      '-o',
      'built',
      '--adjacent-wasm',
    );
    // Boundary: what is used of miniflare is the interface above.
    const { Miniflare } = require('miniflare') as MiniflareModule;
    const module = (path: string, type: string) => ({
      type,
      path: join(folder, path),
      contents: readFileSync(join(folder, path)),
    });
    const worker = new Miniflare({
      modulesRoot: folder,
      compatibilityDate: '2026-01-01',
      modules: [
        module('worker.js', 'ESModule'),
        module('built/step.js', 'ESModule'),
        module('built/step.wasm', 'CompiledWasm'),
        module('built/step.safetensors', 'Data'),
      ],
    });
    try {
      requireTrained(await (await worker.dispatchFetch('http://localhost/')).text());
    } finally {
      await worker.dispose();
    }
  },
};

/** The oldest TypeScript: it finds nothing in what is right, and says the sentence of what is wrong. */
const oldTypeScript: Target = {
  name: 'typescript-5.0',
  async run({ folder: project, write, run }) {
    const tsc = join(project, 'node_modules/typescript-5.0/bin/tsc');
    const options = { strict: true, noEmit: true, skipLibCheck: true, target: 'es2022', lib: ['es2022'], types: [] };
    for (const resolution of [
      { module: 'nodenext', moduleResolution: 'nodenext' },
      { module: 'commonjs', moduleResolution: 'node' },
    ]) {
      const compilerOptions = { ...options, ...resolution };
      const folder = write('typescript', {
        'train.ts': train,
        'wrong.ts': train.replace('affine(8, 3)', 'affine(9, 3)'),
        'package.json': '{ "type": "module" }',
        'tsconfig.json': JSON.stringify({ compilerOptions, files: ['train.ts', 'wrong.ts'] }),
      });
      const said = await run(folder, 'node', tsc, '-p', '.').catch((error: Error) => error.message);
      const errors = said.split('\n').filter((line) => line.includes('): error '));
      const sentence = 'affine(9, 3): input has 8 features, expected 9';
      if (errors.length !== 1 || !errors[0]!.startsWith('wrong.ts(') || !said.includes(sentence)) throw new Error(said);
    }
  },
};

export const runtimes: readonly Target[] = [node, commonjs, jest, bun, deno, workerd, oldTypeScript];
