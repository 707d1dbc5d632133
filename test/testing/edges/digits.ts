// Whole operations where the formula of the textbook loses digits: large, confident, constant and tiny values.

import { makeConstant } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import * as nn from '../../../dsl/nn/index.ts';
import * as language from '../../../dsl/ops/index.ts';
import { type AdamOptions, adam, adamW } from '../../../dsl/optim/index.ts';
import { updated } from '../../../dsl/optim/optimizer.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf, UnitsAllowed } from '../programs/specimen.ts';
import { type Edge, leafOf, listOf, q } from './edge.ts';

/** what float64 rounds itself, in units of float32 */
const none = 1e-6;

const exact = (ulps: number, floor = 1e-36): UnitsAllowed => ({ ulps, floor });

/** An operation on leaves of its own, and how far off it may be. */
interface Digits {
  readonly leaves: readonly Leaf[];
  readonly output: Expr;
  readonly allowed: UnitsAllowed;
}

const digits = (leaves: readonly Leaf[], output: Expr, allowed: UnitsAllowed): Digits => ({ leaves, output, allowed });

/** A row of logits: far from 0 all together, or one far above the others, or both. */
function logits(choices: Choices, width: number): number[] {
  const offset = choices.from([0, 0, 1e4, -1e4, 1e6, 88, -88]);
  const lead = choices.from([0, 0, 10, 20, 30]);
  const winner = choices.below(width);
  return listOf(width, (i) => offset + (i === winner ? lead : 0) + choices.from([0, 0.5, 1, 2, 3, -1]));
}

/** Rows of numbers whose sums are exact in float32, so that their means are too where they are constant. */
function plainRow(choices: Choices, width: number): { readonly row: number[]; readonly constant: boolean } {
  const size = choices.from([1, 0.5, 1e6, 65536, 2 ** -20]);
  const constant = choices.oneIn(2);
  const first = choices.from([1, 3, -2]);
  return { row: listOf(width, () => size * (constant ? first : choices.from([1, 3, -2, 0]))), constant };
}

const widths = [1, 2, 3, 5, 6, 7, 10, 11, 41, 47, 49];

const betas: readonly AdamOptions[] = [
  {},
  { beta2: 0.99999999 },
  { beta1: 0.99999999 },
  { beta1: 0, beta2: 0.9999 },
  { beta1: 0.5, beta2: 0.999999 },
];

/** By name; `x` is the name of its leaf. */
const operations: Readonly<Record<string, (choices: Choices, x: string) => Digits>> = {
  logSoftmax: (choices, x) => {
    const leaf = rowsOf(choices, x);
    return digits([leaf], q('logSoftmax', leaf.expr), exact(8));
  },
  softmax: (choices, x) => {
    const leaf = rowsOf(choices, x);
    return digits([leaf], q('softmax', leaf.expr), exact(16));
  },
  logSumExp: (choices, x) => {
    const leaf = rowsOf(choices, x);
    return digits([leaf], q('logSumExp', leaf.expr, 1), exact(4, 2 ** -23));
  },
  crossEntropy: (choices, x) => {
    const leaf = rowsOf(choices, x);
    const [rows, classes] = leaf.expr.shape as [number, number];
    const labels = Int32Array.from({ length: rows }, (_, i) => {
      const row = leaf.values.subarray(i * classes, (i + 1) * classes);
      return choices.oneIn(3) ? choices.below(classes) : row.indexOf(Math.max(...row));
    });
    const target = makeConstant(labels, [rows], 'i32');
    return digits([leaf], language.crossEntropy.rule.evaluate(leaf.expr, target), exact(16));
  },
  binaryCrossEntropyWithLogits: (choices, x) => {
    const values = listOf(choices.from([1, 3]), () => choices.from([0, 1, -1, 10, -10, 17, -17, 30, -30, 90]));
    const leaf = leafOf(x, [values.length], values);
    const right = Float64Array.from(values, (v) => (choices.oneIn(8) ? 0.5 : v > 0 ? 1 : 0));
    const target = makeConstant(right, [values.length], 'f32');
    return digits([leaf], language.binaryCrossEntropyWithLogits.rule.evaluate(leaf.expr, target), exact(16));
  },
  mean: (choices, x) => {
    const width = choices.from(widths);
    const { row, constant } = plainRow(choices, width);
    const leaf = leafOf(x, [width], row);
    // correctly rounded: half a unit, and nothing where it is a number of the row
    return digits([leaf], q('mean', leaf.expr), exact(constant ? none : 0.5));
  },
  variance: (choices, x) => {
    const width = choices.from(widths);
    const value = choices.from([1e6, 65536, 3, 1]);
    const leaf = leafOf(
      x,
      [width],
      listOf(width, () => value),
    );
    return digits([leaf], q('variance', leaf.expr), exact(none));
  },
  'normalisation of a constant row': (choices, x) => {
    const width = choices.from(widths);
    const value = choices.from([1, 1e6, 65536, -3, 2 ** -20]);
    const leaf = leafOf(
      x,
      [2, width],
      listOf(2 * width, () => value),
    );
    // Boundary: a layer is applied to a tensor, which is its expression
    const layer = nn.layerNorm(width, { scaleAndShift: false }) as unknown as (x: Expr) => Expr;
    return digits([leaf], layer(leaf.expr), exact(none, 1e-6));
  },
  'a step of Adam': (choices, x) => {
    const scalar = (name: string, values: readonly number[]) => leafOf(`${x} ${name}`, [], [choices.from(values)]);
    const optimizer = choices.from([adam, adamW])(1, { ...choices.from(betas), epsilon: 1e-30 });
    const leaves = [
      scalar('parameter', [0]),
      scalar('gradient', [1, 0.5, -2, 1e-4]),
      ...optimizer.slots.map((name) => scalar(name, [0, 0, 0.25])),
      scalar('step', [1, 2, 10, 1000]),
    ] as const;
    const [parameter, gradient, mean, square, step] = leaves.map((l) => l.expr) as [Expr, Expr, Expr, Expr, Expr];
    const next = updated(optimizer, parameter, gradient, [mean, square], step);
    return digits(leaves, next.parameter, exact(32));
  },
};

const names = Object.keys(operations);

export const digitEdges: Readonly<Record<string, Edge>> = {
  /** several at a time: each alone would come too seldom */
  'digits of operations': (choices) => {
    const drawn = Array.from({ length: 3 }, (_, i) => operations[choices.from(names)]!(choices, `x${i}`));
    return {
      leaves: drawn.flatMap((d) => d.leaves),
      outputs: drawn.map((d) => d.output),
      known: { kind: 'digits', allowed: drawn.map((d) => d.allowed) },
    };
  },
};

function rowsOf(choices: Choices, name: string): Leaf {
  const [rows, classes] = [choices.from([1, 2]), choices.from([2, 3, 4, 10])];
  return leafOf(
    name,
    [rows, classes],
    listOf(rows, () => 0).flatMap(() => logits(choices, classes)),
  );
}
