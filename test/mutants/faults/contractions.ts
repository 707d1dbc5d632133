// Contractions on the CPU: recognition, packing, tiles and their edges.
import { faultsIn, type Mutant } from '../mutant.ts';

export const contractions: readonly Mutant[] = [
  ...faultsIn('contraction', 'compiler/emit/wasm/contraction/recognize.ts', {
    'contraction: operands exchanged': [
      'const [rows, columns] = rowsAreContiguous ? [b, a] : [a, b];',
      'const [rows, columns] = [a, b];',
    ],
    'contraction: sums from the end, not moved': ['* (a.extent - 1);', '* 0;'],
    'contraction: batches as rows': [
      'const m = nest.spatial.filter((x) => used(a, x) && !used(b, x));',
      'const m = nest.spatial.filter((x) => used(a, x));',
    ],
    'contraction: masked factors as plain ones': [
      "return s.kind === 'load' && !s.row && s.dtype === 'f32' &&",
      "return s.kind === 'load' && s.dtype === 'f32' &&",
    ],
  }),
  ...faultsIn('contraction', 'compiler/emit/wasm/contraction/direct.ts', {
    'direct: no last rows': ['if (m % rows !== 0) tile(', 'if (m % rows > 9) tile('],
    'direct: no last columns': ['if (slots % vectors !== 0) columns(', 'if (slots % vectors > 9) columns('],
    'direct: rows of the panel exchanged': ['(u * rows + r) * 4)', '(u * rows + rows - 1 - r) * 4)'],
    'direct: the last panel is not packed': ['if (sizeOf(m) % rows !== 0) panel(', 'if (sizeOf(m) % rows > 9) panel('],
    'direct: terms of a group alike': ['u * inner.stride)', '0 * inner.stride)'],
  }),
  ...faultsIn('contraction', 'compiler/emit/wasm/contraction/dot.ts', {
    'dot: repeated terms counted twice': ['(lane < repeated ? 0 : -1)', '(lane < 0 ? 0 : -1)'],
    'dot: two lanes of four': ['shuffle([2, 3, 2, 3])', 'shuffle([0, 1, 0, 1])'],
    'dot: no last columns': ['if (total % step !== 0) each(total % step);', ''],
    'dot: no last terms': ['if (run === whole) return;', 'if (run === whole || run > 4) return;'],
    'dot: sums left from the call before': [
      '.i32(rowCount * columnCount * 16)\n    .memoryFill()',
      '.i32(0)\n    .memoryFill()',
    ],
  }),
  ...faultsIn('contraction', 'compiler/emit/wasm/contraction/packed.ts', {
    'packed: b one column on': ["memory('v128.load', u * 32 + 16)", "memory('v128.load', u * 32 + 12)"],
    'packed: edges of the whole tile': ['.i32(n - packedColumns + 1)', '.i32(n)'],
    'packed: rows of the panel exchanged': ['(u * rows + r) * 4)', '(u * rows + rows - 1 - r) * 4)'],
    'packed: terms after the fourth forgotten': ['loop(1);', ''],
    'packed: blocks of terms replace each other': [
      "f.get(sum).get(at).memory('f32.load').op('f32.add').set(sum);",
      'f.get(sum).set(sum);',
    ],
    'packed: columns copied that are none': [
      'const contiguous = isRun(strides(plan.n, b.address)) && sizeOf(plan.n) % packedColumns === 0;',
      'const contiguous = isRun(strides(plan.n, b.address));',
    ],
  }),
  ...faultsIn('contraction', 'compiler/emit/wasm/contraction/common.ts', {
    "contraction: rows packed by the columns' strides": [
      'stride: 4 * coefficient(address, a.id)',
      'stride: 4 * Math.abs(coefficient(address, a.id))',
    ],
    'contraction: a difference': [
      ".op('f32x4.relaxed_madd').set(accumulator)",
      ".op('f32x4.relaxed_nmadd').set(accumulator)",
    ],
  }),
  ...faultsIn('contraction', 'compiler/emit/wasm/contraction/plan.ts', {
    'contraction: over what is still to be read': [
      "o.value.dtype !== 'f32' || loaded.has(o.buffer)",
      "o.value.dtype !== 'f32'",
    ],
  }),
  ...faultsIn('contraction', 'compiler/emit/wasm/contraction/emit.ts', {
    'contraction: packed once for all batches': [
      '(coefficient(c.a.address, x.id) !== 0 ? i + 1 : depth), 0)',
      '(coefficient(c.a.address, x.id) > 99 ? i + 1 : depth), 0)',
    ],
    'contraction: what follows, on half of the rows': [
      'const axes: Axis[] = [...c.m, ...plan.n];',
      'const axes: Axis[] = [...c.m.slice(1), ...plan.n];',
    ],
  }),
];
