// npm run bench:inference: whole networks, forward, beside onnxruntime-web on equal graphs with equal weights.

import * as q from '../../../dist/runtime/index.js';
import { mebibytes, shown } from '../statistics.mjs';
import { difference, main } from './suite.mjs';

await main(import.meta.url, {
  name: 'inference',
  about: 'One forward pass beside onnxruntime-web (wasm, one thread): equal graphs, equal weights, outputs compared.',
  group: 'ResNet-18, Transformer',
  async run(context) {
    const { resNet18, transformer } = await import('./networks.mjs');
    for (const network of [resNet18, transformer(context.quick ? 2 : 12)]) {
      if (context.wants(network.name, '')) await context.guarded(network.name, () => sideBySide(context, network));
    }
  },
});

/** Quern's model in place, and its weights by name. */
async function ours(network, input) {
  const backend = q.cpu({ threads: 1 });
  let instance;
  const held = { ...backend, instantiate: async (p) => (instance = await backend.instantiate(p)) };
  const definition = q.predictStep(network.model());
  const one = Object.fromEntries(definition.symbols.map((name) => [name, 1]));
  const executable = await q.compile(definition, one, { on: held });
  const state = executable.initialState(1);
  const { outputs } = await executable.run(state, { input: input.values });
  const tensors = await state.snapshot();
  const { totalsOf } = await import('../../../dist/compiler/explain.js');
  return {
    run: () => instance.run(),
    output: outputs.output,
    weights: (name) => {
      const found = tensors.get(name);
      if (!found) throw new Error(`the model has no '${name}'; it has ${[...tensors.keys()].join(', ')}`);
      return { shape: found.shape, values: Float32Array.from(found.data) };
    },
    operations: totalsOf(executable.program).operations,
    memoryBytes: instance.memoryBytes,
    compileMs: executable.compileMs,
  };
}

async function onnxRuntime(bytes, input) {
  const ort = await import('onnxruntime-web');
  ort.env.wasm.numThreads = 1;
  const start = performance.now();
  const session = await ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] });
  const loadMs = performance.now() - start;
  const feeds = { input: new ort.Tensor('float32', input.values, input.shape) };
  const { [session.outputNames[0]]: output } = await session.run(feeds);
  return { run: () => session.run(feeds), output: output.data, loadMs };
}

async function sideBySide(context, network) {
  const { floorOf } = await import('./floors.mjs');
  const { numbers } = await import('./kernel.mjs');
  const { inTurn } = await import('./turns.mjs');
  const input = numbers(network.shape);
  const quern = await ours(network, input);
  const onnx = await onnxRuntime(network.onnx(quern.weights), input);
  const differs = difference(quern.output, onnx.output);
  if (differs) context.failures.push(`${network.name}: ${differs}`);
  const turns = context.quick ? { rounds: 2, turnMs: 200 } : { rounds: 7, turnMs: 500 };
  const times = await inTurn({ quern: quern.run, 'onnxruntime-web': onnx.run }, turns);
  const floorMs = floorOf(context.floors, quern);
  for (const [system, { ms, least, runs }] of Object.entries(times)) {
    const memory = system === 'quern' ? mebibytes(quern.memoryBytes) : '-';
    context.line(
      network.name,
      ['', 'ms', 'least', 'GF/s', 'of floor', 'ready ms', 'memory'],
      [
        system,
        shown(ms),
        shown(least),
        shown(quern.operations / ms / 1e6),
        `${shown((100 * floorMs) / ms)} %`,
        shown(system === 'quern' ? quern.compileMs : onnx.loadMs),
        memory,
      ],
    );
    context.record({ group: 'inference', case: network.name, system, threads: 1, ms, least, runs, floorMs });
  }
  console.log(`  quern is ${shown(times['onnxruntime-web'].ms / times.quern.ms)} times as fast`);
}
