// All planted faults.
import type { Mutant } from '../mutant.ts';
import { backends } from './backends.ts';
import { contractions } from './contractions.ts';
import { edges } from './edges.ts';
import { elsewhere } from './elsewhere.ts';
import { extremes } from './extremes.ts';
import { gradients } from './gradients.ts';
import { layers } from './layers.ts';
import { lives } from './lives.ts';
import { passes } from './passes.ts';
import { positions } from './positions.ts';
import { scalars } from './scalars.ts';
import { scans } from './scans.ts';
import { sums } from './sums.ts';
import { threads } from './threads.ts';

export const mutants: readonly Mutant[] = [
  ...scalars,
  ...gradients,
  ...layers,
  ...passes,
  ...backends,
  ...contractions,
  ...edges,
  ...elsewhere,
  ...extremes,
  ...lives,
  ...positions,
  ...scans,
  ...sums,
  ...threads,
];
