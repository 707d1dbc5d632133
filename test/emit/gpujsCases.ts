// Programs that ask something particular of gpu.js: partial writes, loops, NaN and infinity in reductions, exact integer
// arithmetic near the end of what floats can count. (The scalar operations: test/laws/points.ts.)
import type { Axis, Index, Program, Scalar, Step } from '../../compiler/program/types.ts';
import type { DType } from '../../dsl/dtype.ts';
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

/** (a, b) becomes (b, a + x): a carry's old value is another's new one, so all move at once */
function exchange(): Case {
  const t = axis(90, 5);
  const i = axis(1, 4);
  const at = affine(0, [i, 1]);
  const loop: Step = {
    kind: 'loop',
    name: 'exchange',
    counter: t.id,
    extent: t.extent,
    reverse: false,
    body: [kernel('k0_next', [i], 3, at, apply('add', 'f32', load(1, at), load(0, affine(0, [t, 4], [i, 1]))))],
    carries: [
      { from: 3, to: 2 },
      { from: 2, to: 1 },
    ],
  };
  const buffers = [
    buffer(0, 20, 'f32', 'input'),
    buffer(1, 4, 'f32', 'state'),
    buffer(2, 4, 'f32', 'state'),
    buffer(3, 4, 'f32', 'temporary'),
  ];
  return { name: 'exchange', program: program(buffers, [loop]), runs: 2 };
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

/** Operations one of whose arguments is a number in the text: compilers of shaders compute with it, and refuse 1 / 0. */
function withNumbers(): Case {
  const i = axis(1, 5);
  const x = load(0, affine(0, [i, 1]));
  const values = (['atan2', 'pow', 'mod', 'max', 'sub'] as const).flatMap((op) => [
    ...(op === 'mod' ? [] : [apply(op, 'f32', x, literal(0))]),
    apply(op, 'f32', literal(0), x),
    apply(op, 'f32', x, literal(2.5)),
  ]);
  const steps = values.map((value, k) => kernel(`k${k}`, [i], k + 1, affine(0, [i, 1]), value));
  const buffers = [buffer(0, 5, 'f32', 'input'), ...values.map((_, k) => buffer(k + 1, 5))];
  return { name: 'numbers in the text', program: program(buffers, steps), data: new Map([[0, [0.5, 1, 2, 3, 4]]]) };
}

/** A position beside a number in a choice: to a shader one is an integer, the other a float. */
function positionsAndNumbers(): Case {
  const [i, k] = [axis(1, 3), axis(2, 5)];
  const position: Scalar = {
    kind: 'index',
    dtype: 'i32',
    value: { offset: 0, terms: [{ atom: { kind: 'axis', id: k.id }, factor: 1 }] },
  };
  const atLeast = apply('max', 'i32', position, { kind: 'literal', dtype: 'i32', value: 2 });
  const step: Step = {
    kind: 'kernel',
    name: 'k0_sum',
    axes: [i],
    reduction: {
      axes: [k],
      monoid: 'sum',
      value: apply('mul', 'f32', apply('toF32', 'f32', atLeast), load(0, affine(0, [i, 5], [k, 1]))),
    },
    outputs: [{ buffer: 1, address: affine(0, [i, 1]), value: { kind: 'reduced', dtype: 'f32' } }],
  };
  return { name: 'positions and numbers', program: program([buffer(0, 15, 'f32', 'input'), buffer(1, 3)], [step]) };
}

/** A choice of whole numbers that the text computes, and of what is read. */
function computedNumbers(): Case {
  const i = axis(1, 4);
  const x = load(0, affine(0, [i, 1]));
  const whole = apply('add', 'f32', apply('mul', 'f32', literal(3), literal(0)), literal(2));
  const value = apply('select', 'f32', apply('less', 'bool', x, literal(0)), x, whole);
  const p = program(
    [buffer(0, 4, 'f32', 'input'), buffer(1, 4)],
    [kernel('k0_select', [i], 1, affine(0, [i, 1]), value)],
  );
  return { name: 'computed numbers', program: p, data: new Map([[0, [-1, 0, 1, -2]]]) };
}

export const cases: readonly Case[] = [
  computedNumbers(),
  positionsAndNumbers(),
  withNumbers(),
  matmul(),
  partialWrite(),
  scan(false),
  scan(true),
  exchange(),
  states(),
  bigIndices(),
  longReduction('sum', false),
  longReduction('max', false),
  longReduction('sum', true),
  ...(['max', 'min', 'argMax', 'argMin'] as const).flatMap((m) => [extremes(m, 3), extremes(m, 0)]),
];
