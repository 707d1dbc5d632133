// Contractions on the CPU: recognition, packing, tiles and their edges.
import { faultsIn, type Mutant } from '../mutant.ts';

const folder = 'compiler/emit/wasm/contraction';
const schedules = 'compiler/schedule/contraction';

export const contractions: readonly Mutant[] = [
  ...faultsIn('contraction', `${schedules}/recognize.ts`, {
    'contraction: operands exchanged': [
      'const [rows, columns] = rowsAreContiguous ? [b, a] : [a, b];',
      'const [rows, columns] = [a, b];',
    ],
  }),
  ...faultsIn('contraction', `${folder}/tile.ts`, {
    'tile: the next factor for the last vector': [
      'multiplyAdd(f, s, factor, vectors[v]!);',
      'multiplyAdd(f, s, factor, vectors[Math.min(v, 2)]!);',
    ],
    'tile: no rest': ['if (total % step !== 0) body(total % step);', 'if (total % step > 99) body(total % step);'],
    'tile: unfused, a difference': [
      ".op('f32x4.mul').op('f32x4.add').set(accumulator)",
      ".op('f32x4.mul').op('f32x4.sub').set(accumulator)",
    ],
  }),
  ...faultsIn('contraction', `${folder}/packers.ts`, {
    'pack: pairs of terms exchanged': [
      '.shuffle([half, half + 4, half + 1, half + 5])',
      '.shuffle([half, half + 4, half + 5, half + 1])',
    ],
    'pack: the rows of a panel reversed': [
      ".memory('i32.load', 4 * r)",
      ".memory('i32.load', 4 * (rows.length - 1 - r))",
    ],
    'pack: runs that never end': ["f.op('i32.and').tee(goesOn)", "f.op('i32.or').tee(goesOn)"],
  }),
  ...faultsIn('contraction', `${schedules}/packing.ts`, {
    'pack: rows that are no neighbours': ['(flat.length === 1 || inner.extent % group === 0)', 'true'],
    'pack: a piece too few': ['most = Math.max(most, count);', 'most = Math.max(most, count - 1);'],
  }),
  ...faultsIn('contraction', `${folder}/tileStore.ts`, {
    'at the store: every row is the first': ['{ offset: row, terms: [] }', '{ offset: 0, terms: [] }'],
    'at the store: lanes of a rest all the first': ['column + lane, 1, own', 'column, 1, own'],
  }),
  ...faultsIn('contraction', `${folder}/direct.ts`, {
    'direct: one column for all vectors': ['table + 4 * v)', 'table)'],
    'direct: results of two rows in one': ["memory('i32.load', 4 * r)", "memory('i32.load', 0)"],
  }),
  ...faultsIn('contraction', `${folder}/dot.ts`, {
    'dot: repeated terms counted twice': ['(lane < repeated ? 0 : -1)', '(lane < 0 ? 0 : -1)'],
    'dot: two lanes of four': ['shuffle([2, 3, 2, 3])', 'shuffle([0, 1, 0, 1])'],
    'dot: sums left from the call before': [
      '.i32(part < outer ? 2 * bytes : bytes)\n    .memoryFill()',
      '.i32(0)\n    .memoryFill()',
    ],
  }),
  ...faultsIn('contraction', `${folder}/packed.ts`, {
    'packed: a factor of the next row': [
      "memory('v128.load32_splat', 4 * r)",
      "memory('v128.load32_splat', 4 * ((r + 1) % rows))",
    ],
    'packed: columns beyond the edge stored': ['Math.min(4, columns - 4 * v)', '4'],
    'packed: results of two rows in one': [".memory('i32.load', 4 * r)", ".memory('i32.load', 0)"],
  }),
];
