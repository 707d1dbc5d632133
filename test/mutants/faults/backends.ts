// Emitters: loop nests on four lanes, mathematics, and gpu.js source.
import { faultsIn, type Mutant } from '../mutant.ts';

const nests = [
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/kernel.ts', {
    'lanes: no tail': ['[extent - vectors, 1, 1],', '[0, 1, 1],'],
    'lanes: stored where the first pass was': [
      '(address.offset + (scope.width === 4 ? scope.shift : 0))',
      'address.offset',
    ],
    'lanes: passes merged but the last': [
      'for (const w of rest) fold.merge(first, w);',
      'for (const w of rest.slice(1)) fold.merge(first, w);',
    ],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/loads.ts', {
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
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/fold.ts', {
    'fold: two lanes of four': ['[2, 3, 2, 3],', '[0, 1, 0, 1],'],
    'fold: products start at zero': ['sum: 0, prod: 1,', 'sum: 0, prod: 0,'],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/scatter.ts', {
    'scatter: no tail': ['[axis.extent - whole, 1],', '[0, 1],'],
    'scatter: stored, not added': [
      "f.op(width === 4 ? 'f32x4.add' : 'f32.add').memory",
      "f.op(width === 4 ? 'f32x4.max' : 'f32.max').memory",
    ],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/nest/operations.ts', {
    'sub: on four lanes the other way': ["plain(['f32.sub', 'f32x4.sub']", "plain(['f32.sub', 'f32x4.add']"],
  }),
];

const math = [
  ...faultsIn('wasm', 'compiler/emit/wasm/math/exponential.ts', {
    'expm1: 2^n left out': ['choose(intEqual(n, integer(0)), q, scaled)', 'q'],
    'tanh: no sign': [
      'copySign(choose(less(a, number(0.625)), small, large), x)',
      'choose(less(a, number(0.625)), small, large)',
    ],
    'erf: one coefficient': ['1.128358542919159e-1', '1.138358542919159e-1'],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/math/trigonometry.ts', {
    'sin: cosine in even quarters': ['choose(isOdd(n), cosine, sine)', 'choose(isOdd(n), sine, cosine)'],
    'cos: a quarter turn back': ['intAdd(n, integer(1))', 'intAdd(n, integer(3))'],
    'tan: no sign in odd quarters': ['choose(odd, negate(cosine), sine)', 'choose(odd, cosine, sine)'],
  }),
  ...faultsIn('wasm', 'compiler/emit/wasm/math/remainder.ts', {
    'mod: truncated': ['wide.mul(wide.floor(wide.div(a, b)), b)', 'wide.mul(wide.nearest(wide.div(a, b)), b)'],
  }),
];

const gpujs = [
  ...faultsIn('gpujs', 'compiler/emit/gpujs/fold.ts', {
    'gpu.js: max starts at zero': ['return literal(c, -direction * Number.POSITIVE_INFINITY);', 'return number(0);'],
    'gpu.js: products start at zero': ["arithmetic('product', 1, product)", "arithmetic('product', 0, product)"],
  }),
  ...faultsIn('gpujs', 'compiler/emit/gpujs/indices.ts', {
    'gpu.js: masks one too wide': ['${v} < ${c.below}`;', '${v} <= ${c.below}`;'],
    'gpu.js: floor half a step on': ["sum(v, atom('0.5'))", "sum(v, atom('1.0'))"],
  }),
  ...faultsIn('gpujs', 'compiler/emit/gpujs/place.ts', {
    'gpu.js: digits without their factor': [
      'const next = difference(rest, product(digit, number(factor)));',
      'const next = difference(rest, digit);',
    ],
  }),
  ...faultsIn('gpujs', 'compiler/emit/gpujs/values.ts', {
    'gpu.js: floats rounded early': ["call('fround', x) : x;", "call('floor', product(x, number(256))) : x;"],
  }),
  ...faultsIn('gpujs', 'compiler/emit/gpujs/operations.ts', {
    'gpu.js: notEqual as equal': ['truth(`!(${at(1, a)} === ${at(1, b)})`)', 'truth(`${at(1, a)} === ${at(1, b)}`)'],
  }),
  ...faultsIn('gpujs', 'compiler/emit/gpujs/functions.ts', {
    'gpu.js: cosine for sine': ['choose(odd, cosine, sine)', 'choose(odd, sine, cosine)'],
    'gpu.js: tanh cut off': ['choose(`${size.text} > 20`, number(40)', 'choose(`${size.text} > 1`, number(2)'],
  }),
];

export const backends: readonly Mutant[] = [...nests, ...math, ...gpujs];
