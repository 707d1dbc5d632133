// What only some programs need, and pages load with the first that does: scatters, long sums, dot products and the
// longer functions.

export { multiplyDot } from './contraction/dot.ts';
export { pow, writeIntegerPower } from './math/power.ts';
export { mod } from './math/remainder.ts';
export { atan2, cos, quartersOfLarge, sin, tan } from './math/trigonometry.ts';
export { LongSum } from './nest/longSum.ts';
export { emitScatter } from './nest/scatter.ts';
