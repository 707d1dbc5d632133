// Faults that show at edges alone: loops of one turn, ties and kinks, branches that are not taken, digits, long sums.
import { faultsIn, type Mutant } from '../mutant.ts';

export const edges: readonly Mutant[] = [
  ...faultsIn('edges', 'compiler/lower/region.ts', {
    'edges: a carry shares the buffer of rows': [
      'if (isWhole && !isLeaf(value) && !this.rows.has(place.buffer)) return place.buffer;',
      'if (isWhole && !isLeaf(value)) return place.buffer;',
    ],
  }),
  ...faultsIn('edges', 'dsl/expression/reduce.ts', {
    'edges: a mean by the reciprocal of the count': [
      'return div(sum(x, over, keepDims), count);',
      'return mul(sum(x, over, keepDims), 1 / count);',
    ],
  }),
  ...faultsIn('edges', 'dsl/ops/activations.ts', {
    'edges: elu through a tie': [
      [
        "import { makeGradientRule } from '../build.ts';",
        "import { makeGradientRule } from '../build.ts';\nimport { min } from '../expression/pointwise.ts';",
      ],
      ['mul(expm1(e), alpha)', 'mul(expm1(min(e, 0)), alpha)'],
    ],
  }),
  ...faultsIn('edges', 'dsl/grad/flow.ts', {
    'edges: the branch not taken enters products': [
      "if (e.op.name === 'select') return { value, live: both(k === 1 ? e.args[0]! : not(e.args[0]!), live) };",
      '',
    ],
  }),
  ...faultsIn('edges', 'dsl/grad/place.ts', {
    'edges: each of equals is picked': [
      'return map(scalars.equal, flat!, spread(which, shape, e.axes));',
      'return map(scalars.equal, which === null ? flat! : e.source, spread(e, shape, e.axes));',
    ],
  }),
  ...faultsIn('long sums', 'compiler/emit/gpujs/longSum.ts', {
    'edges: one accumulator for a long sum': ['const most = 256;', 'const most = 2 ** 30;'],
  }),
];
