// Emitters: loop nests on four lanes, mathematics, and gpu.js source.
import { faultsIn, type Mutant } from '../mutant.ts';

const nests = [
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/stores.ts', {
    'lanes: stored where the first pass was': [
      '(address.offset + (scope.width === 4 ? scope.shift : 0))',
      'address.offset',
    ],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/kernel.ts', {
    'lanes: no tail': ['[rest, 1, 1, 0],', '[0, 1, 1, 0],'],
    'lanes: the last points one too early': ['[4, 1, 4, 4 - rest]', '[4, 1, 4, 5 - rest]'],
    'lanes: passes merged but the last': [
      'for (const w of rest) fold.merge(first, w);',
      'for (const w of rest.slice(1)) fold.merge(first, w);',
    ],
    'lanes: forms advance by one': [
      'this.forms.advance(level, step);',
      'this.forms.advance(level, Math.min(step, 4));',
    ],
  }),
  ...faultsIn('wasm', 'compiler/schedule/nest/vectorize.ts', {
    'lanes: results in place, some computed twice': ["kind === 'spatial' ? !inPlace :", "kind === 'spatial' ||"],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/assemble/function.ts', {
    'constants: in a local that was used before': [
      "?.local ?? this.fresh('v128')",
      "?.local ?? this.free.v128.pop() ?? this.fresh('v128')",
    ],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/loads.ts', {
    'loads: every second wrongly': ['.shuffle([0, 2, 4, 6])', '.shuffle([0, 2, 4, 5])'],
    'loads: strided, the last lane of the third': [
      'at(lane)).lane(`${type}x4.replace_lane`, lane)',
      'at(Math.min(lane, 2))).lane(`${type}x4.replace_lane`, lane)',
    ],
    'loads: one row too many': [".i32(row.count).op('i32.lt_u')", ".i32(row.count).op('i32.le_u')"],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/values.ts', {
    'masks: below zero is inside': ["f.i32x4(c.below).op('i32x4.lt_u');", "f.i32x4(c.below).op('i32x4.lt_s');"],
    'masks: one condition of two': ["if (i > 0) f.op('v128.and');", "if (i > 0) f.op('v128.or');"],
    'masks: sides exchanged': [
      'this.push(s.value, inside);\n      fill();\n',
      'fill();\n      this.push(s.value, inside);\n',
    ],
    'masks: one lane, one too wide': [
      "if (c.kind === 'range') f.i32(c.below).op('i32.lt_u');",
      "if (c.kind === 'range') f.i32(c.below).op('i32.le_u');",
    ],
    'indices: all lanes as the first': ['if (offsets.some((x) => x !== 0))', 'if (offsets.some((x) => x > 9))'],
    'select: sides exchanged on four lanes': [
      "f.op(wide ? 'v128.bitselect' : 'select');",
      "if (wide) f.op('v128.not');\n        f.op(wide ? 'v128.bitselect' : 'select');",
    ],
  }),
  ...faultsIn('wasm', 'compiler/schedule/nest/lanes.ts', {
    'lanes: halves counted whole': [
      "atom.kind === 'floor' ? Math.floor(lane / 2) : lane % 2",
      "atom.kind === 'floor' ? lane : lane % 2",
    ],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/fold.ts', {
    'fold: two lanes of four': ['[2, 3, 2, 3],', '[0, 1, 0, 1],'],
    'fold: points that are summed twice': ['lane < lanes ? 4 + lane : lane', 'lane'],
  }),
  ...faultsIn('wasm', 'compiler/program/monoid.ts', {
    'fold: products start at zero': ['sum: 0, prod: 1,', 'sum: 0, prod: 0,'],
  }),
  ...faultsIn('places', 'compiler/schedule/likeness.ts', {
    'places: all buffers but the first in one': [
      "[b, fresh('place', placesExtent)] as const)",
      "[b, buffers.indexOf(b) < 1 ? fresh('place', placesExtent) : { id: 999, extent: placesExtent, role: 'place' as const }] as const)",
    ],
    'places: every second element': ['id }, factor: 1 }]', 'id }, factor: 2 }]'],
    'places: not of results': [
      'buffer === null ? i',
      'buffer === null || kernel.outputs.some((o) => o.address === i) ? i',
    ],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/scatter.ts', {
    'scatter: added to what was there': ['.i32(0).i32(bytes).memoryFill()', '.i32(0).i32(0).memoryFill()'],
    'scatter: no tail': ['[axis.extent - whole, 1],', '[0, 1],'],
    'scatter: stored, not added': [
      "f.op(width === 4 ? 'f32x4.add' : 'f32.add').memory",
      "f.op(width === 4 ? 'f32x4.max' : 'f32.max').memory",
    ],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/operations.ts', {
    'sub: on four lanes the other way': ["plain(['f32.sub', 'f32x4.sub']", "plain(['f32.sub', 'f32x4.add']"],
    'rsqrt: the root': ['f.call(lib.inverse(width, true))', 'f.call(lib.inverse(width, false))'],
  }),
];

const math = [
  ...faultsIn('wasm', 'compiler/emit/wasm/math/exponential.ts', {
    'exp: powers of two exchanged': ['powerOfTwo(intSub(n, half))', 'powerOfTwo(half)'],
    'log: one coefficient': ['3.3333331174e-1', '3.3433331174e-1'],
    'expm1: 2^n left out': ['choose(intEqual(n, integer(0)), q, scaled)', 'q'],
    'log1p: corrected the other way': [
      'mul(ln, div(x, sub(u, number(1))))',
      'mul(ln, div(sub(u, number(1)), mul(x, number(1.001))))',
    ],
    'tanh: no sign': [
      'copySign(choose(less(a, number(0.625)), small, large), x)',
      'choose(less(a, number(0.625)), small, large)',
    ],
    'tanh: the near form too far': ['choose(less(a, number(0.625)), small', 'choose(less(a, number(1.625)), small'],
    'sigmoid: of |x|': ['choose(greaterEqual(x, number(0)), number(1), e)', 'number(1)'],
    'erf: one coefficient': ['1.128358542919159e-1', '1.138358542919159e-1'],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/math/trigonometry.ts', {
    'sin: cosine in even quarters': ['choose(isOdd(n), cosine, sine)', 'choose(isOdd(n), sine, cosine)'],
    'cos: a quarter turn back': ['intAdd(n, integer(1))', 'intAdd(n, integer(3))'],
    'tan: no sign in odd quarters': ['choose(odd, negate(cosine), sine)', 'choose(odd, cosine, sine)'],
    'atan2: the other half plane': ['choose(left, under(Math.PI, quadrant), quadrant)', 'quadrant'],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/math/remainder.ts', {
    'mod: truncated': ['wide.mul(wide.floor(wide.div(a, b)), b)', 'wide.mul(wide.nearest(wide.div(a, b)), b)'],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/math/library.ts', {
    'integer modulo: with the sign of the dividend': [
      ".op('i32.lt_s').op('i32.and').op('select');",
      ".op('i32.lt_s').op('i32.and').op('i32.eqz').op('select');",
    ],
  }),
];

const gpujs = [
  ...faultsIn('gpujs', 'compiler/emit/gpujs/fold.ts', {
    'gpu.js: one term too few': ['${name} < ${axis.extent}; ${name}++', '${name} < ${axis.extent - 1}; ${name}++'],
    'gpu.js: max starts at zero': ['return literal(c, -direction * Number.POSITIVE_INFINITY);', 'return number(0);'],
    'gpu.js: products start at zero': ["arithmetic('product', 1, product)", "arithmetic('product', 0, product)"],
  }),
  ...faultsIn('gpujs', 'compiler/emit/gpujs/indices.ts', {
    'gpu.js: masks without a lower side': ['return `${v} >= 0 && ${v} < ${c.below}`;', 'return `${v} < ${c.below}`;'],
    'gpu.js: masks one too wide': ['${v} < ${c.below}`;', '${v} <= ${c.below}`;'],
    'gpu.js: floor half a step on': ["sum(v, atom('0.5'))", "sum(v, atom('1.0'))"],
    'gpu.js: differences as sums': [
      'text = factor > 0 ? sum(text, term) : difference(text, term);',
      'text = sum(text, term);',
    ],
  }),
  ...faultsIn('gpujs', 'compiler/emit/gpujs/place.ts', {
    'gpu.js: digits without their factor': [
      'const next = difference(rest, product(digit, number(factor)));',
      'const next = difference(rest, digit);',
    ],
  }),
  ...faultsIn('gpujs', 'compiler/emit/gpujs/values.ts', {
    'gpu.js: fill forgotten': ["c.w.variable('guarded', literal(c, s.fill))", "c.w.variable('guarded', literal(c, 0))"],
    'gpu.js: floats rounded early': ["call('fround', x) : x;", "call('floor', product(x, number(256))) : x;"],
  }),
  ...faultsIn('gpujs', 'compiler/emit/gpujs/operations.ts', {
    'gpu.js: min and max exchanged': ["max: extremum('>'),", "max: extremum('<'),"],
    'gpu.js: rsqrt the root': ["quotient(number(1), call('sqrt', x))", "call('sqrt', x)"],
    'gpu.js: notEqual as equal': ['truth(`!(${at(1, a)} === ${at(1, b)})`)', 'truth(`${at(1, a)} === ${at(1, b)}`)'],
  }),
  ...faultsIn('gpujs', 'compiler/emit/gpujs/functions.ts', {
    'gpu.js: cosine for sine': ['choose(odd, cosine, sine)', 'choose(odd, sine, cosine)'],
    'gpu.js: sigmoid of |x|': ['quotient(choose(`${x.text} < 0`, e, one), sum(one, e))', 'quotient(one, sum(one, e))'],
    'gpu.js: tanh cut off': ['choose(`${size.text} > 20`, number(40)', 'choose(`${size.text} > 1`, number(2)'],
    'gpu.js: modulo with the sign of the dividend': [
      'w.block(`if (${opposite})`, () => w.assign(rest, sum(rest, b)));',
      'void opposite;',
    ],
  }),
];

export const backends: readonly Mutant[] = [...nests, ...math, ...gpujs];
