// The bits that a program computes on the CPU backend, to be compared between numbers of threads and between engines.
import { compileGraph } from '../../compiler/index.ts';
import type { Program } from '../../compiler/program/types.ts';
import { makeInput, makeScatter } from '../../dsl/build.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { iota, mod } from '../../dsl/ops/index.ts';
import { toExpr } from '../../dsl/tensor.ts';
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
  'scatters whose rows take few and many updates': longScatters,
  'attention in blocks, and its gradient': () =>
    compileGraph(attention(2, 37, 4, { causal: true }, true), { ...capabilities, blocks: tiny }),
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

/**
 * Products of 511 to 4097 terms, along one axis and along two. A thread's share has fewer rows or columns than the whole:
 * its rows may be the whole's columns, and more of its terms fit the cache.
 */
export function longProducts(): Program {
  const one = [511, 512, 513, 1023, 1024, 1025, 2047, 2048, 2049, 4095, 4096, 4097].map((run) => [1, run] as const);
  const two = [
    [410, 5],
    [85, 24],
    [86, 24],
    [171, 24],
    [3, 683],
    [7, 683],
    [2, 1025],
    [3, 2051],
  ] as const;
  const steps = [...one, ...two].flatMap(([outer, run]) =>
    [
      [6, 25],
      [33, 4],
    ].flatMap(([m, n]) => {
      const [row, column] = [axis(1, m!), axis(2, n!)];
      const [around, along] = [axis(3, outer), axis(4, run)];
      const x = load(0, affine(0, [around, m! * run], [row, run], [along, 1]));
      // terms are next to each other, or columns are
      const transposed = load(1, affine(0, [around, n! * run], [column, run], [along, 1]));
      const plain = load(1, affine(0, [around, n! * run], [along, n!], [column, 1]));
      return Object.entries({ transposed, plain }).map(([layout, y]) => ({
        name: `${outer}_by_${run}_to_${m}_by_${n}_${layout}`,
        axes: [row, column],
        reduction: { axes: [around, along], monoid: 'sum' as const, value: apply('mul', 'f32', x, y) },
        address: affine(0, [row, n!], [column, 1]),
        results: m! * n!,
      }));
    }),
  );
  const length = 33 * 7 * 683;
  const results = steps.map((s, i) => ({ ...buffer(2 + i, s.results), name: s.name }));
  return program(
    [buffer(0, length, 'f32', 'input'), buffer(1, length, 'f32', 'input'), ...results],
    steps.map(({ name, axes, reduction, address }, i) => {
      const value = { kind: 'reduced', dtype: 'f32' } as const;
      return { kind: 'kernel', name, axes, reduction, outputs: [{ buffer: 2 + i, address, value }] };
    }),
  );
}

/** Scatters whose rows take few and many updates, one after another. */
function longScatters(): Program {
  const x = makeInput('x', [4000, 3], 'f32');
  const outputs = [2, 7, 300].map((rows) => {
    const value = makeScatter(rows, toExpr(mod(iota(4000), rows)), x);
    return { name: `to ${rows} rows`, value };
  });
  return compileGraph({ inputs: [{ name: 'x', leaf: x }], states: [], outputs }, capabilities);
}

/** Twenty sines of n elements, again and again: long enough to be met in the middle. */
export function sines(n: number, times: number): Program {
  const all = axis(1, n);
  const at = affine(0, [all, 1]);
  const value = Array.from({ length: 20 }).reduce<ReturnType<typeof load>>((x) => apply('sin', 'f32', x), load(0, at));
  const kernel = {
    kind: 'kernel',
    name: 'k1_sines',
    axes: [all],
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

const axis = (id: number, extent: number) => ({ id, extent });
