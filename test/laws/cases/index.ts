// All cases. The gradient law ranges over `cases`; every backend agrees with the reference on these and on `edges`.
import type { Case } from './case.ts';
import { layers } from './layers.ts';
import { ops } from './ops.ts';
import { optimisers } from './optim.ts';
import { randoms } from './random.ts';

export type { Case, Sample } from './case.ts';
export { edges } from './edges.ts';

export const cases: readonly Case[] = [...ops, ...layers, ...optimisers, ...randoms];
