// Kernels that differ in their buffers only are one function.
import { describe, expect, it, test } from 'vitest';
import { emitWasm } from '../../compiler/emit/wasm/index.ts';
import type { Axis, Condition, Kernel, Program, Scalar } from '../../compiler/program/types.ts';
import { likenessOf } from '../../compiler/schedule/likeness.ts';
import { instantiate } from '../../runtime/backends/cpu/index.ts';
import { profile } from '../../runtime/backends/cpu/profile.ts';
import { disagreement } from './agree.ts';
import { affine, apply, buffer, fill, literal, load, program, RandomKernel, random } from './kernels.ts';

const axis = (id: number, extent: number): Axis => ({ id, extent });

interface Parts {
  readonly ids?: readonly [number, number];
  readonly rows?: number;
  readonly factor?: number;
  readonly from?: readonly [number, number, number];
  readonly op?: 'tanh' | 'exp';
  readonly added?: number;
  readonly fill?: number;
  readonly monoid?: 'sum' | 'max';
  readonly twice?: boolean;
  readonly below?: number;
  readonly name?: string;
}

/** out[i] = op(sum over k of (a[i, k] b[k], where i + k is in range, or else the fill)) + a literal */
function kernel(parts: Parts = {}): Kernel {
  const { ids = [1, 2], rows = 5, factor = 24, from = [0, 1, 2], op = 'tanh', added = 0.5, fill = 0 } = parts;
  const [i, k] = [axis(ids[0], rows), axis(ids[1], 24)];
  const a = load(from[0], affine(0, [i, factor], [k, 1]));
  const other = parts.twice ? load(from[0], affine(0, [i, factor], [k, 1])) : a;
  const product = apply('mul', 'f32', apply('mul', 'f32', a, other), load(from[1], affine(0, [k, 1])));
  const inside: Condition = { kind: 'range', value: affine(-3, [i, 1], [k, 1]), below: parts.below ?? 20 };
  const value: Scalar = { kind: 'guard', conditions: [inside], value: product, fill, dtype: 'f32' };
  const reduced = apply(op, 'f32', { kind: 'reduced', dtype: 'f32' });
  const outputs = [
    { buffer: from[2], address: affine(0, [i, 1]), value: apply('add', 'f32', reduced, literal(added)) },
  ];
  const reduction = { axes: [k], monoid: parts.monoid ?? 'sum', value } as const;
  return { kind: 'kernel', name: parts.name ?? 'one', axes: [i], reduction, outputs };
}

const textOf = (parts: Parts, around: readonly Axis[] = []) => likenessOf(kernel(parts), around).text;

describe('what kernels have in common', () => {
  it('is neither their names nor the numbers of their axes and buffers', () => {
    expect(textOf({ ids: [7, 3], from: [9, 4, 6], name: 'two' })).toBe(textOf({}));
    expect(likenessOf(kernel({ from: [9, 4, 6] }), []).buffers).toEqual([9, 4, 6]);
  });

  it.each<Parts>([
    { rows: 6 },
    { factor: 25 },
    { op: 'exp' },
    { added: 0.25 },
    { added: Number.NaN },
    { added: Infinity },
    { fill: -0 },
    { monoid: 'max' },
    { below: 21 },
    { twice: true },
    { from: [0, 0, 2] },
  ])('is everything else: %o', (parts) => {
    expect(textOf(parts)).not.toBe(textOf({}));
  });

  it('is the loops around them, and that an axis counts threads', () => {
    const texts = [[], [axis(5, 3)], [axis(5, 4)], [{ ...axis(6, 3), role: 'thread' as const }]].map((around) =>
      textOf({}, around),
    );
    expect(new Set(texts).size).toBe(4);
  });
});

describe('a program of kernels that are alike', () => {
  const buffers = Array.from({ length: 8 }, (_, id) => buffer(id, 5 * 24));
  const twice = program(buffers, [
    kernel({ name: 'k0_first' }),
    kernel({ name: 'k1_other', op: 'exp', from: [0, 1, 3] }),
    kernel({ name: 'k2_again', ids: [4, 9], from: [4, 5, 6] }),
    kernel({ name: 'k3_again', from: [6, 2, 7] }),
  ]);

  it('has one function for them, and the results of each', () => {
    const { kernels, functions } = emitWasm(twice);
    expect([kernels.map((k) => k.name), functions]).toEqual([['k0_first', 'k1_other', 'k2_again', 'k3_again'], 2]);
    expect(disagreement(twice, 1)).toBeNull();
  });

  it('is profiled kernel by kernel', () => {
    const names = profile(twice, 1).map((t) => t.name);
    expect(names.sort()).toEqual(['k0_first', 'k1_other', 'k2_again', 'k3_again']);
  });

  it('names all of them where one traps', () => {
    const beyond = (name: string, to: number): Kernel => {
      const value = apply('neg', 'f32', load(0, affine(2 ** 28)));
      return { kind: 'kernel', name, axes: [], reduction: null, outputs: [{ buffer: to, address: affine(0), value }] };
    };
    const p = program(buffers, [beyond('k0_beyond', 1), beyond('k1_beyond', 2)]);
    expect(() => instantiate(p).run()).toThrow(
      'cpu: kernel k0_beyond (or k1_beyond: they are one function) failed: memory access',
    );
  });
});

test('a kernel that is given the places of its buffers gives the bits of one that knows them', () => {
  const bits = (p: Program, places: boolean) => {
    const [r, cpu] = [random(3), instantiate(p, { places })];
    for (const b of p.buffers) cpu.write(b.id, fill(r, b));
    cpu.run();
    return p.buffers.map((b) => [...cpu.read(b.id)]);
  };
  for (let seed = 0; seed < 300; seed++) {
    const p = new RandomKernel(random(seed), true).build();
    expect(bits(p, true), `seed ${seed}`).toEqual(bits(p, false));
  }
});
