// Reverse and forward mode: sums of cotangents, views, reductions, rows by index, and the rules of each other.
import { faultsIn, type Mutant } from '../mutant.ts';

const flow = faultsIn('gradient', 'dsl/grad/flow.ts', {
  'shared: the last cotangent alone': ['(a, b) => map(scalars.add, a, b)', '(_, b) => b'],
  'shared: the first cotangent alone': ['(a, b) => map(scalars.add, a, b)', '(a) => a'],
  'shared: the difference of cotangents': ['(a, b) => map(scalars.add, a, b)', '(a, b) => map(scalars.sub, a, b)'],
  'choices: both branches': ['live === null || zeroed ? value', "live === null || value.kind === 'map' ? value"],
  'choices: the other branch': ['k === 1 ? e.args[0]! : not(e.args[0]!)', 'k === 2 ? e.args[0]! : not(e.args[0]!)'],
});

const reverse = faultsIn('gradient', 'dsl/grad/reverse.ts', {
  'loss: a cotangent of 2': ["[literal(1, 'f32', loss.shape)]", "[literal(2, 'f32', loss.shape)]"],
  'cotangents held constant in second derivatives': [
    [
      "import { literal } from '../build.ts';",
      "import { literal, makeGradientRule } from '../build.ts'; import { map } from '../scalar/map.ts'; import { scalars } from '../scalar/ops.ts';",
    ],
    [
      'contributions(e, g, isActive, kept)',
      'contributions(e, { ...g, value: makeGradientRule(g.value, [g.value], (c) => [map(scalars.mul, c, 0)]) }, isActive, kept)',
    ],
  ],
});

const rules = faultsIn('gradient', 'dsl/grad/rules.ts', {
  'broadcast: no sum': ['makeReduce(monoid, g, broadcastAxes)', "makeReduce('max', g, broadcastAxes)"],
  'windows: one place of many': [
    'makeReduce(monoid, makeView(ready, shape, axes), sumAxes)',
    "makeReduce('max', makeView(ready, shape, axes), sumAxes)",
  ],
  'views: outside counts too': [
    'makeReduce(monoid, makeView(ready, shape, axes), sumAxes)',
    'makeReduce(monoid, makeView(ready, shape, axes, 1), sumAxes)',
  ],
  'reduce sum: halved': [
    'return { value: g, live, zeroed: true, summed',
    'return { value: map(scalars.mul, g, 0.5), live, zeroed: true, summed',
  ],
  'reduce max: everywhere': ['map(scalars.select, picked(e), g, 0)', 'g'],
  'reduce max: everywhere else': ['map(scalars.select, picked(e), g, 0)', 'map(scalars.select, picked(e), 0, g)'],
  'gather: a sign': [
    'makeScatter(e.source.shape[0]!, e.indices, g())',
    'makeScatter(e.source.shape[0]!, e.indices, map(scalars.neg, g()))',
  ],
  'gather: the next row': [
    'makeScatter(e.source.shape[0]!, e.indices, g())',
    'makeScatter(e.source.shape[0]!, map(scalars.add, e.indices, 1), g())',
  ],
  'scatter: rows out of range too': ['map(scalars.select, inRange(e.indices, e.shape[0]!, rows), rows, 0)', 'rows'],
  'customGradient: cotangents exchanged': [
    'value: cotangents[k]!, live: liveOf',
    'value: cotangents[cotangents.length - 1 - k]!, live: liveOf',
  ],
  'customGradient: the cotangent as it came': [
    "const cotangents = e.pullback(e.form === 'any' ? g() : flow.value);",
    'const cotangents = e.inputs.map((x) => (x.shape.join() === g().shape.join() ? g() : e.pullback(g())[0]!));',
  ],
});

const scale = faultsIn('gradient', 'dsl/grad/scale.ts', {
  'scale: -1 taken for 1': ['if (value === -1) return map(scalars.neg, g);', 'if (value === -1) return g;'],
  'scale: the other side of a mask': [
    'return map(scalars.select, condition!, g, 0);',
    'return map(scalars.select, condition!, 0, g);',
  ],
});

const place = faultsIn('gradient', 'dsl/grad/place.ts', {
  'reduce max: all of equals': [
    'return map(scalars.equal, flat!, spread(which, shape, e.axes));',
    'return map(scalars.equal, e.source, spread(makeReduce(e.monoid, e.source, e.axes), shape, e.axes));',
  ],
  'reduce min: where the largest is': [
    "e.monoid === 'max' ? 'argMax' : 'argMin'",
    "e.monoid === 'max' ? 'argMin' : 'argMax'",
  ],
  'reduce prod: itself and not its partner': ['flip(pairs, [axis])', 'pairs'],
  'scatter: row 0 out of range': ['map(scalars.greaterEqual, indices, 0)', 'map(scalars.greater, indices, 0)'],
  'scatter: one row too many': ['map(scalars.less, indices, rows)', 'map(scalars.lessEqual, indices, rows)'],
});

const view = faultsIn('gradient', 'dsl/view.ts', {
  'adjoint: the offset with its sign': ['offset: -sign * m.offset + 0', 'offset: sign * m.offset + 0'],
  'adjoint: off by one': ['offset: -sign * m.offset + 0', 'offset: -sign * m.offset + 1'],
  'adjoint: stride forgotten': ['divisor: Math.abs(c) };', 'divisor: 1 };'],
  'adjoint: spread forgotten': ['coefficients[k] = sign * m.divisor;', 'coefficients[k] = sign;'],
  'adjoint: windows to the other side': ['summed.indexOf(j)]! -= sign * cj;', 'summed.indexOf(j)]! += sign * cj;'],
  'adjoint: flipped as it is': ['const sign = c < 0 ? -1 : 1;', 'const sign = 1;'],
});

const forward = faultsIn('gradient', 'dsl/grad/forward.ts', {
  'forward: the last argument alone': ['terms.length === 0 ? null : sumOf(terms)', 'terms.at(-1) ?? null'],
  'forward: outside moves too': ['makeView(x, e.shape, e.axes)', 'makeView(x, e.shape, e.axes, 1)'],
  'forward: reduce max everywhere else': [
    'map(scalars.select, here, settled(t), 0)',
    'map(scalars.select, here, 0, settled(t))',
  ],
  'forward: gather a sign': [
    'makeGather(settled(t), e.indices)',
    'map(scalars.neg, makeGather(settled(t), e.indices))',
  ],
  'forward: loops start unmoved': ['...given(scan.initial)]', '...given(scan.initial).map(zeros)]'],
  'forward: sequences unmoved': ['...given(scan.sequences)]', '...given(scan.sequences).map(zeros)]'],
  'forward: what loops only read is unmoved': ['...given(scan.constants)]', '...given(scan.constants).map(zeros)]'],
});

const loops = faultsIn('gradient', 'dsl/grad/scan.ts', {
  'loops: backward in the same direction': ['reverse: !scan.reverse', 'reverse: scan.reverse'],
  'loops: cotangents of the last carries dropped': ['[given(i) ?? zeros(e)]', '[zeros(e)]'],
  'loops: the carries after each step': [
    '...scan.outputs, ...scan.carryInputs] })',
    '...scan.outputs, ...scan.nextCarries] })',
  ],
  'loops: cotangents of the outputs dropped': [
    'return g === undefined ? [] :',
    'return g === undefined || i > 0 ? [] :',
  ],
  'loops: constants without a cotangent': [
    'floats.filter((_, i) => reached(',
    'floats.filter((_, i) => i > 0 && reached(',
  ],
});

const stated = faultsIn('gradient', 'dsl/ops/activations.ts', {
  'softplus: a stated derivative of tanh': ['[mul(g, sigmoid(x))]', '[mul(g, tanh(x))]'],
});

export const gradients: readonly Mutant[] = [
  ...stated,
  ...flow,
  ...reverse,
  ...rules,
  ...scale,
  ...place,
  ...view,
  ...forward,
  ...loops,
];
