// A reduction as nested loops around one accumulator. NaN wins over every number, as in the definition of the monoids.
import { rowMajor } from '../../program/indices.ts';
import type { Reduction } from '../../program/types.ts';
import { type Expression, isNaNTest, number, product, sum, zeroTest } from './expression.ts';
import { indexExpression } from './indices.ts';
import { isLong, longSum } from './longSum.ts';
import { type Context, literal, rounded, scalarExpression } from './values.ts';

const loopNames = ['k', 'l', 'm', 'n', 'r', 's'];

/** Writes the loops and gives the accumulator. */
export function fold(c: Context, reduction: Reduction): Expression {
  if (isLong(reduction)) return longSum(c, reduction, loopNames);
  const accumulate = monoids[reduction.monoid](c, reduction);
  nest(c, reduction, 0, accumulate.step);
  return accumulate.result;
}

function nest(c: Context, reduction: Reduction, depth: number, body: () => void): void {
  const axis = reduction.axes[depth];
  if (!axis) {
    body();
    return;
  }
  if (axis.extent === 1) {
    c.axes.set(axis.id, { value: number(0), extent: 1 });
    nest(c, reduction, depth + 1, body);
    return;
  }
  const name = c.w.fresh(loopNames[depth] ?? 'k');
  c.axes.set(axis.id, { value: { text: name, level: 3 }, extent: axis.extent });
  c.w.block(`for (let ${name} = 0; ${name} < ${axis.extent}; ${name}++)`, () => nest(c, reduction, depth + 1, body));
}

interface Accumulator {
  readonly result: Expression;
  readonly step: () => void;
}

type Fold = (c: Context, reduction: Reduction) => Accumulator;

const arithmetic =
  (name: string, start: number, combine: (a: Expression, b: Expression) => Expression): Fold =>
  (c, { value }) => {
    const result = c.w.variable(name, number(start));
    return {
      result,
      step: () => c.w.assign(result, rounded(c, value.dtype, combine(result, scalarExpression(c, value)))),
    };
  };

/** What every value beats, for the element type; the result where there is nothing to reduce. */
function worst(c: Context, { value }: Reduction, direction: 1 | -1): Expression {
  if (value.dtype === 'f32') return literal(c, -direction * Number.POSITIVE_INFINITY);
  if (value.dtype === 'bool') return number(direction === 1 ? 0 : 1);
  return number(direction === 1 ? -(2 ** 31) : 2 ** 31 - 1);
}

const extremum =
  (direction: 1 | -1): Fold =>
  (c, reduction) => {
    const result = c.w.variable(direction === 1 ? 'largest' : 'smallest', worst(c, reduction, direction));
    const step = () => {
      const x = c.w.named('candidate', scalarExpression(c, reduction.value));
      const operator = direction === 1 ? '>' : '<';
      const zeros = reduction.value.dtype === 'f32' ? ` || ${zeroTest(operator, x, result)}` : '';
      c.w.block(`if (${x.text} ${operator} ${result.text} || ${isNaNTest(x)}${zeros})`, () => c.w.assign(result, x));
    };
    return { result, step };
  };

const position =
  (direction: 1 | -1): Fold =>
  (c, reduction) => {
    const best = c.w.variable(direction === 1 ? 'largest' : 'smallest', worst(c, reduction, direction));
    const result = c.w.variable('position', number(0));
    const step = () => {
      const x = c.w.named('candidate', scalarExpression(c, reduction.value));
      const better = `${x.text} ${direction === 1 ? '>' : '<'} ${best.text}`;
      const firstNaN = `(${isNaNTest(x)} && ${best.text} === ${best.text})`;
      c.w.block(`if (${better} || ${firstNaN})`, () => {
        c.w.assign(best, x);
        c.w.assign(result, indexExpression(c.w, rowMajor(reduction.axes), c.axes));
      });
    };
    return { result, step };
  };

const monoids = {
  sum: arithmetic('total', 0, sum),
  prod: arithmetic('product', 1, product),
  max: extremum(1),
  min: extremum(-1),
  argMax: position(1),
  argMin: position(-1),
} satisfies Record<Reduction['monoid'], Fold>;
