// Emitted WebAssembly against the plain interpreter of Programs.
import { describe, expect, it } from 'vitest';
import { listing } from '../../compiler/emit/wasm/listing.ts';
import type { Axis, Scalar } from '../../compiler/program.ts';
import { disagreement } from './agree.ts';
import { affine, apply, buffer, load, program, RandomKernel, random } from './kernels.ts';

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
      expect(listing(split).includes('four lanes')).toBe(true);
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
