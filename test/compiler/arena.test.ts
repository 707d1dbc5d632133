// Blocks that live at the same time never overlap, by either way of placing them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block } from '../../compiler/passes/arena.ts';
import { arrange, byArea, bySize, byTime } from '../../compiler/passes/arena.ts';

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
