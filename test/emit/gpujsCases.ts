// Programs that ask something particular of gpu.js: partial writes, loops, special values, every scalar operation,
// exact integer arithmetic near the end of what floats can count.
import type { Axis, Buffer, Index, Program, Scalar, Step } from '../../compiler/program.ts';
import type { DType } from '../../dsl/dtype.ts';
import type { ScalarName } from '../../dsl/scalar/op.ts';
import { affine, apply, buffer, literal, load, program } from './kernels.ts';

export interface Case {
  readonly name: string;
  readonly program: Program;
  readonly data?: ReadonlyMap<number, ArrayLike<number>>;
  readonly tolerance?: number;
  readonly runs?: number;
}

const axis = (id: number, extent: number): Axis => ({ id, extent });

function kernel(name: string, axes: Axis[], out: number, address: Index, value: Scalar): Step {
  return { kind: 'kernel', name, axes, reduction: null, outputs: [{ buffer: out, address, value }] };
}

function matmul(): Case {
  const [i, j, k] = [axis(1, 5), axis(2, 7), axis(3, 9)];
  const value = apply('mul', 'f32', load(0, affine(0, [i, 9], [k, 1])), load(1, affine(0, [k, 7], [j, 1])));
  const step: Step = {
    kind: 'kernel',
    name: 'k0_matmul',
    axes: [i, j],
    reduction: { axes: [k], monoid: 'sum', value },
    outputs: [
      {
        buffer: 2,
        address: affine(0, [i, 7], [j, 1]),
        value: apply('max', 'f32', { kind: 'reduced', dtype: 'f32' }, literal(0)),
      },
    ],
  };
  return { name: 'matmul', program: program([buffer(0, 45), buffer(1, 63), buffer(2, 35)], [step]) };
}

/** out[2 + 3 i + 12 j] = x[i + 2 j] (i < 2, j < 3): the other elements keep what they had */
function partialWrite(): Case {
  const [i, j] = [axis(1, 2), axis(2, 3)];
  const step = kernel('k0_scattered', [i, j], 1, affine(2, [i, 3], [j, 12]), load(0, affine(0, [i, 1], [j, 2])));
  return { name: 'partial write', program: program([buffer(0, 6), buffer(1, 40)], [step]) };
}

/** h = tanh(h + x_t), y_t = h: a scan with a carry and a sequence output, both ways */
function scan(reverse: boolean): Case {
  const t = axis(90, 6);
  const i = axis(1, 4);
  const next = apply(
    'tanh',
    'f32',
    apply('add', 'f32', load(1, affine(0, [i, 1])), load(0, affine(0, [t, 4], [i, 1]))),
  );
  const loop: Step = {
    kind: 'loop',
    name: 'scan',
    counter: t.id,
    extent: t.extent,
    reverse,
    body: [
      kernel('k0_next', [i], 2, affine(0, [i, 1]), next),
      kernel('k1_row', [i], 3, affine(0, [t, 4], [i, 1]), load(2, affine(0, [i, 1]))),
    ],
    carries: [{ from: 2, to: 1 }],
  };
  const buffers = [
    buffer(0, 24, 'f32', 'input'),
    buffer(1, 4, 'f32', 'state'),
    buffer(2, 4, 'f32', 'temporary'),
    buffer(3, 24),
  ];
  return { name: reverse ? 'reverse scan' : 'scan', program: program(buffers, [loop]), runs: 2 };
}

/** p = p - 0.1 g and m = 0.9 m + g, many runs: states stay and nothing accumulates */
function states(): Case {
  const i = axis(1, 9);
  const at = affine(0, [i, 1]);
  const m = apply('add', 'f32', apply('mul', 'f32', literal(0.9), load(1, at)), load(0, at));
  const p = apply('sub', 'f32', load(2, at), apply('mul', 'f32', literal(0.1), load(1, at)));
  const buffers = [buffer(0, 9, 'f32', 'input'), buffer(1, 9, 'f32', 'state'), buffer(2, 9, 'f32', 'state')];
  const steps = [kernel('k0_momentum', [i], 1, at, m), kernel('k1_update', [i], 2, at, p)];
  return { name: 'states', program: program(buffers, steps), runs: 30 };
}

/** Every other element of the last buffer becomes the sum of all buffers: the most arguments that a kernel may have. */
export function manyInputs(count: number): Case {
  const i = axis(1, 5);
  const terms = Array.from({ length: count }, (_, b) => load(b, affine(0, [i, 1])));
  const total = terms.reduce((a, b) => apply('add', 'f32', a, b));
  const buffers = [...terms.map((_, b) => buffer(b, 5, 'f32', 'input')), buffer(count, 10)];
  return {
    name: `${count} inputs`,
    program: program(buffers, [kernel('k0_total', [i], count, affine(1, [i, 2]), total)]),
  };
}

/** out[i] = (reduction over 40 x 20 of x) + y[i]: few threads with many terms */
function longReduction(monoid: 'sum' | 'max', inLoop: boolean): Case {
  const [i, k, l, t] = [axis(1, 3), axis(2, 40), axis(3, 20), axis(9, 2)];
  const step: Step = {
    kind: 'kernel',
    name: `k0_${monoid}`,
    axes: [i],
    reduction: { axes: [k, l], monoid, value: load(0, affine(0, [i, 800], [k, 20], [l, 1])) },
    outputs: [
      {
        buffer: 2,
        address: inLoop ? affine(0, [t, 3], [i, 1]) : affine(0, [i, 1]),
        value: apply('add', 'f32', { kind: 'reduced', dtype: 'f32' }, load(1, affine(0, [i, 1]))),
      },
    ],
  };
  const loop: Step = {
    kind: 'loop',
    name: 'loop',
    counter: t.id,
    extent: 2,
    reverse: false,
    body: [step],
    carries: [],
  };
  const buffers = [buffer(0, 2400, 'f32', 'input'), buffer(1, 3, 'f32', 'input'), buffer(2, inLoop ? 6 : 3)];
  return { name: `long ${monoid}${inLoop ? ' in a loop' : ''}`, program: program(buffers, [inLoop ? loop : step]) };
}

/** floor(v / 7) and v mod 7 for v up to 2^24, through both forms of division */
function bigIndices(): Case {
  const i = axis(1, 4000);
  const v: Index = { offset: 15, terms: [{ atom: { kind: 'axis', id: 1 }, factor: 4194 }] };
  const outputs = (['floor', 'modulo'] as const).map((kind, n) =>
    kernel(`k${n}_${kind}`, [i], n, affine(0, [i, 1]), {
      kind: 'index',
      dtype: 'i32',
      value: { offset: 0, terms: [{ atom: { kind, value: v, by: 7 }, factor: 1 }] },
    }),
  );
  return { name: 'large indices', program: program([buffer(0, 4000, 'i32'), buffer(1, 4000, 'i32')], outputs) };
}

const inputs: Record<'real' | 'positive' | 'special' | 'angle', readonly number[]> = {
  real: [-20, -3.5, -2.5, -1.5, -1, -0.51, -0.5, -0.3, -1e-3, -1e-6, 0, 1e-6, 1e-3, 0.4, 0.5, 0.9, 1.1, 2.5, 3.5, 20],
  positive: [1e-6, 1e-3, 0.1, 0.5, 0.999, 1, 1.001, 1.5, 2, 3, 10, 100, 1e4, 1e6],
  special: [Number.NaN, Infinity, -Infinity, 100, -100, 88, -88, 0],
  angle: [-12, -6.3, -3.1, -1.6, -0.7, 0, 0.001, 0.7, 1.5, 3, 6, 12],
};

type Domain = keyof typeof inputs;

const unaryDomains: readonly (readonly [ScalarName, readonly Domain[]])[] = [
  ['neg', ['real', 'special']],
  ['abs', ['real', 'special']],
  ['sign', ['real', 'special']],
  ['exp', ['real', 'special']],
  ['expm1', ['real', 'special']],
  ['log', ['positive', 'special']],
  ['log1p', ['positive', 'special']],
  ['sqrt', ['positive', 'special']],
  ['rsqrt', ['positive']],
  ['reciprocal', ['positive', 'special']],
  ['sin', ['angle']],
  ['cos', ['angle']],
  ['tan', ['angle']],
  ['tanh', ['real', 'special']],
  ['sigmoid', ['real', 'special']],
  ['erf', ['real', 'special']],
  ['floor', ['real', 'special']],
  ['ceil', ['real', 'special']],
  ['round', ['real', 'special']],
  ['toI32', ['real', 'special']],
];

function unary([op, domains]: (typeof unaryDomains)[number]): Case {
  const x = domains.flatMap((d) => inputs[d]);
  const i = axis(1, x.length);
  const dtype: DType = op === 'toI32' ? 'i32' : 'f32';
  const step = kernel(`k0_${op}`, [i], 1, affine(0, [i, 1]), apply(op, dtype, load(0, affine(0, [i, 1]))));
  const p = program([buffer(0, x.length, 'f32', 'input'), buffer(1, x.length, dtype)], [step]);
  return { name: op, program: p, data: new Map([[0, x]]), tolerance: 4e-6 };
}

const pairs = [-Infinity, -7.5, -3, -2, -1, -0.25, 0, 0.5, 1, 2, 3, 8, Infinity, Number.NaN];
const wholes = [-1000003, -17, -7, -1, 0, 1, 2, 3, 12, 4093, 16777213];
const finite = pairs.filter(Number.isFinite);

const binaryValues: readonly (readonly [ScalarName, DType, DType, readonly number[]])[] = [
  ['add', 'f32', 'f32', pairs],
  ['sub', 'f32', 'f32', pairs],
  ['mul', 'f32', 'f32', pairs],
  ['div', 'f32', 'f32', pairs],
  ['max', 'f32', 'f32', pairs],
  ['min', 'f32', 'f32', pairs],
  ['less', 'f32', 'bool', pairs],
  ['lessEqual', 'f32', 'bool', pairs],
  ['greater', 'f32', 'bool', pairs],
  ['greaterEqual', 'f32', 'bool', pairs],
  ['equal', 'f32', 'bool', pairs],
  ['notEqual', 'f32', 'bool', pairs],
  ['mod', 'f32', 'f32', finite.filter((x) => x !== 0)],
  ['pow', 'f32', 'f32', finite],
  ['atan2', 'f32', 'f32', finite],
  ['div', 'i32', 'i32', wholes],
  ['mod', 'i32', 'i32', wholes],
  ['and', 'bool', 'bool', [0, 1]],
  ['or', 'bool', 'bool', [0, 1]],
];

function binary([op, from, to, values]: (typeof binaryValues)[number]): Case {
  const n = values.length;
  const [i, j] = [axis(1, n), axis(2, n)];
  const value = apply(op, to, load(0, affine(0, [i, 1]), from), load(1, affine(0, [j, 1]), from));
  const out: Buffer = buffer(2, n * n, to);
  const p = program(
    [buffer(0, n, from, 'input'), buffer(1, n, from, 'input'), out],
    [kernel(`k0_${op}`, [i, j], 2, affine(0, [i, n], [j, 1]), value)],
  );
  const data = new Map([
    [0, values],
    [1, values],
  ]);
  return { name: `${op} ${from}`, program: p, data, tolerance: 4e-6 };
}

/** max over rows that are all -Infinity, hold NaN, or are empty; and the positions */
function extremes(monoid: 'max' | 'min' | 'argMax' | 'argMin', width: number): Case {
  const rows = [
    [-Infinity, -Infinity, -Infinity],
    [1, Number.NaN, 2],
    [3, 3, Infinity],
    [Number.NaN, 9, Number.NaN],
    [-5, -7, -7],
  ];
  const [i, k] = [axis(1, rows.length), axis(2, width)];
  const dtype: DType = monoid.startsWith('arg') ? 'i32' : 'f32';
  const step: Step = {
    kind: 'kernel',
    name: `k0_${monoid}`,
    axes: [i],
    reduction: { axes: [k], monoid, value: load(0, affine(0, [i, 3], [k, 1])) },
    outputs: [{ buffer: 1, address: affine(0, [i, 1]), value: { kind: 'reduced', dtype } }],
  };
  const p = program([buffer(0, 15, 'f32', 'input'), buffer(1, rows.length, dtype)], [step]);
  return { name: `${monoid} of ${width}`, program: p, data: new Map([[0, rows.flat()]]) };
}

export const cases: readonly Case[] = [
  matmul(),
  partialWrite(),
  scan(false),
  scan(true),
  states(),
  bigIndices(),
  longReduction('sum', false),
  longReduction('max', false),
  longReduction('sum', true),
  ...(['max', 'min', 'argMax', 'argMin'] as const).flatMap((m) => [extremes(m, 3), extremes(m, 0)]),
  ...unaryDomains.map(unary),
  ...binaryValues.map(binary),
];
