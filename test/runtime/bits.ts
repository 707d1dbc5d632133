// The bits that a program computes on the CPU backend, to be compared between numbers of threads and between engines.
import { compileGraph } from '../../compiler/index.ts';
import { inBlocks } from '../../compiler/passes/blocks/index.ts';
import type { Program } from '../../compiler/program.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { type CpuBackendOptions, cpu } from '../../runtime/backends/cpu/backend.ts';
import { capabilities } from '../../runtime/backends/cpu/index.ts';
import { attention, tiny } from '../compiler/attention.ts';
import { graphs } from '../emit/gpujsGraphs.ts';
import { affine, apply, buffer, fill, load, program, RandomKernel, random } from '../emit/kernels.ts';
import { programAt } from '../testing/fuzzPrograms.ts';
import { lossOf } from '../testing/oracles/line.ts';
import { graphOf } from '../testing/programs/graph.ts';
import { differentiable } from '../testing/programs/specimen.ts';
import { batch, definition } from '../training/follow.ts';

/** Every kind of kernel and loop, by name. */
export const programs: Readonly<Record<string, () => Program>> = {
  '80 random kernels': () => randomKernels(80),
  'a training step of a multi-layer perceptron': () => compileGraph(definition('mlp').trace({ batch }), capabilities),
  'a training step of LeNet': () => compileGraph(definition('lenet').trace({ batch }), capabilities),
  'attention in blocks, and its gradient': () =>
    compileGraph(attention(2, 37, 4, { causal: true }, true), { ...capabilities, blocks: tiny }, { inBlocks }),
  ...Object.fromEntries(
    Array.from({ length: 8 }, (_, run) => [`random program ${run} and its gradient`, () => drawn(run)]),
  ),
  ...Object.fromEntries(Object.entries(graphs).map(([name, g]) => [name, () => compileGraph(g(), capabilities)])),
};

/** A hash of every buffer that outlives a run, after each of two runs from the same contents. */
export async function bitsOf(p: Program, options: CpuBackendOptions): Promise<Record<string, string>> {
  const instance = await cpu({ smallestShare: 0, ...options }).instantiate(p);
  const r = random(1);
  for (const b of p.buffers) instance.write(b.id, fill(r, b));
  const bits: Record<string, string> = {};
  for (let run = 0; run < 2; run++) {
    await instance.run();
    for (const b of p.buffers) {
      if (b.role === 'temporary') continue;
      const data = await instance.read(b.id);
      const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(data.buffer as ArrayBuffer));
      bits[`${b.name} after run ${run}`] = new Uint32Array(digest).join();
    }
  }
  instance.release();
  return bits;
}

/** A random program's results, and the gradient of their sum. */
function drawn(run: number): Program {
  const specimen = programAt({ seed: 3, run });
  const wrt = differentiable(specimen).map((leaf) => leaf.expr);
  return compileGraph(graphOf(specimen, [...specimen.outputs, ...gradient(lossOf(specimen), wrt)]), capabilities);
}

/** Many random kernels as one program: they read the same three buffers. */
function randomKernels(count: number): Program {
  const made = Array.from({ length: count }, (_, seed) => new RandomKernel(random(1000 + seed), true).build());
  const shift = (id: number, k: number) => (id < 3 ? id : id + 2 * k);
  const renamed = made.map((p, k) => ({
    buffers: p.buffers.slice(3).map((b) => ({ ...b, id: shift(b.id, k), name: `k${k}_${b.name}` })),
    steps: p.steps.flatMap((s) =>
      s.kind === 'kernel'
        ? [{ ...s, name: `k${k}`, outputs: s.outputs.map((o) => ({ ...o, buffer: shift(o.buffer, k) })) }]
        : [],
    ),
  }));
  return program(
    [...made[0]!.buffers.slice(0, 3), ...renamed.flatMap((p) => p.buffers)],
    renamed.flatMap((p) => p.steps),
  );
}

/** Twenty sines of n elements, again and again: long enough to be met in the middle. */
export function sines(n: number, times: number): Program {
  const axis = { id: 1, extent: n };
  const at = affine(0, [axis, 1]);
  const value = Array.from({ length: 20 }).reduce<ReturnType<typeof load>>((x) => apply('sin', 'f32', x), load(0, at));
  const kernel = {
    kind: 'kernel',
    name: 'k1_sines',
    axes: [axis],
    reduction: null,
    outputs: [{ buffer: 1, address: at, value }],
  } as const;
  const steps = {
    kind: 'loop',
    name: 'again',
    counter: 9,
    extent: times,
    reverse: false,
    body: [kernel],
    carries: [],
  } as const;
  return program([buffer(0, n, 'f32', 'input'), buffer(1, n)], [steps]);
}
