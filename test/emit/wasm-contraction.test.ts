// Contractions of every layout, by each of the three ways, against the plain interpreter.
import { describe, expect, it, test } from 'vitest';
import type { WasmOptions } from '../../compiler/emit/wasm/index.ts';
import type { Axis, Index, Output, Program, Scalar } from '../../compiler/program/types.ts';
import { type Block, inBlocks } from '../../compiler/schedule/contraction/blocks.ts';
import { planContraction } from '../../compiler/schedule/contraction/plan.ts';
import { freshAxes } from '../../compiler/schedule/fresh.ts';
import { disagreement } from './agree.ts';
import { affine, apply, buffer, literal, load, pick, program, type Random, random } from './kernels.ts';

const count = (axes: readonly Axis[]) => axes.reduce((n, a) => n * a.extent, 1);

function shuffled<T>(r: Random, list: readonly T[]): T[] {
  return list
    .map((x) => [r(), x] as const)
    .sort((x, y) => x[0] - y[0])
    .map(([, x]) => x);
}

/** a dense layout of the axes in their order */
function dense(axes: readonly Axis[]): Index {
  let stride = 1;
  const terms: [Axis, number][] = [];
  for (const a of [...axes].reverse()) {
    terms.unshift([a, stride]);
    stride *= a.extent;
  }
  return affine(0, ...terms);
}

interface Sizes {
  readonly batch: readonly number[];
  readonly m: readonly number[];
  readonly n: readonly number[];
  readonly k: readonly number[];
}

function contraction(
  r: Random,
  sizes: Sizes,
  keepOrder: boolean,
  epilogue: 'none' | 'bias' | 'inPlace' | 'two',
): Program {
  let id = 1;
  const axes = (extents: readonly number[]): Axis[] => extents.map((extent) => ({ id: id++, extent }));
  const [batch, m, n, k] = [axes(sizes.batch), axes(sizes.m), axes(sizes.n), axes(sizes.k)];
  const order = <T>(list: readonly T[]) => (keepOrder ? [...list] : shuffled(r, list));
  const spatial = order([...batch, ...m, ...n]);
  const [aAxes, bAxes] = [
    order([...batch, ...m, ...k]),
    order([...batch, ...(r() < 0.5 ? [...k, ...n] : [...n, ...k])]),
  ];
  const value = apply('mul', 'f32', load(0, dense(aAxes)), load(1, dense(bAxes)));
  const reduced: Scalar = { kind: 'reduced', dtype: 'f32' };
  const at = dense(spatial);
  const bias = load(2, dense(order(n)));
  const outputs: Output[] = [{ buffer: 3, address: at, value: reduced }];
  if (epilogue === 'bias')
    outputs[0] = { buffer: 3, address: at, value: apply('max', 'f32', apply('add', 'f32', reduced, bias), literal(0)) };
  if (epilogue === 'inPlace') {
    const step = apply('mul', 'f32', reduced, literal(0.125));
    outputs[0] = { buffer: 3, address: at, value: apply('sub', 'f32', load(3, at), step) };
  }
  if (epilogue === 'two')
    outputs.push({ buffer: 4, address: at, value: apply('tanh', 'f32', apply('add', 'f32', reduced, bias)) });
  const buffers = [count(aAxes), count(bAxes), count(n), count(spatial), count(spatial)].map((length, i) =>
    buffer(i, length),
  );
  return program(buffers, [
    { kind: 'kernel', name: 'product', axes: spatial, reduction: { axes: order(k), monoid: 'sum', value }, outputs },
  ]);
}

const ways: readonly (readonly [string, WasmOptions])[] = [
  ['direct', { contractions: 'direct' }],
  ['dot', { contractions: 'dot' }],
  ['packed', { contractions: 'packed' }],
  ['packed in tiles of 6 by 8', { contractions: 'packed', tile: [6, 2] }],
  ['by cost', {}],
  ['packed, given the places of buffers', { contractions: 'packed', places: true }],
  ['direct, given the places of buffers', { contractions: 'direct', places: true }],
  ['dot, given the places of buffers', { contractions: 'dot', places: true }],
];

describe('contractions', () => {
  for (const [way, options] of ways) {
    it(`random layouts, ${way}`, () => {
      const failures: string[] = [];
      for (let seed = 0; seed < 150; seed++) {
        const r = random(seed);
        const some = (most: number) =>
          Array.from({ length: 1 + Math.floor(r() * 2) }, () => 1 + Math.floor(r() * most));
        const sizes = { batch: r() < 0.4 ? some(3) : [], m: r() < 0.85 ? some(9) : [], n: some(13), k: some(12) };
        const p = contraction(r, sizes, r() < 0.5, pick(r, ['none', 'bias', 'inPlace', 'two'] as const));
        const found = disagreement(p, seed, options, 1e-3);
        if (found) failures.push(`seed ${seed} ${JSON.stringify(sizes)}: ${found}`);
      }
      expect(failures).toEqual([]);
    });

    it(`sizes over one block, ${way}`, () => {
      for (const [i, [m, n, k]] of [
        [66, 259, 20],
        [65, 12, 260],
        [5, 259, 257],
        [130, 16, 515],
        [9, 700, 24],
      ].entries()) {
        const p = contraction(random(i), { batch: [], m: [m!], n: [n!], k: [k!] }, true, 'bias');
        expect(disagreement(p, i, options, 1e-3)).toBeNull();
      }
    });

    it(`windows (convolution and its gradient in the filter), ${way}`, () => {
      for (const [size, taps] of [
        [12, 5],
        [9, 3],
        [7, 2],
      ] as const) {
        expect(disagreement(convolution(3, 2, 6, size, taps), size, options, 1e-3)).toBeNull();
        expect(disagreement(convolution(3, 2, 6, size, taps, true), size, options, 1e-3)).toBeNull();
        expect(disagreement(filterGradient(3, 2, 6, size, taps), size, options, 1e-3)).toBeNull();
      }
    });
  }
});

test('blocks of rows or columns are all of a contraction, each result once', () => {
  const [m, n, k] = [[4, 7], [3, 10, 2], [5]].map((extents, g) =>
    extents.map((extent, x) => ({ id: 10 * g + x, extent })),
  ) as [Axis[], Axis[], Axis[]];
  const whole: Block = {
    loops: [],
    contraction: {
      batch: [],
      m,
      n,
      k,
      a: { buffer: 0, address: dense([...m, ...k]) },
      b: { buffer: 1, address: dense([...k, ...n]) },
      outputs: [{ buffer: 2, address: dense([...m, ...n]), value: { kind: 'reduced', dtype: 'f32' } }],
    },
  };
  const places = ({ loops, contraction: c }: Block): string[] => {
    const axes = [...loops, ...c.m, ...c.n];
    const at = (i: Index, point: readonly number[]) =>
      i.terms.reduce(
        (sum, t) => sum + t.factor * point[axes.findIndex((a) => t.atom.kind === 'axis' && a.id === t.atom.id)]!,
        i.offset,
      );
    const points = axes.reduce<number[][]>(
      (list, a) => list.flatMap((p) => Array.from({ length: a.extent }, (_, i) => [...p, i])),
      [[]],
    );
    const [inA, inB] = [c.a.address, c.b.address].map((i) => ({ ...i, terms: i.terms.filter(onlyIn(axes)) }));
    return points.map((p) => [c.outputs[0]!.address, inA!, inB!].map((i) => at(i, p)).join());
  };
  const expected = places(whole).sort();
  const fresh = freshAxes([...m, ...n, ...(whole.contraction.k ?? [])].map((a) => a.id));
  for (const rows of [1, 3, 6, 16, 100]) {
    for (const columns of [1, 4, 7, 16, 25, 64]) {
      for (const multiple of [1, 4]) {
        const blocks = inBlocks(whole, 'm', rows, 2, fresh).flatMap((b) => inBlocks(b, 'n', columns, multiple, fresh));
        expect(blocks.flatMap(places).sort()).toEqual(expected);
      }
    }
  }
});

const onlyIn = (axes: readonly Axis[]) => (t: Index['terms'][number]) =>
  axes.some((a) => t.atom.kind === 'axis' && a.id === t.atom.id);

/** y[b, o, i, j] = sum over c, u, v of x[b, c, i + u, j + v] w[o, c, u, v]; flipped: x[b, c, i - u, j - v] from the last taps on */
function convolution(
  batch: number,
  channels: number,
  filters: number,
  size: number,
  taps: number,
  flipped = false,
): Program {
  const [sign, start] = flipped ? [-1, (taps - 1) * (size + 1)] : [1, 0];
  const out = size - taps + 1;
  const [b, o, i, j] = [batch, filters, out, out].map((extent, x) => ({ id: x + 1, extent })) as [
    Axis,
    Axis,
    Axis,
    Axis,
  ];
  const [c, u, v] = [channels, taps, taps].map((extent, x) => ({ id: x + 11, extent })) as [Axis, Axis, Axis];
  const x = load(
    0,
    affine(start, [b, channels * size * size], [c, size * size], [i, size], [u, sign * size], [j, 1], [v, sign]),
  );
  const value = apply('mul', 'f32', x, load(1, dense([o, c, u, v])));
  const buffers = [batch * channels * size * size, filters * channels * taps * taps, batch * filters * out * out];
  const outputs = [{ buffer: 2, address: dense([b, o, i, j]), value: { kind: 'reduced', dtype: 'f32' } as const }];
  const reduction = { axes: [c, u, v], monoid: 'sum', value } as const;
  const kernel = { kind: 'kernel', name: 'convolution', axes: [b, o, i, j], reduction, outputs } as const;
  return program(
    buffers.map((length, k) => buffer(k, length)),
    [kernel],
  );
}

/** dw[o, c, u, v] = sum over b, i, j of dy[b, o, i, j] x[b, c, i + u, j + v] */
function filterGradient(batch: number, channels: number, filters: number, size: number, taps: number): Program {
  const out = size - taps + 1;
  const [o, c, u, v] = [filters, channels, taps, taps].map((extent, x) => ({ id: x + 1, extent })) as [
    Axis,
    Axis,
    Axis,
    Axis,
  ];
  const [b, i, j] = [batch, out, out].map((extent, x) => ({ id: x + 11, extent })) as [Axis, Axis, Axis];
  const x = load(1, affine(0, [b, channels * size * size], [c, size * size], [i, size], [u, size], [j, 1], [v, 1]));
  const value = apply('mul', 'f32', load(0, dense([b, o, i, j])), x);
  const buffers = [batch * filters * out * out, batch * channels * size * size, filters * channels * taps * taps];
  const outputs = [{ buffer: 2, address: dense([o, c, u, v]), value: { kind: 'reduced', dtype: 'f32' } as const }];
  const reduction = { axes: [b, i, j], monoid: 'sum', value } as const;
  const kernel = { kind: 'kernel', name: 'filterGradient', axes: [o, c, u, v], reduction, outputs } as const;
  return program(
    buffers.map((length, k) => buffer(k, length)),
    [kernel],
  );
}

/** [m, k] by [k, n] */
function wayOf(m: number, k: number, n: number): string | undefined {
  const [i, j, t] = [m, n, k].map((extent, id) => ({ id, extent })) as [Axis, Axis, Axis];
  const value = apply('mul', 'f32', load(0, affine(0, [i, k], [t, 1])), load(1, affine(0, [t, n], [j, 1])));
  const outputs = [
    { buffer: 2, address: affine(0, [i, n], [j, 1]), value: { kind: 'reduced', dtype: 'f32' } as const },
  ];
  const reduction = { axes: [t], monoid: 'sum', value } as const;
  const kernel = { kind: 'kernel', name: 'product', axes: [i, j], reduction, outputs } as const;
  return planContraction(kernel, new Map(), undefined, [2, 4])?.strategy;
}

test('few rows read the other matrix in place, unless its rows fall into one set of the cache', () => {
  expect([1, 2, 3, 4, 8, 32].map((m) => wayOf(m, 1000, 1000))).toEqual([...Array(5).fill('direct'), 'packed']);
  expect([1, 2, 3, 4, 8, 32].map((m) => wayOf(m, 1024, 1024))).toEqual([
    ...Array(2).fill('direct'),
    ...Array(4).fill('packed'),
  ]);
});
