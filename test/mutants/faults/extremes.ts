// Values at their ends: NaN, zeros with a sign, the largest integers, powers of zero.
import { faultsIn, type Mutant } from '../mutant.ts';

const nan = [
  ...faultsIn('whole', 'compiler/emit/gpujs/operations.ts', {
    'NaN: on the left of max': ['|| ${isNaNTest(a)}${zeros}`, a, b)', '${zeros}`, a, b)'],
  }),
  ...faultsIn('whole', 'compiler/emit/gpujs/fold.ts', {
    'NaN: among what is reduced': ['|| ${isNaNTest(x)}${zeros})`', '${zeros})`'],
    'NaN: the last one is found': ['(${isNaNTest(x)} && ${best.text} === ${best.text})', '(${isNaNTest(x)})'],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/nest/operations.ts', {
    'NaN: on the right of max, on four lanes': ["plain(['f32.max', 'f32x4.max'])", "plain(['f32.max', 'f32x4.pmax'])"],
  }),
];

const overflow = [
  ...faultsIn('whole', 'compiler/emit/wasm/math/library.ts', {
    'overflow: the quotient traps': ["f.get(b).i32(1).op('i32.add').i32(2).op('i32.lt_u');", "f.get(b).op('i32.eqz');"],
    'overflow: the quotient by -1 is the dividend': [
      "() => f.get(a).get(b).op('i32.mul'),",
      "() => f.get(a).get(b).get(b).op('i32.mul').op('i32.mul'),",
    ],
  }),
  ...faultsIn('whole', 'dsl/scalar/arithmetic.ts', {
    'overflow: the quotient does not wrap': ['(a! / b!) | 0', 'Math.min(a! / b!, 2 ** 31 - 1) | 0'],
    'overflow: the magnitude does not wrap': [
      'evaluateInteger: (x) => Math.abs(x!) | 0',
      'evaluateInteger: (x) => Math.min(Math.abs(x!), 2 ** 31 - 1)',
    ],
  }),
  ...faultsIn('whole', 'dsl/scalar/logic.ts', {
    'overflow: a cast wraps': ['Math.min(2 ** 31 - 1, x!)) | 0', 'Math.min(2 ** 31, x!)) | 0'],
  }),
];

const zeros = [
  ...faultsIn('whole', 'compiler/passes/simplify.ts', {
    'zeros: x - (-0) = x': ["binary('sub', (x, c) => (Object.is(c, 0) ?", "binary('sub', (x, c) => (c === 0 ?"],
    'zeros: x + 0 = x': ["binary('add', (x, c) => (Object.is(c, -0) ?", "binary('add', (x, c) => (c === 0 ?"],
  }),
  ...faultsIn('whole', 'dsl/build.ts', {
    'zeros: of either sign one constant': [
      "Array.from(data, (x) => (Object.is(x, -0) ? '-0' : x)).join()",
      'Array.from(data, (x) => x).join()',
    ],
    'zeros: of either sign one fill': ["Object.is(fill, -0) ? '-0' : fill", 'fill'],
  }),
  ...faultsIn('whole', 'compiler/schedule/likeness.ts', {
    'zeros: of either sign in kernels that are one': ["Object.is(x, -0) ? '-0' : Number.isFinite", 'Number.isFinite'],
  }),
  ...faultsIn('whole', 'compiler/emit/gpujs/expression.ts', {
    'zeros: -0 is 0 in the text of gpu.js': ["Object.is(value, -0) ? '-0' : `${value}`", '`${value}`'],
    'zeros: max of gpu.js asks for the other sign': ["operator === '>' ? b : a", "operator === '>' ? a : b"],
  }),
];

const powers = [
  ...faultsIn('whole', 'dsl/scalar/transcendental.ts', {
    'pow: at 0, of another exponent': ["apply('equal', b!, 0)),", "apply('equal', b!, 1)),"],
    'pow: 0^0 changes with the exponent': ["apply('greaterEqual', b!, 0))", "apply('greater', b!, 0))"],
    'pow: 0^0 changes with the base': [
      "apply('and', apply('equal', a!, 0), apply('equal', b!, 0)),",
      "apply('and', apply('less', a!, 0), apply('equal', b!, 0)),",
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/wasm/math/power.ts', {
    'pow: 0^0 is infinite': ['choose(equal(b, number(0)), number(1), value)(f);', 'value(f);'],
    'pow: of -0 as of 0': [
      'bitAnd(odd, bitAnd(a, integer(-0x80000000)))',
      'bitAnd(odd, bitAnd(less(a, number(0)), integer(-0x80000000)))',
    ],
  }),
  ...faultsIn('whole', 'compiler/emit/gpujs/functions.ts', {
    'pow: 0^0 is infinite in gpu.js': ['w.block(`if (${y.text} === 0)`, () => w.assign(result, one));', ''],
  }),
];

export const extremes: readonly Mutant[] = [...nan, ...overflow, ...zeros, ...powers];
