// Blocks that live at the same time never overlap, by either way of placing them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Block } from '../../compiler/passes/arena.ts';
import { bySize, byTime } from '../../compiler/passes/arena.ts';

const lives = fc.array(fc.record({ bytes: fc.integer({ min: 1, max: 64 }), first: fc.nat(30), length: fc.nat(20) }), {
  maxLength: 60,
});

test.each([
  ['by size', bySize],
  ['by time', byTime],
] as const)('%s', (_, arrange) => {
  fc.assert(
    fc.property(lives, (list) => {
      const blocks: Block[] = list.map((b, id) => ({ id, bytes: b.bytes, first: b.first, last: b.first + b.length }));
      const { offsets, bytes } = arrange(blocks);
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
