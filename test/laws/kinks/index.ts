import type { Kink } from './kink.ts';
import { pointwise } from './pointwise.ts';
import { reductions } from './reductions.ts';

export type { Kink } from './kink.ts';
export const kinks: readonly Kink[] = [...pointwise, ...reductions];
