// The listing of a small program, and errors of the CPU runtime.
import { describe, expect, it } from 'vitest';
import { listing } from '../../compiler/emit/wasm/listing.ts';
import type { Program } from '../../compiler/program/types.ts';
import { compiled, instanceOf, instantiate } from '../../runtime/backends/cpu/index.ts';
import { profile } from '../../runtime/backends/cpu/profile.ts';
import { affine, apply, buffer, literal, load, program } from './kernels.ts';

/** y = max(x w + b, 0), then its row maxima, then a loop that adds row t of y to a running sum */
function example(): Program {
  const [i, j, k, t] = [5, 16, 24, 5].map((extent, x) => ({ id: x, extent })) as [Axis, Axis, Axis, Axis];
  type Axis = { id: number; extent: number };
  const value = apply('mul', 'f32', load(0, affine(0, [i, 24], [k, 1])), load(1, affine(0, [k, 16], [j, 1])));
  const biased = apply('add', 'f32', { kind: 'reduced', dtype: 'f32' }, load(2, affine(0, [j, 1])));
  const affineKernel = {
    kind: 'kernel',
    name: 'k0_affine',
    axes: [i, j],
    reduction: { axes: [k], monoid: 'sum', value },
    outputs: [{ buffer: 3, address: affine(0, [i, 16], [j, 1]), value: apply('max', 'f32', biased, literal(0)) }],
  } as const;
  const rowMax = {
    kind: 'kernel',
    name: 'k1_max',
    axes: [i],
    reduction: { axes: [j], monoid: 'max', value: load(3, affine(0, [i, 16], [j, 1])) },
    outputs: [{ buffer: 4, address: affine(0, [i, 1]), value: { kind: 'reduced', dtype: 'f32' } }],
  } as const;
  const add = apply('add', 'f32', load(5, affine(0, [j, 1])), load(3, affine(0, [t, 16], [j, 1])));
  const body = [
    {
      kind: 'kernel',
      name: 'k2_add',
      axes: [j],
      reduction: null,
      outputs: [{ buffer: 6, address: affine(0, [j, 1]), value: add }],
    },
  ] as const;
  const loop = {
    kind: 'loop',
    name: 'scan',
    counter: 3,
    extent: 5,
    reverse: true,
    body,
    carries: [{ from: 6, to: 5 }],
  } as const;
  const lengths = [5 * 24, 24 * 16, 16, 5 * 16, 5, 16, 16];
  return program(
    lengths.map((length, b) => buffer(b, length)),
    [affineKernel, rowMax, loop],
  );
}

describe('cpu backend', () => {
  it('lists what it emits', () => {
    expect(listing(example())).toMatchInlineSnapshot(`
      "k0_affine: contraction direct, tile 2 x 16, workspace 512 bytes
        for 5 rows x 16 columns
          pack rows in panels of 2, turned, the last of 1, singly
          b3[16 i0 + i1] = sum of 24 products b0[24 i0 + i2] * b1[16 i2 + i1]
        then 4 lanes along i1, 2 vectors a pass
          for i0 in 0..5
            for i1 in 0..16 by f32x4 x 2
              b3[16 i0 + i1] = max((b3[16 i0 + i1] + b2[i1]), 0)
      k1_max: 4 lanes along i1 (reduced), 4 vectors a pass
        for i0 in 0..5
          r = max over i1 in 0..16 by f32x4 x 4
              b3[16 i0 + i1]
          b4[i0] = r
      loop scan: i3 in 4 downto 0
        k2_add: 4 lanes along i1, 2 vectors a pass
          for i1 in 0..16 by f32x4 x 2
            b6[i1] = (b5[i1] + b3[16 i3 + i1])
        b5 = b6"
    `);
  });

  it('runs the loop and gives the sum of all rows', async () => {
    const cpu = instanceOf(example(), await compiled(example(), {}));
    cpu.write(0, new Float32Array(120).fill(0.5));
    cpu.write(1, new Float32Array(384).fill(0.25));
    cpu.write(2, new Float32Array(16).fill(1));
    cpu.run();
    expect([...cpu.read(5)]).toEqual(Array(16).fill(20));
    expect(cpu.kernels).toBe(3);
  });

  it('times every kernel', () => {
    const times = profile(example(), 3);
    expect(times.map((x) => x.name).sort()).toEqual(['k0_affine', 'k1_max', 'k2_add']);
    expect(times.find((x) => x.name === 'k2_add')!.calls).toBe(5);
  });

  it('says what is wrong', () => {
    const cpu = instantiate(example());
    expect(() => cpu.write(2, [1])).toThrow('cpu: buffer b2 holds 16 elements, the data has 1');
    expect(() => cpu.read(99)).toThrow('cpu: the program has no buffer 99');
    const huge = program([buffer(0, 2 ** 30)], []);
    expect(() => instantiate(huge)).toThrow('more than the 4 GiB that a WebAssembly memory holds');
  });

  it('names the kernel of a trap', () => {
    const outside = apply('neg', 'f32', load(0, affine(2 ** 28)));
    const outputs = [{ buffer: 0, address: affine(0), value: outside }];
    const kernel = { kind: 'kernel', name: 'k7_outside', axes: [], reduction: null, outputs } as const;
    expect(() => instantiate(program([buffer(0, 1)], [kernel])).run()).toThrow(
      'cpu: kernel k7_outside failed: memory access',
    );
  });
});
