// Integer indices in floating point. gpu.js computes with 32-bit floats in every mode, where integers are exact below
// 2^24 (the emitter refuses larger buffers), but GPUs may round a division wrongly in its last places, so
// floor(v / d) is never written: floor((v + 0.5) / d) keeps half a step of distance to the next integer, which suffices
// for |v| < 2^21, and beyond that the quotient is corrected by comparing v with its multiple.
import type { Atom, AxisId, Condition, Index } from '../../program/types.ts';
import { at, atom, difference, type Expression, number, product, quotient, sum } from './expression.ts';
import type { Writer } from './writer.ts';

/** The value of an axis in the source, and how far it can go. */
export interface AxisValue {
  readonly value: Expression;
  readonly extent: number;
}

export type AxisTable = Map<AxisId, AxisValue>;

const exactDivision = 2 ** 21;

/** The largest magnitude that an index can take. */
export function bound(index: Index, axes: AxisTable): number {
  let total = Math.abs(index.offset);
  for (const t of index.terms) total += Math.abs(t.factor) * atomBound(t.atom, axes);
  return total;
}

function atomBound(a: Atom, axes: AxisTable): number {
  if (a.kind === 'axis') return Math.max(0, axisValue(a.id, axes).extent - 1);
  return a.kind === 'floor' ? Math.ceil(bound(a.value, axes) / a.by) : a.by - 1;
}

function axisValue(id: AxisId, axes: AxisTable): AxisValue {
  const found = axes.get(id);
  if (!found) throw new Error(`gpu.js emitter: an index uses axis ${id}, which no loop around it has`);
  return found;
}

export function indexExpression(w: Writer, index: Index, axes: AxisTable): Expression {
  let text: Expression | null = null;
  for (const { atom: a, factor } of index.terms) {
    if (factor === 0 || (a.kind === 'axis' && axisValue(a.id, axes).extent === 1)) continue;
    const value = atomExpression(w, a, axes);
    const size = Math.abs(factor);
    const term = size === 1 ? value : product(value, number(size));
    if (text === null) text = factor > 0 ? term : { text: `-${at(2, term)}`, level: 0 };
    else text = factor > 0 ? sum(text, term) : difference(text, term);
  }
  if (text === null) return number(index.offset);
  if (index.offset === 0) return text;
  return index.offset > 0 ? sum(text, number(index.offset)) : difference(text, number(-index.offset));
}

function atomExpression(w: Writer, a: Atom, axes: AxisTable): Expression {
  if (a.kind === 'axis') return axisValue(a.id, axes).value;
  const value = indexExpression(w, a.value, axes);
  const quotientOf = floorDivide(w, value, a.by, bound(a.value, axes));
  return a.kind === 'floor' ? quotientOf : remainder(w, value, quotientOf, a.by);
}

/** floor(value / by), exact for |value| < 2^24. `limit` bounds |value|. */
export function floorDivide(w: Writer, value: Expression, by: number, limit: number, stem = 'quotient'): Expression {
  const key = `floor(${value.text} / ${by})`;
  const known = w.recall(key);
  if (known) return known;
  const d = number(by);
  const v = limit < exactDivision ? value : w.named('position', value);
  const guess = atom(`Math.floor(${quotient({ text: `(${sum(v, atom('0.5')).text})`, level: 3 }, d).text})`);
  if (limit < exactDivision) return w.remember(key, w.constant(stem, guess));
  const q = w.variable(stem, guess);
  w.block(`if (${product(q, d).text} > ${v.text})`, () => w.assign(q, difference(q, number(1))));
  w.block(`if (${difference(v, product(q, d)).text} >= ${by})`, () => w.assign(q, sum(q, number(1))));
  return w.remember(key, q);
}

export function remainder(w: Writer, value: Expression, floored: Expression, by: number): Expression {
  const key = `modulo(${value.text}, ${by})`;
  return w.recall(key) ?? w.remember(key, w.constant('remainder', difference(value, product(floored, number(by)))));
}

/** A comparison, or several joined by &&. */
export function conditionText(w: Writer, c: Condition, axes: AxisTable): string {
  const value = indexExpression(w, c.value, axes);
  if (c.kind === 'range') {
    const v = at(1, value);
    return `${v} >= 0 && ${v} < ${c.below}`;
  }
  const rest = remainder(w, value, floorDivide(w, value, c.by, bound(c.value, axes)), c.by);
  return `${rest.text} === 0`;
}
