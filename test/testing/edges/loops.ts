// Loops of none to three turns: a carry that is also a result, a row that is one, carries that change places, and any of the
// results read; loops of all element types, by themselves and as derivatives.
import { literal, makeGradientRule } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { Substitution } from '../../../dsl/expression/substitute.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import { branches } from '../programs/branches.ts';
import type { Choices } from '../programs/choices.ts';
import { nearlyEqual, typedProgram } from '../programs/typedProgram.ts';
import { type Edge, leafOf, listOf } from './edge.ts';

export const loops: Readonly<Record<string, Edge>> = {
  'a short loop': (choices) => {
    const [length, width] = [choices.from([0, 1, 1, 2, 3]), choices.from([1, 2, 3])];
    const drawn = (name: string, shape: readonly number[]) =>
      leafOf(
        name,
        shape,
        listOf(
          shape.reduce((n, d) => n * d, 1),
          (i) => (1 + choices.below(15)) / 8 - i / 16,
        ),
      );
    const leaves = [drawn('a', [width]), drawn('b', [width]), drawn('rows', [length, width])] as const;
    const [a, b, rows] = leaves.map((l) => l.expr) as [Expr, Expr, Expr];
    const { carries, outputs } = scan({
      initial: [a, b],
      sequences: [rows],
      reverse: choices.oneIn(2),
      body: ([h, s], [x]) => turn(choices, h!, s!, x!),
    });
    const results = [...carries, ...outputs];
    const read = results.filter(() => choices.oneIn(2));
    return { leaves, outputs: read.length === 0 ? [choices.from(results)] : read };
  },
  // the rule alone reads what the loop is over, and so does the cotangent that it is asked for
  'a loop with a rule over other constants': (choices) => {
    const [length, width] = [choices.from([1, 2, 3]), choices.from([1, 2])];
    const values = (n: number) => listOf(n, (i) => (1 + choices.below(15)) / 8 - i / 16);
    const leaves = [
      leafOf('a', [width], values(width)),
      leafOf('b', [width], values(width)),
      leafOf('rows', [length, width], values(length * width)),
    ] as const;
    const [a, b, rows] = leaves.map((l) => l.expr) as [Expr, Expr, Expr];
    const { carries, outputs } = scan({
      initial: [a],
      sequences: [rows],
      reverse: choices.oneIn(2),
      body: ([h], [x]) => {
        const next = map(choices.from([scalars.mul, scalars.sub]), map(scalars.mul, sineBeside(h!, b), b), x!);
        return { carries: [next], outputs: [next] };
      },
    });
    const to = choices.from([map(scalars.neg, b), map(scalars.sin, b), map(scalars.mul, b, a)]);
    return { leaves, outputs: [new Substitution(new Map([[b, to]])).apply(choices.from([...carries, ...outputs]))] };
  },
};

/** sin(x), by a rule that reads y too and gives nothing of it */
function sineBeside(x: Expr, y: Expr): Expr {
  return makeGradientRule(map(scalars.sin, x), [x], (g) => {
    const slope = map(scalars.mul, g, map(scalars.cos, x));
    return [map(scalars.select, map(scalars.notEqual, y, y), y, slope)];
  });
}

export const typedLoops: Readonly<Record<string, Edge>> = {
  'loops of all types': (choices) => typedProgram(choices),
};

export const equalLoops: Readonly<Record<string, Edge>> = {
  'loops that differ in one thing': (choices) => nearlyEqual(choices),
};

export const choicesOf: Readonly<Record<string, Edge>> = {
  'branches without values beside them': (choices) => branches(choices),
};

/** What a turn has: its next carries and its results are any of it. */
function turn(choices: Choices, h: Expr, s: Expr, x: Expr) {
  const sum = map(scalars.add, x, choices.from([h, s, literal(1, 'f32', x.shape)]));
  const bent = map(scalars.sin, choices.from([sum, h, x]));
  const any = [sum, bent, h, s, x];
  return {
    carries: [choices.from(any), choices.from(any)],
    outputs: [choices.from(any), choices.from([sum, bent, map(scalars.mul, sum, s)])],
  };
}
