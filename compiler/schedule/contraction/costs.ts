// What the ways of a contraction cost, and the sizes of blocks. A name in quotes is the section of test/bench/NOTES.md
// that measured the number.

import { coefficient, sizeOf } from '../../program/indices.ts';
import type { Axis } from '../../program/types.ts';
import type { Contraction, Strategy } from './types.ts';

/** packed: terms in a block, rows that stay in the second-level cache, and bytes of packed columns or of results there */
export const blocks = { k: 256, m: 64, bytes: 256 * 1024, packedRows: 4 * 1024 * 1024 } as const;

/** Terms are summed in equal blocks, whatever the other extents are; rows of panels are read four terms at a time. */
export function termBlock(terms: number): number {
  return terms <= blocks.k ? terms : Math.ceil(terms / Math.ceil(terms / blocks.k) / 4) * 4;
}

/** dot: terms, four at a time, of a part, whose sums then go to totals: long sums lose fewer digits */
export const longestRun = 2048;

/** dot: outer terms of a part, whatever the other extents are */
export function dotPart(k: readonly Axis[]): number {
  const run = k.at(-1)!.extent;
  return Math.min(sizeOf(k) / run, Math.max(1, Math.floor(longestRun / run)));
}

/** The sums of packed products never leave the registers before they are complete. */
export const isOneBlock = (c: Contraction): boolean => sizeOf(c.k) <= blocks.k;

// Costs, in units of one multiplication and addition on a lane of a full tile.

/** "Contractions: the register tile". Of a product of the packed way, its share of the loops included. */
const packedProduct = 1.05;
/** "The tile, on another processor and other engines". Of an element that is packed. */
const packedElement = 7;
/** "Contractions: the register tile". The same where all columns are one run, and are copied by vectors. */
const packedRun = 0.4;
/** "Contractions: the register tile". Of a packed product that does nothing else. */
const packedStart = 6000;
/** "Few rows of a matrix whose rows are 4096 bytes apart". What packing columns, and reading them in place, costs more. */
const [packedOneSet, directOneSet] = [1.85, 2.2];
/** "Contractions: the register tile". Of a dot product's term where a side has one row, two, more; and of its result. */
const [dotOne, dotTwo, dotMore, dotResult] = [2, 1.4, 1.15, 40];
/** "Contractions: the register tile". Of a term of the direct way for one row, and for more. */
const [directRow, directRows] = [2.2, 1.18];
/** "Contractions in loops". What columns that are far apart cost more. */
const directApart = 1.15;

const last = (axes: readonly Axis[]): Axis | undefined => axes.at(-1);

/** columns next to each other in memory, in `b` and in the result */
function columnRun(c: Contraction): number {
  const inner = last(c.n);
  if (!inner || coefficient(c.b.address, inner.id) !== 1) return 0;
  return inner.extent;
}

/** all columns are one run: panels of b are copied by vectors */
function oneRun(c: Contraction): boolean {
  let stride = 1;
  for (const a of [...c.n].reverse()) {
    if (coefficient(c.b.address, a.id) !== stride) return false;
    stride *= a.extent;
  }
  return true;
}

/** terms of the sum that are next to each other in both operands */
function termRun(c: Contraction): number {
  const inner = last(c.k);
  if (!inner || coefficient(c.a.address, inner.id) !== 1 || coefficient(c.b.address, inner.id) !== 1) return 0;
  return inner.extent;
}

/** Infinity: it cannot go this way. */
export function costOf(c: Contraction, strategy: Strategy): number {
  const [m, n, k, batch] = [sizeOf(c.m), sizeOf(c.n), sizeOf(c.k), sizeOf(c.batch)];
  if (strategy === 'packed') {
    const padded = Math.ceil(m / 2) * 2 * Math.ceil(n / 4) * 4;
    const packB = (oneRun(c) ? packedRun : 1) * (inOneSet(c) ? packedOneSet : 1);
    return batch * (padded * k * packedProduct + packedElement * (m * k + packB * k * n) + packedStart);
  }
  if (strategy === 'dot') {
    const run = termRun(c);
    if (run < 4 || m * n > 65536) return Infinity;
    const idle = (Math.ceil(run / 4) * 4) / run;
    const narrow = Math.min(m, n) === 1 ? dotOne : Math.min(m, n) === 2 ? dotTwo : dotMore;
    const rate = c.k.length > 1 ? narrow * (1 + 2 / run) : narrow;
    return batch * (m * n * k * idle * rate + m * n * dotResult);
  }
  const run = columnRun(c);
  if (run < 4) return Infinity;
  const idle = (Math.ceil(run / 4) * 4) / run;
  const rate = m === 1 ? directRow : directRows;
  // rows of b far apart fall into few cache sets, and are read again for each panel of a: a last one of one row costs two
  const whole = m === 1 ? 1 : (2 * Math.ceil(m / 2)) / m;
  const apart = inOneSet(c) ? directOneSet * whole : betweenTerms(c) >= 128 && k >= 16 && m > 8 ? directApart : 1;
  const aPerBatch = c.batch.some((x) => coefficient(c.a.address, x.id) !== 0) ? batch : 1;
  return batch * m * n * k * idle * rate * apart + aPerBatch * packedElement * m * k;
}

/** elements from a term's columns to the next one's */
function betweenTerms(c: Contraction): number {
  const inner = last(c.k);
  return inner ? Math.abs(coefficient(c.b.address, inner.id)) : 0;
}

/** Terms are a multiple of 4096 bytes apart, so that their columns replace each other in one set of the first-level cache. */
function inOneSet(c: Contraction): boolean {
  const apart = betweenTerms(c);
  return apart > 0 && apart % 1024 === 0 && sizeOf(c.k) >= 16;
}
