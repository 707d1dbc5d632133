// Identities that hold for every value: other ways of writing an expression, which the compiler may undo and must not break.
import {
  axisMap,
  literal,
  makeConstant,
  makeGather,
  makeGradientRule,
  makeIota,
  makeReduce,
  makeReshape,
  makeScatter,
  makeView,
} from '../../../dsl/build.ts';
import { type Expr, elementCount, type View } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import { isMasked } from '../../../dsl/view.ts';
import { along, type Draw, orderOf, permuted, pick } from './along.ts';

/** The same value written in another way, or null where it is not about this expression. */
export type Identity = (e: Expr, draw: Draw) => Expr | null;

/** Elements of what an identity makes on the way. */
const largest = 300;

const isReal = (e: Expr): boolean => e.dtype === 'f32';
const number = (value: number, e: Expr): Expr => literal(value, e.dtype, e.shape);

/** x o n, or n o x */
const beside =
  (op: 'add' | 'mul' | 'sub' | 'div', value: number, commutes: boolean): Identity =>
  (e, draw) => {
    if (e.dtype === 'bool' || (e.dtype === 'i32' && Object.is(value, -0))) return null;
    const n = number(value, e);
    return commutes && draw(2) === 0 ? map(scalars[op], n, e) : map(scalars[op], e, n);
  };

const masked = (v: View): boolean => v.axes.some((a, k) => isMasked(a, v.source.shape[k]!, v.shape));
const commutative = new Set(['add', 'mul', 'and', 'or']);

const pointwise: Readonly<Record<string, Identity>> = {
  'x + -0 = x': beside('add', -0, true),
  'x - 0 = x': beside('sub', 0, false),
  'x * 1 = x': beside('mul', 1, true),
  'x / 1 = x': beside('div', 1, false),
  '-(-x) = x': (e) => {
    const op = e.dtype === 'bool' ? scalars.not : scalars.neg;
    return map(op, map(op, e));
  },
  'x * -1 * -1 = x': (e) => (isReal(e) ? map(scalars.mul, map(scalars.mul, e, number(-1, e)), number(-1, e)) : null),
  'x * 2 / 2 = x': (e) => (isReal(e) ? map(scalars.div, map(scalars.mul, e, number(2, e)), number(2, e)) : null),
  'select(true, x, NaN) = x': (e) =>
    isReal(e) ? map(scalars.select, literal(1, 'bool', e.shape), e, number(Number.NaN, e)) : null,
  'select(c, x, x) = x': (e) => (isReal(e) ? map(scalars.select, map(scalars.less, e, number(0, e)), e, e) : null),
  'select(i < n, x, 1 / 0) = x': (e, draw) => {
    if (!isReal(e) || e.shape.length === 0) return null;
    const k = draw(e.shape.length);
    const inside = map(scalars.less, makeIota(e.shape, k), literal(e.shape[k]!, 'i32', e.shape));
    return map(scalars.select, inside, e, number(Number.POSITIVE_INFINITY, e));
  },
  'a + b = b + a': (e) => (e.kind === 'map' && commutative.has(e.op.name) ? map(e.op, e.args[1]!, e.args[0]!) : null),
  'a - b = a + -b': (e) =>
    e.kind === 'map' && e.op.name === 'sub' ? map(scalars.add, e.args[0]!, map(scalars.neg, e.args[1]!)) : null,
  'x with its derivative stated': (e) => (isReal(e) ? makeGradientRule(e, [e], (g) => [g]) : null),
  'f(a)[v] = f(a[v])': (e) => {
    if (e.kind !== 'view' || e.source.kind !== 'map' || masked(e)) return null;
    return map(e.source.op, ...e.source.args.map((a) => makeView(a, e.shape, e.axes, e.fill)));
  },
};

const views: Readonly<Record<string, Identity>> = {
  'axes there and back': (e, draw) => {
    if (e.shape.length < 2) return null;
    const order = orderOf(e.shape.length, draw);
    return permuted(
      permuted(e, order),
      order.map((_, k) => order.indexOf(k)),
    );
  },
  'a flip of a flip': (e, draw) => {
    if (e.shape.length === 0) return null;
    const k = draw(e.shape.length);
    const n = e.shape[k]!;
    return n === 0 ? null : along(along(e, k, n, -1, n - 1), k, n, -1, n - 1);
  },
  'a slice of what is padded': (e, draw) => {
    if (e.shape.length === 0) return null;
    const [k, before, after] = [draw(e.shape.length), draw(3), draw(3)];
    const n = e.shape[k]!;
    const fill = pick([0, isReal(e) ? 0.5 : 1], draw);
    return along(along(e, k, n + before + after, 1, -before, fill), k, n, 1, before);
  },
  'a stride over what is spread': (e, draw) => {
    if (e.shape.length === 0 || 2 * elementCount(e.shape) > largest) return null;
    const k = draw(e.shape.length);
    const n = e.shape[k]!;
    if (n === 0) return null;
    const rank = e.shape.length;
    const axes = e.shape.map((_, j) => (j === k ? axisMap(rank, k, 1, 0, 2) : axisMap(rank, j)));
    return along(makeView(e, e.shape.with(k, 2 * n - 1), axes), k, n, 2, 0);
  },
  'a reshape there and back': (e, draw) => {
    const n = elementCount(e.shape);
    const d = pick(
      [1, 2, 3, 4].filter((q) => n % q === 0),
      draw,
    );
    return makeReshape(makeReshape(e, pick([[n], [d, n / d], [n / d, 1, d]], draw)), e.shape);
  },
  'one of equal rows': (e, draw) => {
    const shape = [2, ...e.shape];
    if (elementCount(shape) > largest) return null;
    const rank = e.shape.length;
    const rows = makeView(
      e,
      shape,
      e.shape.map((_, k) => axisMap(rank + 1, k + 1)),
    );
    const first = { offset: draw(2), coefficients: e.shape.map(() => 0), divisor: 1 };
    return makeView(rows, e.shape, [first, ...e.shape.map((_, k) => axisMap(rank, k))]);
  },
};

const neutral = { sum: 0, prod: 1, max: Number.NEGATIVE_INFINITY, min: Number.POSITIVE_INFINITY } as const;

/** Of reductions. */
export const reductions: Readonly<Record<string, Identity>> = {
  'one axis after the other': (e, draw) => {
    if (e.kind !== 'reduce' || e.axes.length < 2 || !(e.monoid in neutral)) return null;
    const first = pick(e.axes, draw);
    const rest = e.axes.filter((a) => a !== first).map((a) => (a > first ? a - 1 : a));
    return makeReduce(e.monoid, makeReduce(e.monoid, e.source, [first]), rest);
  },
  'a sum in two parts': (e, draw) => {
    if (e.kind !== 'reduce' || e.monoid !== 'sum') return null;
    const k = pick(e.axes, draw);
    const n = e.source.shape[k]!;
    const cut = draw(n + 1);
    const [a, b] = [along(e.source, k, cut, 1, 0), along(e.source, k, n - cut, 1, cut)];
    return map(scalars.add, makeReduce('sum', a, e.axes), makeReduce('sum', b, e.axes));
  },
  'a reduction of what is padded': (e, draw) => {
    if (e.kind !== 'reduce' || !isReal(e) || e.monoid === 'argMax' || e.monoid === 'argMin') return null;
    const k = pick(e.axes, draw);
    const n = e.source.shape[k]!;
    if (n === 0 || elementCount(e.source.shape) > largest) return null;
    // what is before the first would be chosen of equal ones
    const [before, after] = [e.monoid === 'sum' || e.monoid === 'prod' ? draw(3) : 0, draw(3)];
    return makeReduce(e.monoid, along(e.source, k, n + before + after, 1, -before, neutral[e.monoid]), e.axes);
  },
  'half of the sum of two': (e) => {
    const shape = [...e.shape, 2];
    if (!isReal(e) || elementCount(shape) > largest) return null;
    const twice = makeView(
      e,
      shape,
      e.shape.map((_, k) => axisMap(shape.length, k)),
    );
    return map(scalars.mul, makeReduce('sum', twice, [e.shape.length]), number(0.5, e));
  },
  'a sum over axes in another order': (e, draw) => {
    if (e.kind !== 'reduce' || e.monoid !== 'sum' || e.axes.length < e.source.shape.length) return null;
    return makeReduce('sum', permuted(e.source, orderOf(e.source.shape.length, draw)), e.axes);
  },
};

const rows: Readonly<Record<string, Identity>> = {
  'rows by their numbers': (e, draw) => {
    const [n] = e.shape;
    if (n === undefined || n === 0) return null;
    const counted = Int32Array.from({ length: n }, (_, i) => i);
    return makeGather(e, draw(2) === 0 ? makeIota([n], 0) : makeConstant(counted, [n], 'i32'));
  },
  'rows added to nothing': (e) => {
    const [n] = e.shape;
    return !isReal(e) || n === undefined || n === 0 ? null : makeScatter(n, makeIota([n], 0), e);
  },
  'rows turn by turn': (e, draw) => {
    if (!isReal(e) || e.shape.length === 0 || e.shape[0]! > 8) return null;
    const { outputs } = scan({
      initial: [literal(0, 'i32')],
      sequences: [e],
      reverse: draw(2) === 0,
      body: ([n], [x]) => ({ carries: [map(scalars.add, n!, 1)], outputs: [x!] }),
    });
    return outputs[0]!;
  },
};

/** All of them, by name. */
export const identities: Readonly<Record<string, Identity>> = { ...pointwise, ...views, ...reductions, ...rows };
