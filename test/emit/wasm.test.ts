// Emitted WebAssembly against the plain interpreter of Programs.
import { describe, expect, it } from 'vitest';
import { listing } from '../../compiler/emit/wasm/listing.ts';
import type { Axis, Program, Scalar } from '../../compiler/program/types.ts';
import { scheduleNest } from '../../compiler/schedule/nest/nest.ts';
import { vectorOf } from '../../compiler/schedule/nest/types.ts';
import type { Monoid } from '../../dsl/expr.ts';
import { disagreement } from './agree.ts';
import { affine, apply, buffer, literal, load, program, RandomKernel, random } from './kernels.ts';

const axis = (id: number, extent: number): Axis => ({ id, extent });

/** Window gradients: out[p, v] reads what only p or only v chooses; p and v (extent 2) are one axis of the result. */
describe('split axes', () => {
  it('are put together again on four lanes', () => {
    for (const extent of [2, 3, 5, 8, 13]) {
      const [i, p, v] = [3, extent, 2].map((e, id) => ({ id, extent: e })) as [Axis, Axis, Axis];
      const inside = { kind: 'range', value: affine(-1, [p, 1], [v, 1]), below: extent - 1 } as const;
      const at = affine(0, [i, extent * 2], [p, 2], [v, 1]);
      const index: Scalar = { kind: 'index', value: affine(1, [v, 1], [p, 3]), dtype: 'i32' };
      const guarded: Scalar = {
        kind: 'guard',
        conditions: [inside],
        value: load(0, affine(0, [i, 5], [p, 3])),
        fill: -1,
        dtype: 'f32',
      };
      const sum = apply(
        'add',
        'f32',
        apply('mul', 'f32', load(0, affine(7, [i, extent], [p, 1])), load(0, at)),
        guarded,
      );
      const value = apply(
        'select',
        'f32',
        apply('equal', 'bool', index, load(1, affine(2, [p, 1]), 'i32')),
        sum,
        load(0, affine(3, [v, 2])),
      );
      const axes = [i, p, v];
      const kernel = {
        kind: 'kernel',
        name: 'split',
        axes,
        reduction: null,
        outputs: [{ buffer: 2, address: at, value }],
      } as const;
      const split = program([buffer(0, 200), buffer(1, 40, 'i32'), buffer(2, 6 * extent)], [kernel]);
      expect(disagreement(split, extent)).toBeNull();
      expect(listing(split).includes('4 lanes')).toBe(true);
    }
  });
});

describe('random loop nests', () => {
  it('agree with the interpreter', () => {
    const failures: string[] = [];
    for (let seed = 0; seed < 1000; seed++) {
      const p = new RandomKernel(random(seed), true).build();
      let found: string | null;
      try {
        found = disagreement(p, seed + 7);
      } catch (e) {
        found = String(e);
      }
      if (found) failures.push(`seed ${seed}: ${found}`);
    }
    expect(failures).toEqual([]);
  });
});

/** Whatever does not fill a vector: computed with points before it once more where that may be, or one by one. */
describe('the last points of an axis on four lanes', () => {
  const widths = [4, 5, 6, 7, 9, 10, 11, 15, 18, 19, 23, 27];
  const [rows, columns] = [3, 5];

  /** to[i, j] = exp(from[i, j]) - 0.5 from[i, j], where `from` may be `to` */
  const pointwise = (width: number, from: number): Program => {
    const [i, j] = [axis(1, rows), axis(2, width)];
    const at = affine(0, [i, width + 2], [j, 1]);
    const half = apply('mul', 'f32', load(from, at), literal(0.5));
    const value = apply('sub', 'f32', apply('exp', 'f32', load(from, at)), half);
    const outputs = [{ buffer: 1, address: at, value }];
    return program(
      [buffer(0, rows * (width + 2)), buffer(1, rows * (width + 2))],
      [{ kind: 'kernel', name: 'pointwise', axes: [i, j], reduction: null, outputs }],
    );
  };

  const folded = (width: number, monoid: Monoid, dtype: 'f32' | 'i32'): Program => {
    const [i, j] = [axis(1, columns), axis(2, width)];
    const read = load(0, affine(0, [i, width], [j, 1]), dtype);
    const value = dtype === 'f32' ? apply('tanh', 'f32', apply('mul', 'f32', read, read)) : read;
    const outputs = [{ buffer: 1, address: affine(0, [i, 1]), value: { kind: 'reduced', dtype } as const }];
    return program(
      [buffer(0, columns * width, dtype), buffer(1, columns, dtype)],
      [{ kind: 'kernel', name: 'folded', axes: [i], reduction: { axes: [j], monoid, value }, outputs }],
    );
  };

  it.each(widths)('%i wide: elsewhere and in place', (width) => {
    for (const from of [0, 1]) expect(disagreement(pointwise(width, from), width)).toBeNull();
  });

  it.each(widths)('%i terms of a sum, a product, the largest and the smallest', (width) => {
    for (const monoid of ['sum', 'prod', 'max', 'min'] as const) {
      for (const dtype of ['f32', 'i32'] as const)
        expect(disagreement(folded(width, monoid, dtype), width), `${monoid} of ${dtype}`).toBeNull();
    }
  });

  it('are computed with others again only where results are elsewhere', () => {
    const again = ({ steps: [step] }: Program) => {
      if (step?.kind !== 'kernel') return null;
      const { spatial, reduce } = scheduleNest(step, new Map(), 4);
      return [...spatial, ...reduce].map(vectorOf).find((v) => v)?.overlaps;
    };
    expect([pointwise(7, 0), pointwise(7, 1), folded(15, 'sum', 'f32')].map(again)).toEqual([true, false, true]);
  });
});
