// Blocks that live at the same time never overlap, by either way of placing them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block } from '../../compiler/program/arena.ts';
import { arrange, byArea, bySize, byTime } from '../../compiler/program/arena.ts';

const lives = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 64 }), first: fc.nat(30), length: fc.nat(20) }), {
  maxLength: 60,
});

test.each([
  ['by size', bySize],
  ['by area', byArea],
  ['by time', byTime],
] as const)('%s', (_, place) => {
  fc.assert(
    fc.property(lives, (list) => {
      const blocks: Block[] = list.map((b, id) => ({ id, bytes: b.bytes, first: b.first, last: b.first + b.length }));
      const { offsets, bytes } = place(blocks);
      for (const a of blocks) {
        const from = offsets.get(a.id)!;
        expect(from + a.bytes).toBeLessThanOrEqual(bytes);
        for (const b of blocks) {
          if (a.id >= b.id || a.last < b.first || b.last < a.first) continue;
          const other = offsets.get(b.id)!;
          expect(from + a.bytes <= other || other + b.bytes <= from).toBe(true);
        }
      }
    }),
  );
});

test('the smaller of two arenas is taken', () => {
  // largest first puts the long block above the two large ones that come one after the other
  const blocks: Block[] = [
    { id: 0, bytes: 40, first: 0, last: 1 },
    { id: 1, bytes: 50, first: 4, last: 5 },
    { id: 2, bytes: 30, first: 0, last: 9 },
  ];
  expect(arrange(blocks).bytes).toBe(80);
  fc.assert(
    fc.property(lives, (list) => {
      const any: Block[] = list.map((b, id) => ({ id, bytes: b.bytes, first: b.first, last: b.first + b.length }));
      expect(arrange(any).bytes).toBe(Math.min(bySize(any).bytes, byArea(any).bytes));
    }),
  );
});

test('more than a thousand blocks, many alive together, each found to overlap none', () => {
  const many = fc.array(
    fc.record({ bytes: fc.integer({ min: 1, max: 40 }), first: fc.nat(700), length: fc.nat({ max: 60 }) }),
    { minLength: 1001, maxLength: 1200, size: 'max' },
  );
  fc.assert(
    fc.property(many, (list) => {
      const blocks = list.map(
        (b, id): Block => ({ id, bytes: 16 * b.bytes, first: b.first, last: b.first + b.length }),
      );
      const { offsets, bytes } = arrange(blocks);
      // who owns each 16 bytes of the arena, in each step
      const [cells, steps] = [bytes / 16, 1 + blocks.reduce((n, b) => Math.max(n, b.last), 0)];
      const owners = new Int32Array(cells * steps).fill(-1);
      for (const { id, bytes: size, first, last } of blocks) {
        const from = offsets.get(id)! / 16;
        if (!Number.isInteger(from) || from + size / 16 > cells) expect.fail(`block ${id} lies at ${16 * from}`);
        for (let step = first; step <= last; step++) {
          const own = owners.subarray(step * cells + from, step * cells + from + size / 16);
          const other = own.find((o) => o >= 0);
          if (other !== undefined) expect.fail(`blocks ${other} and ${id} lie at one place in step ${step}`);
          own.fill(id);
        }
      }
    }),
    { numRuns: 3 },
  );
});
