// What the laws draw: leaves with values inside a domain, away from kinks and from each other.
import fc from 'fast-check';
import { makeInput } from '../../dsl/build.ts';
import { type Expr, elementCount } from '../../dsl/expr.ts';
import type { Domain } from '../../dsl/scalar/op.ts';

/** The derivative is compared with differences over steps of this size: kinks stay further away than this. */
export const step = 1e-3;

const grid = 997;
const margin = 4 * step;

/**
 * Values on a grid of the domain, no two alike, none within `margin` of a kink or of a multiple of 1/2. Grids of different
 * `phase` (in [0, 1)) have no point in common.
 */
export function values(count: number, domain: Domain, phase = 0.3125): fc.Arbitrary<number[]> {
  const at = (m: number) => domain.low + ((domain.high - domain.low) * (m + phase)) / grid;
  const isSmooth = (x: number) =>
    Math.abs(2 * x - Math.round(2 * x)) > 2 * margin && (domain.kinks ?? []).every((k) => Math.abs(x - k) > margin);
  return fc
    .uniqueArray(
      fc.integer({ min: 0, max: grid - 1 }).filter((m) => isSmooth(at(m))),
      { minLength: count, maxLength: count },
    )
    .map((list) => list.map(at));
}

/** A leaf and its value. */
export interface Leaf {
  readonly leaf: Expr;
  readonly value: readonly number[];
}

export function leaf(
  shape: readonly number[],
  domain: Domain = { low: -2, high: 2 },
  phase?: number,
): fc.Arbitrary<Leaf> {
  return values(elementCount(shape), domain, phase).map((value) => ({ leaf: makeInput('x', shape, 'f32'), value }));
}

/** A leaf for each domain; no two of them have a value in common where their domains are alike. */
export function leaves(shape: readonly number[], domains: readonly Domain[]): fc.Arbitrary<Leaf[]> {
  return fc.tuple(...domains.map((d, k) => leaf(shape, d, (k + 0.5) / domains.length)));
}

/** Small shapes, 1 and primes among them. */
export function shapes(rank: { min: number; max: number }, least = 1): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: least, max: 4 }), { minLength: rank.min, maxLength: rank.max });
}

/** Deterministic values in (-1, 1) for tangents and cotangents: directions need no shrinking. */
export function direction(count: number, seed: number): number[] {
  return Array.from({ length: count }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 0.9 + 0.05);
}
