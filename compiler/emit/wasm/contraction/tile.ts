// The register tile: rows by vectors of sums, to which one term of each is added at a time. Sixteen registers hold the
// sums, the term's vectors, one factor and one product: 2 x 4, 3 x 3 and 4 x 2 vectors fit, and need the fewest loads.
import type { FunctionBuilder, Local } from '../assemble/function.ts';

export type Sums = readonly (readonly Local[])[];

export interface Term {
  /** pushes vector `v`, which all rows share */
  readonly vector: (v: number) => void;
  /** pushes the factor of row `r`, on four lanes */
  readonly factor: (r: number) => void;
  readonly order: Order;
}

/** Keeps the arithmetic before it, of which `sums` are a row, before the loads after it. */
export type Order = (sums: readonly Local[]) => void;

export function zeroSums(f: FunctionBuilder, rows: number, vectors: number): Sums {
  const sums = Array.from({ length: rows }, () => Array.from({ length: vectors }, () => f.local('v128')));
  for (const s of sums.flat()) f.f32x4(0).set(s);
  return sums;
}

/** sums[r][v] += factor(r) vector(v) */
export function addTerm(f: FunctionBuilder, sums: Sums, term: Term): void {
  const vectors = sums[0]!.map((_, v) => {
    const local = f.local('v128');
    term.vector(v);
    f.set(local);
    return local;
  });
  const factor = f.local('v128');
  sums.forEach((row, r) => {
    if (r > 0) term.order(sums[r - 1]!);
    term.factor(r);
    f.set(factor);
    row.forEach((s, v) => {
      multiplyAdd(f, s, factor, vectors[v]!);
    });
  });
  f.release(factor, ...vectors);
}

/**
 * Loops over terms. V8 up to version 12 moves all loads of a block to its start, and then has no register for them: twice
 * the time. Where a branch cuts the block, and sums differ on its two ways, they must be known there. It is never taken,
 * since no address is 0. Engines with a fused instruction are new: there it leaves the loops, which costs nothing that
 * could be measured; in older ones it sets a row's sums, which is faster there.
 *
 * @param address one that the loops use, never 0
 */
export function overTerms(f: FunctionBuilder, address: Local, loops: (order: Order) => void): void {
  const isNever = () => f.get(address).op('i32.eqz');
  if (f.fused) {
    f.block((leaveIf) => {
      loops(() => {
        isNever();
        leaveIf();
      });
    });
    return;
  }
  loops((sums) => {
    isNever().ifElse(null, () => {
      for (const s of sums) f.f32x4(0).set(s);
    });
  });
}

/** accumulator += a * b, rounded once where the engine's fused instruction may be used */
export function multiplyAdd(f: FunctionBuilder, accumulator: Local, a: Local, b: Local): void {
  if (f.fused) f.get(a).get(b).get(accumulator).op('f32x4.relaxed_madd').set(accumulator);
  else f.get(accumulator).get(a).get(b).op('f32x4.mul').op('f32x4.add').set(accumulator);
}

/** Emits `body` for as many whole steps as there are, in a loop, and once more for the rest. */
export function inSteps(f: FunctionBuilder, total: number, step: number, body: (size: number) => void): void {
  f.count(Math.floor(total / step), 1, () => body(step));
  if (total % step !== 0) body(total % step);
}

/**
 * Leaves in `sums` what they were and `terms` more, which `add` adds, `part` at a time: each part starts at 0, so a long
 * sum takes fewer additions one after another.
 */
export function inParts(
  f: FunctionBuilder,
  sums: Sums,
  terms: number,
  part: number,
  add: (terms: number) => void,
): void {
  if (terms <= 2 * part) {
    add(terms);
    return;
  }
  const all = sums.flat().map((sum) => ({ sum, total: f.local('v128') }));
  for (const { sum, total } of all) f.get(sum).set(total);
  inSteps(f, terms, part, (count) => {
    for (const { sum } of all) f.f32x4(0).set(sum);
    add(count);
    for (const { sum, total } of all) f.get(total).get(sum).op('f32x4.add').set(total);
  });
  for (const { sum, total } of all) f.get(total).set(sum);
  f.release(...all.map(({ total }) => total));
}
