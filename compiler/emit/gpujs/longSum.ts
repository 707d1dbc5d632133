// Sums of many terms, in blocks: one accumulator would lose a bit with each doubling of the terms. A loop of at most 256
// passes fills an accumulator of its own, which is added to that of the loop around it, so a term goes through at most
// 256 additions for each power of 256 in their number. (Errors could be kept instead, but compilers of shaders may
// reassociate what computes them away.)
import type { Axis, Reduction } from '../../program/types.ts';
import { type Expression, number, product, sum } from './expression.ts';
import { type Context, rounded, scalarExpression } from './values.ts';

/** additions into one accumulator */
const most = 256;
/** fewer terms get no accumulator of their own */
const few = 64;

const count = (axes: readonly Axis[]) => axes.reduce((n, a) => n * a.extent, 1);

export const isLong = ({ monoid, value, axes }: Reduction): boolean =>
  monoid === 'sum' && value.dtype === 'f32' && count(axes) > most;

/** A loop over a part of an axis. */
interface Digit {
  readonly axis: Axis;
  readonly extent: number;
  readonly stride: number;
  /** the sum of what is inside has an accumulator of its own */
  readonly own: boolean;
}

/** The loops, outermost first: each axis as digits of its position. */
function digitsOf(axes: readonly Axis[]): Digit[] {
  const digits: Digit[] = [];
  /** terms of the accumulator that is open */
  let open = 1;
  for (const axis of [...axes].reverse()) {
    for (let stride = 1; stride < axis.extent; ) {
      const rest = Math.ceil(axis.extent / stride);
      const own = open > few;
      if (own) open = 1;
      const extent = partOf(rest, Math.floor(most / open));
      digits.unshift({ axis, extent, stride, own });
      stride *= extent;
      open *= extent;
    }
  }
  return digits;
}

/** The largest part of `extent` that is at most `limit`: one that divides it, if there is a large one. */
function partOf(extent: number, limit: number): number {
  if (extent <= limit) return extent;
  for (let part = limit; part > limit / 4; part--) if (extent % part === 0) return part;
  return limit;
}

/** Writes the loops and gives the sum. `names` of loops, outermost first. */
export function longSum(c: Context, { axes, value }: Reduction, names: readonly string[]): Expression {
  const { w } = c;
  const digits = digitsOf(axes);
  for (const a of axes) if (a.extent === 1) c.axes.set(a.id, { value: number(0), extent: 1 });
  const add = (to: Expression, x: Expression) => w.assign(to, rounded(c, 'f32', sum(to, x)));
  const total = w.variable('total', number(0));
  const places = new Map<Axis, Expression>();
  const loop = (depth: number, into: Expression): void => {
    const d = digits[depth];
    if (!d) {
      add(into, scalarExpression(c, value));
      return;
    }
    const name = w.fresh(names[depth] ?? 'k');
    w.block(`for (let ${name} = 0; ${name} < ${d.extent}; ${name}++)`, () => {
      const here: Expression = { text: name, level: 3 };
      const term = d.stride === 1 ? here : product(here, number(d.stride));
      const outer = places.get(d.axis);
      const place = outer ? sum(outer, term) : term;
      places.set(d.axis, place);
      const inside = () => {
        const part = d.own ? w.variable('part', number(0)) : into;
        loop(depth + 1, part);
        if (d.own) add(into, part);
      };
      if (d.stride > 1) inside();
      else {
        const position = outer ? w.named('position', place) : place;
        c.axes.set(d.axis.id, { value: position, extent: d.axis.extent });
        const parts = digits.filter((x) => x.axis === d.axis);
        if (parts.reduce((n, x) => n * x.extent, 1) === d.axis.extent) inside();
        else w.block(`if (${position.text} < ${d.axis.extent})`, inside);
      }
      if (outer) places.set(d.axis, outer);
      else places.delete(d.axis);
    });
  };
  loop(0, total);
  return total;
}
