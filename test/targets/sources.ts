// What every target builds and runs: a model that learns for twenty steps on two threads, with an activation that is lifted.
import { transformSync } from 'esbuild';

/** With its types, as a user writes it. */
export const train = `import { affine, compile, cpu, crossEntropy, input, model, pipe, sgd, trainStep } from 'quern';
import { lift } from 'quern/lift';
import { leNet } from 'quern/nets';

/** x / (1 + |x|) */
const softsign = lift((x: number) => x / (1 + Math.abs(x)));
const layers = { hidden: affine(4, 8), out: affine(8, 3) };
const net = model(layers, input('batch', 4), (p, x) => pipe(x, p.hidden, softsign, p.out));
export const step = trainStep(net, crossEntropy, sgd(0.1));

export async function train() {
  const program = await compile(step, { batch: 2 }, { on: cpu({ threads: 2 }) });
  const feeds = { input: Float32Array.of(1, 2, 3, 4, 4, 3, 2, 1), target: Int32Array.of(0, 2) };
  let state = program.initialState(1);
  const losses: number[] = [];
  for (let i = 0; i < 20; i++) {
    const result = await program.run(state, feeds);
    state = result.state;
    losses.push(result.outputs['loss']![0]!);
  }
  const { backend, threads } = program;
  return { backend, threads, fell: losses[19]! < losses[0]! / 2, nets: typeof leNet };
}
`;

/** The same as JavaScript. */
export const trainJs = transformSync(train, { loader: 'ts', target: 'es2022' }).code;

/** The same for pages that are not built: nothing reads their sources, so nothing is lifted. */
export const trainUnbuilt = trainJs
  .replace(/import .* from "quern\/lift";/, '')
  .replace('import {', "import { abs, add, div } from 'quern';\nimport {")
  .replace(/lift\(.*\)/, '(x) => div(x, add(1, abs(x)))');

/** The same as CommonJS. */
export const trainCjs = transformSync(trainJs, { format: 'cjs', target: 'es2022' }).code;

/** A page's entry: what `openSite` calls. */
export const page = (from: string): string => `import { train } from '${from}';
globalThis.tests = { train };
`;

export const html = '<!doctype html><title>page</title><script type="module" src="/page.js"></script>';

/** A script that prints what became of the training, and ends although threads are there. */
export const script = (from: string): string => `import { train } from '${from}';
console.log(JSON.stringify(await train()));
`;

const expected = JSON.stringify({ backend: 'cpu', threads: 2, fell: true, nets: 'function' });

/** Throws unless the training went as it should. */
export function requireTrained(found: unknown): void {
  const text = typeof found === 'string' ? found.trim() : JSON.stringify(found);
  if (text !== expected) throw new Error(`expected ${expected}, got ${text}`);
}
