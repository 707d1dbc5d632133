// Comparisons, logic, selection and casts. bool is 0 or 1. No gradient flows through a comparison.
import { literal } from '../build.ts';
import type { DType } from '../dtype.ts';
import type { ScalarName, ScalarOp } from './op.ts';
import { cast, comparison, domain, logical, select } from './rules.ts';

const any = domain(-4, 4);
const flag = domain(0, 1);

function compare<N extends ScalarName>(name: N, formula: string, holds: (a: number, b: number) => boolean) {
  const evaluate = (a: number, b: number) => (holds(a, b) ? 1 : 0);
  return { name, arity: 2, formula, result: comparison, evaluate, domain: [any, any] } as const;
}

function selectType(...[condition, a, b]: DType[]): DType | { error: string } {
  if (condition !== 'bool') return { error: `the condition is ${condition}, expected bool` };
  return a === b ? a! : { error: `the branches are ${a} and ${b}; cast one of them` };
}

export const logic = {
  equal: compare('equal', 'a = b', (a, b) => a === b),
  notEqual: compare('notEqual', 'a != b', (a, b) => a !== b),
  less: compare('less', 'a < b', (a, b) => a < b),
  lessEqual: compare('lessEqual', 'a <= b', (a, b) => a <= b),
  greater: compare('greater', 'a > b', (a, b) => a > b),
  greaterEqual: compare('greaterEqual', 'a >= b', (a, b) => a >= b),
  and: {
    name: 'and',
    arity: 2,
    formula: 'a and b',
    result: logical,
    evaluate: (a, b) => (a && b ? 1 : 0),
    domain: [flag, flag],
  },
  or: {
    name: 'or',
    arity: 2,
    formula: 'a or b',
    result: logical,
    evaluate: (a, b) => (a || b ? 1 : 0),
    domain: [flag, flag],
  },
  not: { name: 'not', arity: 1, formula: 'not a', result: logical, evaluate: (a) => (a ? 0 : 1), domain: [flag] },
  select: {
    name: 'select',
    arity: 3,
    formula: 'a where the condition holds, else b',
    result: selectType,
    evaluate: (c, a, b) => (c ? a! : b!),
    partials: ([c]) => [null, select(c!, 1, 0), select(c!, 0, 1)],
    domain: [flag, any, any],
  },
  toF32: {
    name: 'toF32',
    arity: 1,
    formula: 'x as f32',
    result: cast('f32'),
    evaluate: (x) => x!,
    partials: ([x]) => [x!.dtype === 'f32' ? literal(1, 'f32', x!.shape) : null],
    domain: [any],
  },
  toI32: {
    name: 'toI32',
    arity: 1,
    formula: 'x truncated toward zero and saturated at the ends of i32; NaN gives 0',
    result: cast('i32'),
    evaluate: (x) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, x!)) | 0,
    domain: [any],
  },
  toBool: {
    name: 'toBool',
    arity: 1,
    formula: 'x != 0',
    result: cast('bool'),
    evaluate: (x) => (x !== 0 ? 1 : 0),
    domain: [any],
  },
} as const satisfies Record<string, ScalarOp>;
