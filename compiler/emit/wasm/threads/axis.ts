import type { AxisId } from '../../../program/types.ts';

/** The counter that is a thread's number, in the indices of its share of a kernel (see share.ts). */
export const threadAxis: AxisId = -1;
