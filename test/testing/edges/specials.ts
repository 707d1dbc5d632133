// Programs of operations that round nothing, over numbers that floats treat as special: zeros of both signs, NaN, infinities,
// ties, the ends of integers. Every backend has the same bits of them.
import {
  axisMap,
  literal,
  makeConstant,
  makeGather,
  makeReduce,
  makeReshape,
  makeScatter,
  makeView,
} from '../../../dsl/build.ts';
import type { DType } from '../../../dsl/dtype.ts';
import { type AxisMap, type Expr, elementCount, type Monoid, topological } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';
import { type Edge, leafOf, listOf } from './edge.ts';

/** Numbers of few digits, so that sums and products of some are exact. */
const plain = [1, 2, -1, 0.5, -3, 3, -0.5, 4];
const odd = [0, -0, Infinity, -Infinity, Number.NaN];
/** Around the ends of 32-bit integers, and of those that floats count. */
const whole = [0, 1, -1, 2, 3, -2, 7, -7, 2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1];
const fills = [0, 0, -0, 1, 0.5, -Infinity, Infinity, -2];

/** Around four lanes, two vectors, a line of sixteen. */
const extents = [1, 2, 3, 4, 5, 7, 8, 9, 3, 4, 16, 17, 1, 0];
/** Elements of the largest value. */
const largest = 400;

/** What a program has so far. */
class Made {
  readonly all: Expr[];
  readonly #used = new Set<Expr>();

  constructor(
    readonly leaves: readonly Leaf[],
    readonly choices: Choices,
  ) {
    this.all = leaves.map((l) => l.expr);
  }

  /** Mostly one of the last. */
  any(dtype: DType = 'f32'): Expr {
    const found = this.all.filter((e) => e.dtype === dtype);
    const { choices } = this;
    if (found.length === 0) return cast(this.any(), dtype);
    return choices.oneIn(3) ? choices.from(found) : found.at(-1 - choices.below(Math.min(2, found.length)))!;
  }

  keep(e: Expr): void {
    if (elementCount(e.shape) > largest) return;
    for (const o of topological([e])) if (o !== e) this.#used.add(o);
    this.all.push(e);
  }

  specimen(): Specimen {
    const roots = this.all.filter((e) => !this.#used.has(e) && !this.leaves.some((l) => l.expr === e));
    return {
      leaves: this.leaves,
      outputs: roots.length > 0 ? roots : [map(scalars.neg, this.any())],
      known: { kind: 'bits' },
    };
  }
}

function cast(e: Expr, dtype: DType): Expr {
  return map({ f32: scalars.toF32, i32: scalars.toI32, bool: scalars.toBool }[dtype], e);
}

const number = (choices: Choices): number =>
  choices.oneIn(2) ? choices.from(odd) : choices.from([1, 1, -1, 2, 0.5, -3, 4]);

/** y of x's shape */
function beside(m: Made, x: Expr): Expr {
  const { choices } = m;
  if (choices.oneIn(3)) return literal(x.dtype === 'i32' ? choices.from(whole) : number(choices), x.dtype, x.shape);
  const y = m.any(x.dtype);
  return y.shape.join() === x.shape.join() ? y : affine(m, y, x.shape);
}

/** A view of any shape: several axes of the output in one of the source, backwards, with steps and divisions, past its ends. */
function affine({ choices }: Made, x: Expr, shape: readonly number[]): Expr {
  const moves = shape.map(() => choices.below(x.shape.length + 1));
  const axes = x.shape.map((n, k): AxisMap => {
    const coefficients = shape.map((_, j) => (moves[j] === k ? choices.from([1, 1, 1, -1, 2, 3]) : 0));
    const back = coefficients.some((c) => c < 0) ? n - 1 : 0;
    return { offset: back + choices.from([0, 0, 0, 1, -1, -2]), coefficients, divisor: choices.from([1, 1, 1, 2, 3]) };
  });
  return makeView(x, shape, axes, x.dtype === 'f32' ? choices.from(fills) : 0);
}

/** Only axis k is read in another way, so that views of views compose. */
function along({ choices }: Made, x: Expr): Expr {
  const rank = x.shape.length;
  if (rank === 0) return affine({ choices } as Made, x, [choices.from(extents)]);
  const [k, n] = [choices.below(rank), x.shape[choices.below(rank)]!];
  const fill = x.dtype === 'f32' ? choices.from(fills) : 0;
  const own = x.shape[k]!;
  const [extent, c, offset, divisor] = choices.from([
    [own, -1, own - 1, 1],
    [own + 3, 1, -choices.below(3), 1],
    [Math.max(1, own - 1), 1, choices.below(2), 1],
    [Math.ceil(own / 2), 2, choices.below(2), 1],
    [Math.max(0, 2 * own - choices.below(2)), 1, 0, 2],
    [3 * own, 1, -choices.below(2), 3],
    [own + 1, -1, own - 1 + choices.below(2), 1],
    [Math.max(1, n), 1, -1, 1],
  ] as const);
  const axes = x.shape.map((_, j) => (j === k ? axisMap(rank, k, c, offset, divisor) : axisMap(rank, j)));
  return makeView(x, x.shape.with(k, extent), axes, fill);
}

function permuted({ choices }: Made, x: Expr): Expr {
  const rank = x.shape.length;
  const turn = rank < 2 ? 0 : 1 + choices.below(rank - 1);
  const to = (k: number) => (k + turn) % Math.max(1, rank);
  const shape = x.shape.map((_, j) => x.shape[(j - turn + rank) % rank]!);
  return makeView(
    x,
    shape,
    x.shape.map((_, k) => axisMap(rank, to(k))),
  );
}

/** Windows of axis k with a new last axis, padded with any fill, and what is the most, the least or the sum of each. */
function pooled(m: Made): Expr {
  const { choices } = m;
  const x = m.any();
  if (x.shape.length === 0) return map(scalars.neg, x);
  const k = choices.below(x.shape.length);
  const [size, stride, dilation, before] = [
    1 + choices.below(3),
    1 + choices.below(3),
    1 + choices.below(2),
    choices.below(3),
  ];
  const count = 1 + Math.max(0, Math.ceil((x.shape[k]! + before - size) / stride));
  const shape = [...x.shape.with(k, count), size];
  const axes = x.shape.map((_, j): AxisMap => {
    const coefficients = shape.map((_, o) =>
      o === j ? (j === k ? stride : 1) : j === k && o === shape.length - 1 ? dilation : 0,
    );
    return { offset: j === k ? -before : 0, coefficients, divisor: 1 };
  });
  const windows = makeView(x, shape, axes, choices.from(fills));
  return makeReduce(choices.from(['max', 'max', 'min', 'sum', 'prod']), windows, [shape.length - 1]);
}

function reduced(m: Made, monoids: readonly Monoid[], dtype: DType = 'f32'): Expr {
  const { choices } = m;
  const x = m.any(dtype);
  if (x.shape.length === 0) return x;
  const some = [...x.shape.keys()].filter(() => choices.oneIn(2));
  return makeReduce(choices.from(monoids), x, some.length > 0 ? some : [choices.below(x.shape.length)]);
}

const exact = ['neg', 'abs', 'sign', 'floor', 'ceil', 'round'] as const;
const two = ['max', 'min', 'add', 'sub', 'mul', 'div', 'max', 'min'] as const;
const tests = ['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const;
const onIntegers = ['div', 'mod', 'add', 'sub', 'mul', 'max', 'min', 'div'] as const;

type Step = (m: Made) => Expr;

const steps: Readonly<Record<string, Step>> = {
  unary: (m) => map(scalars[m.choices.from(exact)], m.any()),
  binary: (m) => {
    const x = m.any();
    const y = beside(m, x);
    const op = scalars[m.choices.from(two)];
    return m.choices.oneIn(3) ? map(op, y, x) : map(op, x, y);
  },
  test: (m) => {
    const x = m.any(m.choices.from(['f32', 'f32', 'i32']));
    const c = map(scalars[m.choices.from(tests)], x, beside(m, x));
    return m.choices.oneIn(4) ? c : map(scalars.select, c, affineTo(m, c.shape), affineTo(m, c.shape));
  },
  logic: (m) => {
    const p = m.any('bool');
    const q = m.choices.oneIn(2) ? map(scalars.not, p) : affineTo(m, p.shape, 'bool');
    return map(m.choices.from([scalars.and, scalars.or]), p, q);
  },
  integer: (m) => {
    const i = m.any('i32');
    const op = scalars[m.choices.from(onIntegers)];
    return m.choices.oneIn(2) ? map(op, beside(m, i), i) : map(op, i, beside(m, i));
  },
  cast: (m) => cast(m.any(m.choices.from(['f32', 'f32', 'i32', 'bool'])), m.choices.from(['f32', 'i32', 'bool'])),
  along: (m) => along(m, m.any()),
  twice: (m) => along(m, along(m, m.any())),
  affine: (m) =>
    affine(
      m,
      m.any(),
      listOf(m.choices.below(4), () => m.choices.from(extents)),
    ),
  permute: (m) => along(m, permuted(m, m.any())),
  reshape: (m) => {
    const x = m.any();
    const n = elementCount(x.shape);
    const a = m.choices.from([1, 2, 3, 4, n].filter((d) => d > 0 && n % d === 0).concat(n === 0 ? [1] : []));
    return makeReshape(x, m.choices.from([[n], [a, n / a], [n / a, a], [1, n]]));
  },
  pooled,
  extreme: (m) => reduced(m, ['max', 'min']),
  place: (m) => reduced(m, ['argMax', 'argMin'], m.choices.from(['f32', 'f32', 'i32'])),
  sum: (m) => reduced(m, ['sum', 'sum', 'prod']),
  count: (m) => reduced(m, ['max', 'min', 'sum'], 'i32'),
  rows: (m) => {
    const x = m.any();
    if (x.shape.length === 0) return x;
    const [n = 0] = x.shape;
    const at = Int32Array.from(listOf(m.choices.from([1, 3, 4, 8]), () => m.choices.below(n + 2) - 1));
    const found = makeGather(x, makeConstant(at, [at.length], 'i32'));
    if (m.choices.oneIn(2)) return found;
    const to = Int32Array.from(listOf(n, () => m.choices.below(6) - 1));
    return makeScatter(1 + m.choices.below(5), makeConstant(to, [n], 'i32'), x);
  },
  loop: (m) => {
    const x = m.any();
    if (x.shape.length === 0) return x;
    const op = scalars[m.choices.from(['max', 'min', 'sub', 'add'] as const)];
    const { carries, outputs } = scan({
      initial: [affineTo(m, x.shape.slice(1)), literal(m.choices.from(odd), 'f32', x.shape.slice(1))],
      sequences: [x],
      reverse: m.choices.oneIn(2),
      body: ([h, s], [row]) => {
        const next = map(op, h!, row!);
        return {
          carries: [next, m.choices.oneIn(2) ? h! : map(scalars.max, s!, next)],
          outputs: [m.choices.from([next, s!, h!])],
        };
      },
    });
    return m.choices.from([...carries, ...outputs]);
  },
};

function affineTo(m: Made, shape: readonly number[], dtype: DType = 'f32'): Expr {
  const y = m.any(dtype);
  return y.shape.join() === shape.join() ? y : affine(m, y, shape);
}

/** Leaves of special numbers, of plain ones, or of one number alone. */
function leaves(choices: Choices): Leaf[] {
  const drawn = listOf(1 + choices.below(2), (i) => i).map((i) => {
    const shape = listOf(choices.below(4), () => choices.from(extents));
    const count = Math.min(elementCount(shape), largest);
    const fitting = elementCount(shape) > largest ? [largest] : shape;
    const style = choices.below(4);
    const one = number(choices);
    const value = () => {
      if (style === 0) return choices.from(plain);
      if (style === 1) return choices.oneIn(4) ? number(choices) : one;
      return choices.oneIn(style) ? choices.from(odd) : choices.from(plain);
    };
    return leafOf(`x${i}`, fitting, listOf(count, value));
  });
  return drawn;
}

function program(choices: Choices, names: readonly (keyof typeof steps)[], length: number): Specimen {
  const made = new Made(leaves(choices), choices);
  for (let i = 0; i < length; i++) made.keep(steps[choices.from(names)]!(made));
  return made.specimen();
}

export const specials: Readonly<Record<string, Edge>> = {
  'special numbers': (choices) => program(choices, Object.keys(steps), 6 + choices.below(8)),
  'views of views': (choices) =>
    program(
      choices,
      ['along', 'twice', 'affine', 'permute', 'reshape', 'pooled', 'along', 'binary'],
      5 + choices.below(6),
    ),
  'numbers beside special numbers': (choices) =>
    program(choices, ['binary', 'binary', 'unary', 'test', 'extreme', 'place', 'pooled'], 6 + choices.below(8)),
  'integers at their ends': (choices) => {
    const x = leafOf('x', [choices.from([3, 4, 5, 8, 9])], []);
    const values = listOf(x.expr.shape[0]!, () => choices.from(whole.slice(0, 10)));
    const made = new Made([{ ...x, values: Float64Array.from(values, Math.fround) }], choices);
    // (2^31 - 1) is no float: it comes from saturating
    made.keep(cast(made.any(), 'i32'));
    const length = 3 + choices.below(5);
    for (let i = 0; i < length; i++)
      made.keep(steps[choices.from(['integer', 'integer', 'integer', 'count', 'test', 'cast'])]!(made));
    return made.specimen();
  },
};
