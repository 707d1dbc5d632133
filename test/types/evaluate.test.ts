// The text of a dimension means what the type level says it means.
import { describe, expect, test } from 'vitest';
import { bindingOf } from '../../dsl/binding.ts';
import { zeros } from '../../dsl/ops/leaves.ts';
import { broadcastTo, reshape } from '../../dsl/ops/views.ts';
import { evaluateDimension } from '../../dsl/shape/rules/index.ts';
import { toExpr } from '../../dsl/tensor.ts';

const sizes: Record<string, number> = { T: 11, S: 4, B: 3, batch: 32 };
const value = (text: string) => evaluateDimension(text, (name) => sizes[name]);

describe('evaluateDimension', () => {
  test.each([
    ['T', 11],
    ['T-2', 9],
    ['(T+1)/2', 6],
    ['(T-3)/4', 2],
    ['S+T-1', 14],
    ['64*B*T', 2112],
    ['8*(T+1)', 96],
    ['B*((T+2)/2)', 18],
    ['S+(T+1)/2+4', 14],
    ['3*T-1', 32],
    ['-S+T', 7],
    ['B*(-S+2*T)', 54],
  ])('%s = %i', (text, expected) => expect(value(text)).toBe(expected));

  test('an unbound name has no value', () => expect(value('T+N')).toBeNull());
});

test('reshape and broadcastTo take arithmetic on names', () => {
  const shapes = bindingOf(sizes, () => {
    const x = reshape(zeros('batch', 'T', 8), 'batch', '8*T');
    return [x, broadcastTo(reshape(x, 'T*batch', 8), 2, 'T*batch', 8)].map((t) => toExpr(t as never).shape);
  });
  expect(shapes).toEqual([
    [32, 88],
    [2, 352, 8],
  ]);
});
