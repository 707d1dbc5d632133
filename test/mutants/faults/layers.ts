// Layers: rows that see each other, statistics of the wrong sort.
import { faultsIn, type Mutant } from '../mutant.ts';

export const layers: readonly Mutant[] = [
  ...faultsIn('model', 'dsl/nn/batchNorm.ts', {
    'batchNorm: statistics of the batch in evaluation': [
      'sub(e, perFeature(toExpr(running.mean)))',
      'sub(e, moments(e, over).mean)',
    ],
  }),
  ...faultsIn('model', 'dsl/nn/normalize.ts', {
    'layerNorm: over the batch': ['standardized(e, [e.shape.length - 1], epsilon)', 'standardized(e, [0], epsilon)'],
  }),
  ...faultsIn('model', 'dsl/expression/reduce.ts', {
    'softmax: over the batch': ["const over = [normalizeAxis('softmax', x.shape, axis)];", 'const over = [axis + 1];'],
  }),
];
