// Loops with carries, slices, captured values and results of every element type: carries that change places, stay, only add
// up or do not depend on anything; loops in loops; and loops that differ from another in one thing alone.
import { literal, makeIota, makeScanOutput } from '../../../dsl/build.ts';
import type { DType } from '../../../dsl/dtype.ts';
import type { Expr, Scan } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { flip } from '../../../dsl/expression/views.ts';
import { nextId } from '../../../dsl/intern.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Typed } from './typed.ts';

const types: readonly DType[] = ['f32', 'f32', 'f32', 'i32', 'bool'];

/** How deep the expressions of a body are. */
const depth = 2;

/** All results of a loop over `length` turns, whose rows are of `width`. */
export function typedLoop(outer: Typed, length: number, width: number, nested: number): readonly Expr[] {
  const { choices } = outer;
  const shapes: readonly (readonly number[])[] = [[], [width], [width], [2]];
  const initial = Array.from({ length: 1 + choices.below(3) }, () =>
    outer.of(choices.from(types), choices.from(shapes), choices.below(2)),
  );
  const sequences = Array.from({ length: 1 + choices.below(2) }, () => sequence(outer, length, width));
  const { carries, outputs } = scan({
    initial,
    sequences,
    reverse: choices.oneIn(2),
    body: (carried, slices) => turn(outer, carried, slices, { sequences, width, nested }),
  });
  return [...carries, ...outputs];
}

/** An operand with a row for each turn, or one that is made so. */
function sequence(outer: Typed, length: number, width: number): Expr {
  const { choices } = outer;
  const there = outer.operands.filter((e) => e.shape.length > 0 && e.shape[0] === length);
  if (there.length > 0 && !choices.oneIn(4)) {
    const x = choices.from(there);
    return choices.oneIn(6) ? flip(x, [0]) : x;
  }
  if (choices.oneIn(3)) return makeIota([length], 0);
  return outer.of(choices.from(types), choices.oneIn(2) ? [length] : [length, width], 1);
}

interface Around {
  readonly sequences: readonly Expr[];
  readonly width: number;
  readonly nested: number;
}

/** What a turn has: its next carries, and its results. */
function turn(outer: Typed, carries: readonly Expr[], slices: readonly Expr[], { sequences, width, nested }: Around) {
  const exact = slices.filter((_, i) => outer.exact.has(sequences[i]!));
  const inside = outer.within([...carries, ...slices], exact);
  const { choices } = inside;
  if (nested > 0 && choices.oneIn(4)) inside.add(...typedLoop(inside, choices.from([1, 2, 3, 0]), width, nested - 1));
  const next = carries.map((c) => nextOf(inside, c, carries, slices));
  const outputs = Array.from({ length: choices.from([1, 1, 2]) }, () => {
    const made = () =>
      mixed(inside, inside.of(choices.from(types), choices.from([[], [width]]), depth), [...next, ...slices]);
    return choices.from([
      made,
      made,
      () => choices.from(next),
      () => choices.from(carries),
      () => choices.from(slices),
    ])();
  });
  return { carries: next, outputs };
}

function nextOf(inside: Typed, carry: Expr, carries: readonly Expr[], slices: readonly Expr[]): Expr {
  const { choices } = inside;
  const { dtype, shape } = carry;
  const alike = [...carries, ...slices].filter((e) => e.dtype === dtype && e.shape.join() === shape.join());
  const made = () => inside.kept(mixed(inside, inside.of(dtype, shape, depth), [...carries, ...slices]));
  const term = () => inside.of(dtype, shape, 1);
  const running = dtype === 'bool' ? [scalars.or, scalars.and] : [scalars.add, scalars.add, scalars.max, scalars.min];
  return choices.from([
    made,
    made,
    made,
    () => choices.from(alike),
    () => map(choices.from(running), carry, term()),
    () => map(choices.from(running), carry, term()),
    () => inside.of(dtype, shape, 0),
    () => carry,
  ])();
}

/** y, and something of what else the turn has: derivatives go by every way. */
function mixed(inside: Typed, y: Expr, all: readonly Expr[]): Expr {
  const { choices } = inside;
  if (y.dtype !== 'f32') return y;
  const real = all.filter((e) => e.dtype === 'f32' && choices.oneIn(2));
  return real.reduce((sum, e) => {
    const part = map(scalars.mul, inside.fitted(e, y.shape), choices.oneIn(2) ? 0.75 : inside.leaf('f32', y.shape));
    return map(scalars.add, sum, part);
  }, y);
}

/** The results of a loop that is another one but for one thing: whoever takes them for one is wrong. */
export function twin(outer: Typed, results: readonly Expr[]): readonly Expr[] {
  return differing(outer, results, outer.choices.from(differences));
}

/** The same for each thing that there is. */
export function twins(outer: Typed, results: readonly Expr[]): readonly (readonly Expr[])[] {
  return differences.map((d) => differing(outer, results, d));
}

type Difference = (outer: Typed, one: Scan) => Partial<Scan>;

function differing(outer: Typed, [first]: readonly Expr[], difference: Difference): readonly Expr[] {
  if (first?.kind !== 'scanOutput') return [];
  const { scan: one } = first;
  const other: Scan = Object.freeze({ ...one, id: nextId(), ...difference(outer, one) });
  return [...other.nextCarries, ...other.outputs].map((_, i) => makeScanOutput(other, i));
}

const differences: readonly Difference[] = [
  (_, one) => ({ reverse: !one.reverse }),
  (_, one) => ({ reverse: !one.reverse, outputs: one.outputs.toReversed() }),
  (_, one) => ({ outputs: [...one.carryInputs, ...one.outputs] }),
  (_, one) => ({ outputs: [...one.nextCarries, ...one.outputs.slice(1)] }),
  (outer, one) => ({ initial: changed(outer, one.initial) }),
  (outer, one) => ({ sequences: changed(outer, one.sequences) }),
  (outer, one) => ({ constants: changed(outer, one.constants) }),
  ({ choices }, one) => {
    const at = choices.below(one.nextCarries.length);
    return { nextCarries: one.nextCarries.with(at, one.carryInputs[at]!) };
  },
];

/** One of them another: negated, 0, or denied; on the same grid. */
function changed(outer: Typed, list: readonly Expr[]): readonly Expr[] {
  if (list.length === 0) return list;
  const at = outer.choices.below(list.length);
  const e = list[at]!;
  // 0 is a row of every table: another index might be beyond the last
  const others = {
    f32: () => map(scalars.neg, e),
    i32: () => literal(0, 'i32', e.shape),
    bool: () => map(scalars.not, e),
  };
  return list.with(at, others[e.dtype]());
}
