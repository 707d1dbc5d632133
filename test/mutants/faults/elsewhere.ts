// One fault in each of many files: rules, bounds, tails and orders that few programs ask for.
import { faultsIn, type Mutant } from '../mutant.ts';

const language = [
  ...faultsIn('whole', 'dsl/expression/random.ts', {
    'random: words of more than 12 bits': [
      'const a = low(add(right, add(',
      'const a = ((x: Expr) => x)(add(right, add(',
    ],
  }),
  ...faultsIn('whole', 'dsl/expression/reduce.ts', {
    'logSumExp: second derivatives of the largest': [
      '[mul(g, powers)]',
      "[mul(g, select(isTop, literal(1, 'f32'), powers))]",
    ],
  }),
  ...faultsIn('whole', 'dsl/expression/views.ts', {
    'concat: of derivatives where they count': ["pieces, 'moves')", "pieces, 'pointwise')"],
  }),
  ...faultsIn('whole', 'dsl/expression/inline.ts', {
    'inline: views of views the other way': ['for (const v of views.reverse()) {', 'for (const v of views) {'],
  }),
  ...faultsIn('whole', 'dsl/expression/substitute.ts', {
    'substitution: rules over what was replaced': ['all.map((c) => this.apply(c))', 'all'],
    'substitution: cotangents too': [
      'rewrite(rule.pullback(place)).map((c) => filled.apply(c))',
      'rewrite(rule.pullback(g))',
    ],
    'substitution: rules of a value that stays': [
      'if (e.inputs.length === 0 && of(e.source) === e.source)',
      'if (of(e.source) === e.source && e.inputs.every((x) => of(x) === x))',
    ],
  }),
  ...faultsIn('whole', 'dsl/expression/scan.ts', {
    'scan: what its rules use is not handed in': ['topological([...roots, ...answers])', 'topological(roots)'],
  }),
  ...faultsIn('whole', 'dsl/scalar/arithmetic.ts', {
    'round: halves up': ['rest === 0.5 && low % 2 === 0', 'rest === 0.5 && false'],
  }),
  ...faultsIn('whole', 'dsl/scalar/transcendental.ts', {
    'expm1: a derivative without digits': ["[apply('exp', x!)],", "[apply('add', apply('expm1', x!), 1)],"],
  }),
  ...faultsIn('whole', 'dsl/scalar/program.ts', {
    'lifted: the lesser is chosen as the greater': [
      "op === 'max' ? 'greater' : 'less'",
      "op === 'max' ? 'greater' : 'lessEqual'",
    ],
  }),
];

const derivatives = [
  ...faultsIn('whole', 'dsl/grad/rules.ts', {
    'contractions: a factor counts where its product does': ['live: isKnown ? live : null', 'live'],
  }),
  ...faultsIn('whole', 'dsl/grad/place.ts', {
    'prod: of an odd number, padded with zeros': ['2 * half, 1, 0, 1)', '2 * half, 1, 0)'],
  }),
  ...faultsIn('whole', 'dsl/grad/joined.ts', {
    'joined: of two equal parts the last': ['same.value = map(scalars.add, same.value, value)', 'same.value = value'],
  }),
  ...faultsIn('whole', 'dsl/grad/reverse.ts', {
    'scan: its cotangents before all are known': [
      'results.set(e.scan, known);',
      'results.set(e.scan, { ...known, first: e });',
    ],
  }),
  ...faultsIn('whole', 'dsl/grad/forward.ts', {
    'forward: an input of another moves with one of them': ['t : sumOf([own, t])', 't : own'],
  }),
  ...faultsIn('whole', 'dsl/grad/scale.ts', {
    'scale: a choice of 1 or anything': [
      'literalValue(yes!) === 1 && literalValue(no!) === 0',
      'literalValue(yes!) === 1',
    ],
  }),
  ...faultsIn('whole', 'dsl/view.ts', {
    'views: a beginning as the whole': ['&& shape[j] === extent ? j', '&& shape[j]! <= extent ? j'],
  }),
];

const passes = [
  ...faultsIn('whole', 'compiler/passes/simplify.ts', {
    'simplify: by the reciprocal of the least powers': ['Math.abs(exponent) < 126', 'Math.abs(exponent) < 150'],
  }),
  ...faultsIn('whole', 'compiler/passes/fuse.ts', {
    'fuse: a reduction in a scatter': [
      "(carried.get(carrier) ?? tail) === tail &&\n      carrier.kind !== 'scatter';",
      '(carried.get(carrier) ?? tail) === tail;',
    ],
  }),
  ...faultsIn('whole', 'compiler/passes/group.ts', {
    'group: reshaped is at the same position': [
      "(e.kind === 'reshape' && squeezed(e.shape) === squeezed(e.source.shape))",
      "e.kind === 'reshape'",
    ],
  }),
  ...faultsIn('whole', 'compiler/passes/scatterOnto.ts', {
    'scatter onto: s - p as p - s': ['right === undefined && !negative ?', 'right === undefined ?'],
  }),
  ...faultsIn('whole', 'compiler/passes/limit.ts', {
    'limit: what is stored is folded again': ['inner.delete(e);', ''],
  }),
  ...faultsIn('whole', 'compiler/passes/steps.ts', {
    'reused steps: slices of other sequences': [
      'if (isStacked || sequence === other.sequences[other.sliceInputs.indexOf(p)]) same.add(p);',
      'same.add(p);',
    ],
  }),
  ...faultsIn('whole', 'compiler/passes/blocks/region.ts', {
    'in blocks: extremes are added': ["e.monoid === 'sum' && e.dtype !== 'bool' &&", "e.dtype !== 'bool' &&"],
  }),
  ...faultsIn('whole', 'compiler/passes/blocks/axis.ts', {
    'in blocks: any axis of the size of a reshape': [
      'source.shape[k] === shape[j] && elementCount(source.shape.slice(0, k)) === before',
      'source.shape[k] === shape[j] && before > 0',
    ],
  }),
  ...faultsIn('whole', 'compiler/passes/blocks/block.ts', {
    'in blocks: along another axis': ['if (isInside && this.region.inside.get(e) !== axis) throw new Uncut();', ''],
  }),
];

const lowering = [
  ...faultsIn('whole', 'compiler/lower/value.ts', {
    'lower: two gathers at one place are one': ['`row${this.idOf(row.index)}`', "'row'"],
  }),
  ...faultsIn('whole', 'compiler/lower/region.ts', {
    'lower: one value for two results': ['isWhole || this.places.has(d.value)) late', 'isWhole) late'],
  }),
  ...faultsIn('whole', 'compiler/program/indices.ts', {
    'indices: recombined without what was added': [
      'if (m.value.offset === 0) return whole.terms;',
      'return whole.terms;',
    ],
  }),
];

const emitters = [
  ...faultsIn('whole', 'compiler/emit/wasm/nest/forms.ts', {
    'forms: divided as if never negative': [
      'rangeOf(atom.value, this.extents)[0] >= 0',
      'rangeOf(atom.value, this.extents)[1] >= 0',
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/nest/loads.ts', {
    'loads: zeros out of range': ["s.dtype === 'f32' ? Number.NaN : 0", '0'],
  }),
  ...faultsIn('whole', 'compiler/schedule/nest/vectorize.ts', {
    'lanes: a vector begins in the middle of a half': ['&& beginsAnywhere(nest, axis)', ''],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/nest/values.ts', {
    'values: remembered outside of the mask': [
      'return scope.shared ?? scope;',
      'return this.sharedOf(scope) ?? scope;',
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/math/remainder.ts', {
    'mod: one step for large quotients': ['number(2 ** 28)', 'number(2 ** 60)'],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/math/trigonometry.ts', {
    'sin: two parts for large angles': ['const largeAngle = 2 ** 19;', 'const largeAngle = 2 ** 30;'],
  }),
  ...faultsIn('whole', 'compiler/schedule/contraction/recognize.ts', {
    'contraction: backward from behind the end': ['* (a.extent - 1);', '* (a.extent - (axes.length > 1 ? 0 : 1));'],
  }),
  ...faultsIn('whole', 'compiler/schedule/contraction/plan.ts', {
    'contraction: sums over what the results read': [
      "o.value.dtype !== 'f32' || loaded.has(o.buffer)",
      "o.value.dtype !== 'f32'",
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/contraction/tables.ts', {
    'contraction: one table for columns and vectors': [
      'JSON.stringify([flat, padding, inVectors])',
      'JSON.stringify([flat, padding])',
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/gpujs/place.ts', {
    'gpu.js: between the rows of a loop': [
      "if (!place.whole && rest.text !== '0') tests.push(`${rest.text} === 0`);",
      '',
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/gpujs/values.ts', {
    'gpu.js: rows below the first': [
      '`if (${row.text} >= 0 && ${row.text} < ${s.row.count})`',
      '`if (${row.text} < ${s.row.count})`',
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/gpujs/functions.ts', {
    'gpu.js: halves up': ['(${rest.text} === 0.5 && ${even.text} !== 0)', '${rest.text} === 0.5'],
  }),
  ...faultsIn('whole', 'compiler/emit/gpujs/kernel.ts', {
    'gpu.js: what a kernel does not write is 0': [
      'atom(`${parameters.buffer(output.buffer)}[this.thread.x]`)',
      "atom('0')",
    ],
  }),
];

const running = [
  ...faultsIn('whole', 'runtime/backends/cpu/buffers.ts', {
    'cpu: results are views of the memory': ['view(id).slice()', 'view(id)'],
  }),
];

export const elsewhere: readonly Mutant[] = [
  ...language,
  ...derivatives,
  ...passes,
  ...lowering,
  ...emitters,
  ...running,
];
