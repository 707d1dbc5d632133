// Lifted source computes what JavaScript computes, at special values too: signed zeros, infinities, NaN, halves.
import { describe, expect, it } from 'vitest';
import { evaluateProgram } from '../../compiler/source/lift/evaluate.ts';
import { makeInput, makeReduce } from '../../dsl/build.ts';
import { type Expr, topological } from '../../dsl/expr.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import { type Lifted, lifted } from '../../dsl/ops/lifted.ts';
import { asTensor, toExpr } from '../../dsl/tensor.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { isClose, outputsOf } from '../laws/agreement.ts';
import { inNode } from '../laws/targets.ts';
import { programOf } from './programs.ts';

const dense = Array.from({ length: 81 }, (_, i) => (i - 40) * 0.137);
const special = [0, -0, 0.5, -0.5, 1, -1, 1.5, 2.5, -2.5, 2, -2, 3, 8, 1e-9, -1e-9, 1e9, -1e9, 1e200, 300, -300].concat(
  [0.49999999999999994, -0.49999999999999994, 2251799813685249.5, Number.MIN_VALUE],
  [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
);
const points = [...dense, ...special];

const same = (found: number, want: number): boolean =>
  Object.is(found, want) || (found !== 0 && Math.abs(found - want) <= 2e-14 * Math.abs(want)) || bothTiny(found, want);
/** the smallest numbers have few digits */
const bothTiny = (a: number, b: number): boolean => a !== 0 && Math.abs(a - b) < 1e-300;

/** Where the lifted function of x and y differs from the text itself. */
function differences(text: string): unknown[] {
  const f = new Function(`${text.replace(/: number/g, '')} return f;`)() as (x: number, y: number) => number;
  const program = programOf(`${text}\nlift(f);`);
  const second = program.takes === 1 ? [0] : special;
  return points.flatMap((x) =>
    second.flatMap((y) => {
      const [found, want] = [evaluateProgram(program, [x, y].slice(0, program.takes)), f(x, y)];
      return same(found, want) ? [] : [{ x, y, found, want }];
    }),
  );
}

describe('one number', () => {
  const functions = [
    'abs',
    'sign',
    'floor',
    'ceil',
    'round',
    'trunc',
    'exp',
    'expm1',
    'log',
    'log1p',
    'log2',
    'log10',
    'sqrt',
  ]
    .concat(['cbrt', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'])
    .map((name) => `Math.${name}(x)`);
  it.each([
    ...functions,
    ...[
      'x ** 2',
      'x ** 3',
      'x ** -1',
      'x ** -2',
      'x ** 0',
      'x ** 0.5',
      'x ** (1 / 3)',
      '2 ** x',
      '(-2) ** x',
      'x ** 17',
    ],
    ...['x % 1', 'x % -0.3', '7 % x', '-x % 2', '-(x + 1)', '+x', '1 / x', '1 / Math.sqrt(x)', 'x / 3', 'x / 0'],
    ...['x ? 1 : 2', '!x ? 1 : 2', 'x || 5', 'x && 5', 'x > 1 || x < -1 ? x : 0', 'x >= 1 && x !== 2 ? x : -0'],
    ...[
      'x === 0 ? 1 : 0',
      'x == x ? 1 : 0',
      'Number(x > 0)',
      '+(x > 0)',
      'x > 0 === x < 2 ? 1 : 3',
      '!(x > 0) ? x : 1',
    ],
    ...['Number.isNaN(x) ? 9 : x', 'isFinite(x) ? x : 7', 'Number.isInteger(x) ? 1 : 2', 'Boolean(x) ? 4 : x'],
    ...['Math.max(x)', 'Math.max()', 'Math.min(x, 1, -1)', 'Math.max(x, 0, NaN)', 'Math.max(-0, x)', 'Math.hypot(x)'],
    ...['Math.pow(x, 5)', 'Math.PI * x', 'x * Number.EPSILON', 'x - Infinity', '0x10 * x + 1_000', 'Math.LOG2E + x'],
  ])('%s', (text) => {
    expect(differences(`const f = (x: number) => ${text};`)).toEqual([]);
  });
});

describe('two numbers', () => {
  it.each(
    [
      'x + y',
      'x - y',
      'x * y',
      'x / y',
      'x % y',
      'x ** y',
      'Math.atan2(x, y)',
      'Math.max(x, y)',
      'Math.min(x, y)',
    ].concat([
      'Math.hypot(x, y)',
      'x < y ? x : y',
      'x <= y ? 1 : 0',
      'x !== y ? 1 : 0',
      'x || y',
      'x && y',
      '(x && y) || 2',
    ]),
  )('%s', (text) => {
    expect(differences(`const f = (x: number, y: number) => ${text};`)).toEqual([]);
  });
});

describe('statements', () => {
  it.each(
    Object.entries({
      'reassignment, in branches': 'let a = x; if (x > 1) { a = 2; a *= x; } else if (x < -1) a -= 1; return a;',
      'early returns': 'if (x > 2) return 1; if (x < -2) { if (x < -4) return 3; return 2; } return x;',
      'a return in one branch': 'let a = 1; if (x > 0) { a = 5; } else { return -1; } a += x; return a;',
      'a variable given in both branches': 'let a; if (x > 0) a = 1; else a = -1; return a;',
      'shadowing in a block': 'let a = x; { let a = 3; a += 1; } for (let a = 0; a < 2; a++) {} return a;',
      'a loop': 'let s = 0; for (let i = 1; i <= 5; i++) { s += x ** i / i; } return s;',
      'loops in loops, down, by steps':
        'let s = 0; for (let i = 6; i > 0; i -= 2) for (let j = 0; j < i; ++j) s += j * x; return s;',
      break: 'let s = 0; for (let i = 0; i < 6; i++) { if (i > x) break; s += i; } return s;',
      'break of the inner loop alone':
        'let s = 0; for (let i = 0; i < 3; i++) { for (let j = 0; j < 3; j++) { if (j > x) break; s += 1; } s += 10; } return s;',
      continue:
        'let s = 0; for (let i = 0; i < 6; i++) { if ((i + Math.floor(x)) % 2 === 0) continue; s += i; } return s;',
      'return out of a loop': 'for (let i = 0; i < 6; i++) { if (i > x) return i; } return -1;',
      'break, then a return': 'let i = 0; for (; i < 5; i++) { if (i * i > x) break; if (x < -3) return 7; } return i;',
      'what is never reached': 'return x; x = 2; while (true) {}',
      'conditions on constants': 'const on = 1; if (on > 2) { return [x]; } return on ? x : "no";',
      'truths in variables': 'const inside = x > -1 && x < 1; let a = !inside; if (x > 3) a = false; return a ? x : 0;',
      'functions inside':
        'const square = (t) => t * t; function twice(t, by = 2) { return by * square(t); } return twice(x) + late(x, 3); function late(a, b) { return a - b; }',
      'a function that reads what is around it':
        'let a = 1; const g = (t) => t + a; a = 5; const b = g(x); a = 7; return b * g(x);',
      'a comma in a loop': 'let s = 0; for (let i = 0, j = 5; i < j; i++, j--) s += i * x + j; return s;',
    }),
  )('%s', (_, body) => {
    expect(differences(`function f(x: number) { ${body} }`)).toEqual([]);
  });
});

describe('names around the function', () => {
  const at = (text: string, x: number, others = {}) => evaluateProgram(programOf(text, others), [x]);
  it('constants of the module, computed of others', () => {
    expect(at('const A = 2 * B, B = Math.sqrt(16);\nlift((x) => A * x);', 3)).toBe(24);
  });
  it('constants of a function around', () => {
    expect(at('function make() {\n  const A = 4;\n  return lift((x) => A + x);\n}', 3)).toBe(7);
  });
  it('imports: named, renamed, default, all, exported again', () => {
    const others = {
      '/a.ts': "export { h as g } from './b.js';\nexport * from './c.ts';\nexport default (x: number) => x - 1;",
      '/b.ts': 'const k = 10;\nfunction h(x: number) {\n  return k * x;\n}\nexport { h };',
      '/c.ts': 'export const TWO = 2;',
    };
    const imports = "import minus, { g as f, TWO } from './a';\nimport * as all from './a.js';\n";
    expect(at(`${imports}lift((x) => f(x) + TWO * minus(x) + all.g(all.TWO));`, 3, others)).toBe(54);
  });
  it('a function by its name, from elsewhere', () => {
    const others = { '/f.ts': 'export function f(x: number): number {\n  return x * x;\n}' };
    expect(at("import { f } from './f.ts';\nlift(f);", 3, others)).toBe(9);
    expect(at("import * as m from './f.ts';\nlift(m.f);", 3, others)).toBe(9);
  });
});

it('derivatives through many choices stay as small as the function', () => {
  const text = `lift((x: number) => {
  let y = Math.max(x, 0);
  for (let i = 0; i < 24; i++) if (y > i / 50) y = Math.sin(y);
  return Math.sqrt(y);
});`;
  const leaf = makeInput('x', [2], 'f32');
  const value = toExpr((lifted(programOf(text)) as Lifted<1>)(asTensor<[2], 'f32'>(leaf)));
  const [derivative] = gradient(makeReduce('sum', value, [0]), [leaf]);
  expect(topological([derivative!]).length).toBeLessThan(12 * topological([value]).length);
  expect(evaluate([derivative!], new Map([[leaf, [-1, -2]]]))[0]).toEqual(Float64Array.of(0, 0));
});

describe('second derivatives', () => {
  const s = (x: number) => 1 / (1 + Math.exp(-x));
  const root = (x: number) => Math.sqrt(1 + x * x);
  const formulas: Readonly<Record<string, (x: number) => number>> = {
    'Math.sinh(x)': Math.sinh,
    'Math.cosh(x)': Math.cosh,
    'Math.asinh(x)': (x) => -x / root(x) ** 3,
    'Math.acosh(x + 4)': (x) => -(x + 4) / ((x + 4) ** 2 - 1) ** 1.5,
    'Math.atanh(x / 4)': (x) => (2 * x) / 64 / (1 - (x * x) / 16) ** 2,
    'Math.atan(x)': (x) => (-2 * x) / root(x) ** 4,
    'Math.asin(x / 4)': (x) => x / 64 / (1 - (x * x) / 16) ** 1.5,
    'Math.cbrt(x)': (x) => (-2 / 9) * Math.sign(x) * Math.abs(x) ** (-5 / 3),
    'Math.hypot(1, x)': (x) => root(x) ** -3,
    'Math.log(1 + Math.exp(x))': (x) => s(x) * s(-x),
    'x > 0 ? Math.sqrt(x) : x < -1 ? Math.log(-x) : 0': (x) => (x > 0 ? -0.25 * x ** -1.5 : x < -1 ? -1 / (x * x) : 0),
  };
  it.each(Object.entries(formulas))('%s', (text, formula) => {
    const leaf = makeInput('x', [5], 'f32');
    const value = toExpr((lifted(programOf(`lift((x) => ${text});`)) as Lifted<1>)(asTensor<[5], 'f32'>(leaf)));
    const slope = (e: Expr): Expr => gradient(makeReduce('sum', e, [0]), [leaf])[0]!;
    const at = [-2.1, -0.7, -0.03, 0.4, 2.6];
    const found = evaluate([slope(slope(value))], new Map([[leaf, at]]))[0]!;
    for (const [i, x] of at.entries()) expect(found[i], `at ${x}`).toBeCloseTo(formula(x), 9);
  });
});

describe.each(Object.entries(inNode))('%s', (_, open) => {
  // in 32 bits: an argument that is not rounded right at the border of a jump jumps elsewhere, so there are none
  const texts = ['sinh', 'cosh', 'asinh', 'cbrt', 'trunc', 'round', 'atan', 'log10']
    .map((name) => `Math.${name}(x)`)
    .concat(
      ['asin', 'acos', 'atanh'].map((name) => `Math.${name}(x / 89)`),
      [
        'Math.acosh(1.5 + x * x)',
        'Math.hypot(x, 3, 4)',
        'x % 0.75',
        '-7.25 % x',
        'x ** 3',
        'x ** -2',
        'Math.abs(x) ** 1.7',
      ],
      ['Number.isNaN(x / 0 - x / 0) ? 1 : 2', 'Number.isFinite(1 / (x - x)) ? x : -1', 'Number.isInteger(x) ? 1 : 0'],
    );
  const points = Float32Array.from([...dense.map((x) => x + 0.0123), 33.3, -33.3, 87.9, -87.9]);
  it('computes the functions of Math', async () => {
    const leaf = makeInput('x', [points.length], 'f32');
    const values = texts.map((t) =>
      toExpr((lifted(programOf(`lift((x) => ${t});`)) as Lifted<1>)(asTensor<[number], 'f32'>(leaf))),
    );
    const found = await outputsOf(values, [leaf], [points], await open());
    const wrong = texts.flatMap((text, k) => {
      const f = new Function('x', `return ${text};`) as (x: number) => number;
      return [...points].flatMap((x, i) => {
        const [got, want] = [found[k]![i]!, f(x)];
        return isClose(got, want, 3e-6 * Math.max(0.5, Math.abs(want))) ? [] : [{ text, x, got, want }];
      });
    });
    expect(wrong).toEqual([]);
  });
});
