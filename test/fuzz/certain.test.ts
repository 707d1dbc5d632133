// What the fuzzer knows of a value to the bit: which elements, and that others convict nobody.
import { describe, expect, it } from 'vitest';
import { Evaluation } from '../../runtime/backends/reference/index.ts';
import { expression as e } from '../testing/index.ts';
import { Certainty, certainty } from '../testing/numeric/certain.ts';
import { elementwise } from '../testing/oracles/backend.ts';

const { bits, zero, wide, open } = certainty;

/** Of an expression of x with these values. */
function certainOf(values: readonly number[], f: (x: e.Expr) => e.Expr): number[] {
  const x = e.input('x', [values.length]);
  return [...new Certainty(new Evaluation(new Map([[x, values]]))).of(f(x))];
}

const tenth = Math.fround(0.1);
const apply = (op: Parameters<typeof e.apply>[0], y: number) => (x: e.Expr) => e.apply(op, x, y);

describe('certain to the bit', () => {
  it('is what is moved, compared or picked', () => {
    expect(certainOf([tenth, -0], (x) => e.view(x, [3], ['-i + 1'], 0.5))).toEqual([bits, bits, bits]);
    expect(certainOf([tenth, NaN], apply('max', 0))).toEqual([bits, bits]);
    expect(certainOf([tenth, -2], (x) => e.apply('select', e.apply('greater', x, 0), x, 1))).toEqual([bits, bits]);
  });

  it('is arithmetic that float32 holds, NaN and infinities; not what rounds', () => {
    expect(certainOf([0.5, tenth, Infinity, NaN], apply('mul', 3))).toEqual([bits, open, bits, bits]);
    expect(certainOf([0.5, 3, 0], apply('div', 0))).toEqual([bits, bits, bits]);
    expect(certainOf([0.5, NaN], (x) => e.apply('sin', x))).toEqual([open, bits]);
    expect(certainOf([1e-40], apply('mul', 1))).toEqual([open]);
  });

  it('is a sum whose terms have few digits together; its zero has either sign', () => {
    const sum = (x: e.Expr) => e.reduce('sum', x, [0]);
    expect(certainOf([0.5, 3, -2], sum)).toEqual([bits]);
    expect(certainOf([1, 2 ** -24, 1], sum)).toEqual([open]);
    expect(certainOf([1, -1], sum)).toEqual([zero]);
    expect(certainOf([1, Infinity], sum)).toEqual([bits]);
    // 1 / 0 is infinite of either sign
    expect(certainOf([1, -1], (x) => e.apply('div', 1, sum(x)))).toEqual([open]);
    expect(certainOf([1, -1], (x) => e.apply('abs', sum(x)))).toEqual([bits]);
  });

  it('is the same through a loop', () => {
    const doubled = (x: e.Expr) =>
      e.scan({
        initial: [e.full(1, [])],
        sequences: [x],
        reverse: false,
        body: ([h], [row]) => ({ carries: [e.apply('mul', h!, row!)], outputs: [h!] }),
      });
    expect(certainOf([2, 0.5, tenth], (x) => doubled(x).outputs[0]!)).toEqual([bits, bits, bits]);
    expect(certainOf([3, tenth, 3], (x) => doubled(x).carries[0]!)).toEqual([open]);
  });

  it('is an integer, as far as floats count only where these stand for integers', () => {
    const product = (x: e.Expr) => e.apply('mul', e.apply('toI32', x), 4097);
    expect(certainOf([1, 4097], product)).toEqual([bits, wide]);
  });
});

describe('a comparison', () => {
  const outcome = (want: number, got: number, known: number) =>
    elementwise(
      'x',
      { exact: Float64Array.of(want), bounds: Float64Array.of(1e-6), scale: 1, certain: Uint8Array.of(known) },
      [got],
      e.full(0, [1]),
    ).outcome;

  it('is of bits where these are certain', () => {
    expect(outcome(0, -0, bits)).toBe('disagrees');
    expect(outcome(0, -0, zero)).toBe('agrees');
    expect(outcome(0, 1e-9, zero)).toBe('disagrees');
    expect(outcome(NaN, NaN, bits)).toBe('agrees');
    expect(outcome(NaN, 1, bits)).toBe('disagrees');
    expect(outcome(Infinity, -Infinity, bits)).toBe('disagrees');
    expect(outcome(1, 1 + 2 ** -23, bits)).toBe('disagrees');
    expect(outcome(1, 1 + 2 ** -23, open)).toBe('agrees');
  });
});
