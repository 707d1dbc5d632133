// Derivatives of the scalar operations: wrong signs, factors, operands and ties.
import { faultsIn, type Mutant } from '../mutant.ts';

const arithmetic = faultsIn('gradient', 'dsl/scalar/arithmetic.ts', {
  'neg: no sign': ['partials: ([x]) => [constant(x!, -1)],', 'partials: ([x]) => [constant(x!, 1)],'],
  'abs: 1 below zero': ["partials: ([x]) => [apply('sign', x!)],", 'partials: ([x]) => [constant(x!, 1)],'],
  'abs: 2 at zero': [
    "partials: ([x]) => [apply('sign', x!)],",
    "partials: ([x]) => [select(apply('equal', x!, 0), 2, apply('sign', x!))],",
  ],
  'sign: a derivative of 1': [
    'evaluate: (x) => Math.sign(x!),',
    'evaluate: (x) => Math.sign(x!), partials: ([x]) => [constant(x!, 1)],',
  ],
  'sub: no sign': [
    'partials: ([a]) => [constant(a!, 1), constant(a!, -1)],',
    'partials: ([a]) => [constant(a!, 1), constant(a!, 1)],',
  ],
  'mul: operands exchanged': ['partials: ([a, b]) => [b!, a!],', 'partials: ([a, b]) => [a!, b!],'],
  'div: no sign': ["apply('neg', apply('div', out, b!))]", "apply('div', out, b!)]"],
  'div: divided once': ["apply('neg', apply('div', out, b!))]", "apply('neg', out)]"],
  'mod: rounded up': [
    "apply('neg', apply('floor', apply('div', a!, b!)))",
    "apply('neg', apply('ceil', apply('div', a!, b!)))",
  ],
  'max: both sides at a tie': [
    "[select(apply('greater', a!, b!), 1, 0), select(apply('greater', a!, b!), 0, 1)]",
    "[select(apply('less', a!, b!), 0, 1), select(apply('greater', a!, b!), 0, 1)]",
  ],
  'max: 2 at a tie': [
    "[select(apply('greater', a!, b!), 1, 0), select(apply('greater', a!, b!), 0, 1)]",
    "[select(apply('equal', a!, b!), 2, select(apply('greater', a!, b!), 1, 0)), select(apply('greater', a!, b!), 0, 1)]",
  ],
  'min: sides exchanged': [
    "[select(apply('less', a!, b!), 1, 0), select(apply('less', a!, b!), 0, 1)]",
    "[select(apply('less', a!, b!), 0, 1), select(apply('less', a!, b!), 1, 0)]",
  ],
  'reciprocal: no square': ["apply('neg', apply('mul', out, out))", "apply('neg', out)"],
});

const transcendental = faultsIn('gradient', 'dsl/scalar/transcendental.ts', {
  'log: of its own value': ["[apply('reciprocal', x!)]", "[apply('reciprocal', apply('exp', apply('neg', x!)))]"],
  'log1p: the derivative of log': ["[apply('reciprocal', apply('add', x!, 1))]", "[apply('reciprocal', x!)]"],
  'sqrt: twice': ["literal(0.5, 'f32', out.shape), out)", "literal(1, 'f32', out.shape), out)"],
  'rsqrt: no sign': ["apply('div', out, x!), -0.5)", "apply('div', out, x!), 0.5)"],
  'sin: a sign': ["[apply('cos', x!)]", "[apply('neg', apply('cos', x!))]"],
  'cos: no sign': ["[apply('neg', apply('sin', x!))]", "[apply('sin', x!)]"],
  'tan: 1 - y^2': [
    "[apply('add', apply('mul', out, out), 1)]",
    "[apply('sub', literal(1, 'f32', out.shape), apply('mul', out, out))]",
  ],
  'tanh: 1 - y': [
    "apply('sub', literal(1, 'f32', out.shape), apply('mul', out, out))",
    "apply('sub', literal(1, 'f32', out.shape), out)",
  ],
  'tanh: its square held constant in second derivatives': [
    "apply('mul', out, out))],\n    domain: [any],\n  },\n  sigmoid",
    "((y) => apply('mul', y, y))(makeGradientRule(out, [out], (g) => [apply('mul', g, 0)])))],\n    domain: [any],\n  },\n  sigmoid",
  ],
  'sigmoid: y (1 + y)': [
    "apply('mul', out, apply('sub', literal(1, 'f32', out.shape), out))",
    "apply('mul', out, apply('add', literal(1, 'f32', out.shape), out))",
  ],
  'erf: 2 / pi': ['2 / Math.sqrt(Math.PI))],', '2 / Math.PI)],'],
  'pow: the exponent kept': ["apply('sub', b!, 1))),", 'b!)),'],
  'pow: the logarithm of the exponent': ["apply('mul', out, apply('log', a!))", "apply('mul', out, apply('log', b!))"],
  'atan2: the second sign': ["apply('neg', apply('div', p, square))", "apply('div', p, square)"],
});

const logic = faultsIn('gradient', 'dsl/scalar/logic.ts', {
  'select: branches exchanged': [
    '[null, select(c!, 1, 0), select(c!, 0, 1)]',
    '[null, select(c!, 0, 1), select(c!, 1, 0)]',
  ],
});

export const scalars: readonly Mutant[] = [...arithmetic, ...transcendental, ...logic];
