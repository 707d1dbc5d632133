// Indices: axes merged that divisions tell apart, and what is read outside.
import { faultsIn, type Mutant } from '../mutant.ts';

const divisions = [
  ...faultsIn('whole', 'compiler/program/mergeAxes.ts', {
    'merged axes: divisions do not count': ['forEachDivision(index, (d) => seen.add(d.value));', ''],
    'merged axes: left in divisions': [
      "if (atom.kind !== 'axis') return [{ atom: { ...atom, value: index(atom.value) }, factor }];",
      "if (atom.kind !== 'axis') return [{ atom: atom.kind === 'floor' ? atom : { ...atom, value: index(atom.value) }, factor }];",
    ],
  }),
  ...faultsIn('whole', 'compiler/schedule/nest/lanes.ts', {
    'merged axes: halves whose outer one is divided': [
      'indices.every((i) => !insideAtom(i, inner.id) && !insideAtom(i, outer.id))',
      'indices.every((i) => !insideAtom(i, inner.id))',
    ],
  }),
  ...faultsIn('whole', 'compiler/schedule/contraction/inRegisters.ts', {
    'merged axes: rows that the results divide': ['if (real.some((a) => insideAtom(i, a.id))) return null;', ''],
  }),
];

const fills = [
  ...faultsIn('whole', 'compiler/passes/windows.ts', {
    'fill: windows of any': ['view.fill !== 0 || view.axes', 'view.axes'],
  }),
  ...faultsIn('whole', 'compiler/passes/padding.ts', {
    'fill: padded factors have zeros': [
      'composedView(v.source, extents, copied, v.fill)',
      'composedView(v.source, extents, copied)',
    ],
  }),
  ...faultsIn('whole', 'compiler/passes/lift.ts', {
    'fill: zeros where a loop had another': [
      '[axisMap(e.shape.length + 1, 0), ...axes],\n          e.fill,',
      '[axisMap(e.shape.length + 1, 0), ...axes],',
    ],
  }),
  ...faultsIn('whole', 'compiler/passes/simplify.ts', {
    'fill: of zeros, any': ['(masked && !Object.is(c, e.fill))', '(masked && c !== 0)'],
  }),
  ...faultsIn('whole', 'compiler/lower/value.ts', {
    'fill: numbers are everywhere': [
      "value.kind === 'literal' && Object.is(value.value, e.fill)",
      "value.kind === 'literal'",
    ],
  }),
];

export const positions: readonly Mutant[] = [...divisions, ...fills];
