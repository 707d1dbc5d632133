// All planted faults.
import type { Mutant } from '../mutant.ts';
import { backends } from './backends.ts';
import { contractions } from './contractions.ts';
import { edges } from './edges.ts';
import { gradients } from './gradients.ts';
import { layers } from './layers.ts';
import { passes } from './passes.ts';
import { scalars } from './scalars.ts';

export const mutants: readonly Mutant[] = [
  ...scalars,
  ...gradients,
  ...layers,
  ...passes,
  ...backends,
  ...contractions,
  ...edges,
];
