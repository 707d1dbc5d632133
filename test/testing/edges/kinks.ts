// Single operations at their kinks, ties, zeros and bounds.
import { literal } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import { type Edge, leafOf, listOf, q } from './edge.ts';

type Operation = (x: Expr, choices: Choices) => Expr;

/** The numbers that operations of the language bend or break at. */
const points = [0, -0, 1, -1, 0.5, -0.5, 2, -2, 3, 6];

const whole = (choices: Choices): number => choices.from([0, 1, 2, 3, 4, -1, -2, 0.5, 1.5]);

const operations: Readonly<Record<string, Operation>> = {
  ...Object.fromEntries(
    ['relu', 'silu', 'softplus', 'logSigmoid', 'leakyRelu', 'elu', 'gelu'].map((name): [string, Operation] => [
      name,
      (x) => q(name, x),
    ]),
  ),
  ...Object.fromEntries(
    Object.values(scalars)
      .filter((op) => op.arity === 1 && op.partials !== undefined && op.domain.length === 1)
      .map((op): [string, Operation] => [op.name, (x) => map(op, x)]),
  ),
  'elu with alpha': (x, choices) => q('elu', x, choices.from([0.5, 1, 2])),
  'gelu by tanh': (x) => q('gelu', x, 'tanh'),
  clamp: (x, choices) => q('clamp', x, choices.from([-1, 0]), choices.from([1, 2])),
  'power of x': (x, choices) => q('pow', x, whole(choices)),
  'power by x': (x, choices) => q('pow', whole(choices), x),
  square: (x) => q('square', x),
  maximum: (x, choices) => sided(choices, 'maximum', x, whole(choices)),
  minimum: (x, choices) => sided(choices, 'minimum', x, whole(choices)),
  'quotient by x': (x, choices) => q('div', whole(choices), x),
  'angle of x': (x, choices) => sided(choices, 'atan2', x, whole(choices)),
  remainder: (x, choices) => q('mod', x, choices.from([1, 2, 3])),
  guarded: (x, choices) => guarded(x, choices, choices.from([0, 0, 1, -1])),
  // from one number on, and from a larger one: from the same one on, a branch could be taken at this point alone
  'guarded twice': (x, choices) => {
    const low = choices.from([0, -1]);
    return guarded(x, choices, low + 1, guarded(x, choices, low));
  },
};

/** op(x, c), or op(c, x) */
function sided(choices: Choices, op: string, x: Expr, c: number): Expr {
  return choices.oneIn(2) ? q(op, c, x) : q(op, x, c);
}

const partial = ['sqrt', 'log', 'rsqrt', 'reciprocal', 'log1p'] as const;

/** where(x > c, f(x - c), otherwise), in any of its forms: f has values on one side of c alone */
function guarded(x: Expr, choices: Choices, c: number, otherwise?: Expr): Expr {
  const test = q(choices.from(['greater', 'greaterEqual']), x, c);
  const from = map(scalars.sub, x, literal(c, 'f32', x.shape));
  const name = choices.from([...partial, 'pow'] as const);
  const f = name === 'pow' ? q('pow', from, choices.from([0.5, 1.5, -1])) : q(name, from);
  const rest = otherwise ?? choices.from([0, 1, q('mul', x, x), q('sin', x)]);
  return choices.oneIn(2) ? q('where', q('not', test), rest, f) : q('where', test, f, rest);
}

const names = Object.keys(operations);

export const kinks: Readonly<Record<string, Edge>> = {
  /** several at a time: each alone would come too seldom, of so many */
  'operations at their kinks': (choices) => {
    const leaf = leafOf('x', [points.length], points);
    const outputs = Array.from({ length: 6 }, () => operations[choices.from(names)]!(leaf.expr, choices));
    return { leaves: [leaf], outputs: [...new Set(outputs)], known: { kind: 'kinks' } };
  },
  /** the largest of each row, of whom several are the same: the first has the derivative */
  'ties of a reduction': (choices) => {
    const [rows, width] = [choices.from([1, 2]), choices.from([1, 2, 3, 4])];
    const values = listOf(rows * width, () => choices.from([0, -0, 1, 1, 2]));
    const leaf = leafOf('x', [rows, width], values);
    const largest = choices.oneIn(2);
    const slopes = values.map((_, i) => {
      const row = values.slice(i - (i % width), i - (i % width) + width);
      const best = largest ? Math.max(...row) : Math.min(...row);
      return row.indexOf(best) === i % width ? 1 : 0;
    });
    const output = q(largest ? 'max' : 'min', leaf.expr, 1);
    return { leaves: [leaf], outputs: [output], known: { kind: 'slopes', slopes: [slopes] } };
  },
};
