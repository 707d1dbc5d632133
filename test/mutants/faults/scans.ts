// Loops: integers among carries, running sums that are results too, loops that become one.
import { faultsIn, type Mutant } from '../mutant.ts';

const backward = faultsIn('whole', 'dsl/grad/scan.ts', {
  'scan with integers: the cotangent of another carry': [
    '...scan.initial.flatMap((e, i) => (isReal(e) ? [given(i) ?? zeros(e)] : [])),',
    '...scan.initial.filter(isReal).map((e, i) => given(i) ?? zeros(e)),',
  ],
  'scan with integers: the cotangent to another carry': [
    '[scan.initial[scan.carryInputs.indexOf(c)]!, pulled[i]] as const',
    '[scan.initial[i]!, pulled[i]] as const',
  ],
  'scan with integers: outputs counted from the real carries': [
    'isReal(o) ? given(carries + i) : undefined',
    'isReal(o) ? given(realCarries.length + i) : undefined',
  ],
  'scan with integers: which carries are given': [
    'given(scan.carryInputs.indexOf(realCarries[i]!)) !== undefined',
    'given(i) !== undefined',
  ],
  'scan with integers: the cotangent to another sequence': [
    'scan.sequences[scan.sliceInputs.indexOf(s)]!',
    'scan.sequences[i]!',
  ],
});

const forward = faultsIn('whole', 'dsl/grad/forward.ts', {
  'forward through integers: tangents of outputs': [
    'tangent(scan.outputs, both.nextCarries.length + scan.outputs.length)',
    'tangent(scan.outputs, 2 * count + scan.outputs.length)',
  ],
  'forward through integers: the first carries': [
    'moved.slice(0, count).filter((_, i) => real(scan.nextCarries[i]!))',
    'moved.slice(0, carries.length)',
  ],
  'forward through integers: tangents by place': [
    'list.map((e) => (real(e) ? makeScanOutput(both, next++) : undefined))',
    'list.map((e) => (next++, real(e) ? makeScanOutput(both, next - 1) : undefined))',
  ],
  'forward: the tangents of a loop go forward': [
    '...scan,\n    id: nextId(),\n    initial: [...scan.initial, ...given(scan.initial)]',
    '...scan,\n    reverse: false,\n    id: nextId(),\n    initial: [...scan.initial, ...given(scan.initial)]',
  ],
});

const running = [
  ...faultsIn('whole', 'compiler/passes/loops.ts', {
    'running sum: an output too': [' && roots.filter((r) => r === next).length === 1', ''],
    'running sum: read in the body': [
      'users.get(carry) === 1 && users.get(next) === 1 &&',
      'users.get(carry) === 1 &&',
    ],
    'running sum: what it was is an output': [' && isAlone && !roots.includes(carry) ?', ' && isAlone ?'],
    'running sum: one sum is taken out, of several': [
      'kept.indexOf(index) : index - sums.length)',
      'kept.indexOf(index) : index - 1)',
    ],
  }),
  ...faultsIn('whole', 'compiler/passes/carries.ts', {
    'running sum: one error is kept, of several': ['index : index + sums.length)', 'index : index + 1)'],
  }),
];

const merged = [
  ...faultsIn('whole', 'compiler/passes/scans.ts', {
    'merged scans: all go forward': [
      'id: nextId(), outputs: family.outputs });',
      'id: nextId(), outputs: family.outputs, reverse: false });',
    ],
    'merged scans: outputs where they were': [
      'output ? carries + family.outputs.indexOf(output) : original.index',
      'original.index',
    ],
  }),
  ...faultsIn('whole', 'compiler/passes/carries.ts', {
    'merged scans: kept errors go forward': [
      '...scan,\n    id: nextId(),',
      '...scan,\n    reverse: false,\n    id: nextId(),',
    ],
  }),
];

export const scans: readonly Mutant[] = [...backward, ...forward, ...running, ...merged];
