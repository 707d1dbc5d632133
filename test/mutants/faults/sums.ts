// Long sums and blocks: terms that count twice, and last blocks.
import { faultsIn, type Mutant } from '../mutant.ts';

const twice = [
  ...faultsIn('whole', 'compiler/emit/gpujs/longSum.ts', {
    'long sums: beyond the end of an axis': [
      'if (parts.reduce((n, x) => n * x.extent, 1) === d.axis.extent) inside();',
      'if (parts.reduce((n, x) => n * x.extent, 1) >= d.axis.extent) inside();',
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/nest/longSum.ts', {
    'long sums: accumulators are not emptied': ['this.zero(accumulator).set(value);', ''],
    'long sums: emptied once': ['f.i32(passesBetween).set(this.left);\n    });', '});'],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/nest/longScatter.ts', {
    'long sums: rows are not emptied': ["f.get(out).f32(0).memory('f32.store');", ''],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/contraction/dot.ts', {
    'long sums: parts of a dot product are not emptied': [
      ".memory('v128.store', bytes).get(at).f32x4(0).memory('v128.store').advance",
      ".memory('v128.store', bytes).advance",
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/contraction/tile.ts', {
    'long sums: parts of a tile are not emptied': [
      'for (const { sum } of all) f.f32x4(0).set(sum);\n    add(count);',
      'add(count);',
    ],
  }),
];

const last = [
  ...faultsIn('whole', 'compiler/passes/blocks/loop.ts', {
    'last block: sums begin at zero': ['rest[i] ?? literal(0, e.dtype, e.shape)', 'literal(0, e.dtype, e.shape)'],
    'last block: a block too early': [
      'rangeOf(e, axis, cut.count * cut.size, cut.rest)',
      'rangeOf(e, axis, (cut.count - 1) * cut.size, cut.rest)',
    ],
    'last block: of one row': ['cut.rest > 0\n', 'cut.rest > 1\n'],
  }),
  ...faultsIn('whole', 'compiler/emit/gpujs/longSum.ts', {
    'last block: a part of gpu.js': ['Math.ceil(axis.extent / stride)', 'Math.floor(axis.extent / stride)'],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/nest/longSum.ts', {
    'last block: what is in accumulators at the end': ['this.empty(t);\n      f.get(sum)', 'f.get(sum)'],
  }),
  ...faultsIn('whole', 'dsl/expression/reduce.ts', {
    'last block: of a prefix sum': ['if (count > 1) {', 'if (count > 2) {'],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/contraction/packed.ts', {
    'last block: of terms, where blocks divide them': [
      'Math.floor((total - 1) / block) * block',
      'Math.floor(total / block) * block',
    ],
  }),
];

export const sums: readonly Mutant[] = [...twice, ...last];
