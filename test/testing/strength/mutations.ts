// Small faults of an expression: another operation, another constant, swapped arms, a cotangent scaled, dropped, flipped or
// exchanged with another one.
import { literal, makeMap, makeView } from '../../../dsl/build.ts';
import { type Expr, type MapNode, topological } from '../../../dsl/expr.ts';
import { Substitution } from '../../../dsl/expression/substitute.ts';
import { map } from '../../../dsl/scalar/map.ts';
import type { ScalarName } from '../../../dsl/scalar/op.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import { numberOf } from '../covered/branches.ts';

/** A fault of several expressions at once; null where it has no place in these. */
export interface Mutation {
  /** 'the cotangent of input 0 times 2' */
  readonly text: string;
  readonly of: (expressions: readonly Expr[]) => readonly Expr[] | null;
}

const neighbours: Partial<Record<ScalarName, ScalarName>> = {
  ...{ sin: 'cos', cos: 'sin', add: 'sub', sub: 'add', mul: 'add', div: 'mul', exp: 'expm1', expm1: 'exp' },
  ...{ tanh: 'sigmoid', sigmoid: 'tanh', max: 'min', min: 'max', abs: 'neg', log: 'log1p', log1p: 'log' },
  ...{ less: 'greaterEqual', greaterEqual: 'less', greater: 'lessEqual', lessEqual: 'greater' },
  ...{ equal: 'notEqual', notEqual: 'equal', and: 'or', or: 'and', sqrt: 'abs', neg: 'abs', sign: 'abs' },
};

/** Faults of cotangents that a rule gives. */
export function cotangentFaults(cotangents: readonly Expr[]): Mutation[] {
  return cotangents.flatMap((_, k): Mutation[] => {
    const one = (text: string, f: (c: Expr) => Expr | null): Mutation => ({
      text: `the cotangent of input ${k} ${text}`,
      of: (all) => {
        const changed = f(all[k]!);
        return changed === null ? null : all.map((c, i) => (i === k ? changed : c));
      },
    });
    const swaps = cotangents.flatMap((_, j): Mutation[] =>
      j <= k
        ? []
        : [
            {
              text: `the cotangents of inputs ${k} and ${j} exchanged`,
              of: (all) =>
                all[k]!.shape.join() === all[j]!.shape.join()
                  ? all.map((c, i) => (i === k ? all[j]! : i === j ? all[k]! : c))
                  : null,
            },
          ],
    );
    return [
      one('times 2', (c) => map(scalars.mul, c, 2)),
      one('times -1', (c) => map(scalars.neg, c)),
      one('left out', (c) => literal(0, 'f32', c.shape)),
      one('without its second term', (c) => (c.kind === 'map' && isSum(c) ? c.args[0]! : null)),
      one('in the other order along an axis', flipped),
      one('transposed', transposed),
      ...swaps,
    ];
  });
}

const isSum = (e: MapNode): boolean => e.op.name === 'add' || e.op.name === 'sub';

const whole = (shape: readonly number[], axis: number, offset = 0, sign = 1) => ({
  offset,
  coefficients: shape.map((_, j) => (j === axis ? sign : 0)),
  divisor: 1,
});

function flipped(c: Expr): Expr | null {
  const axis = c.shape.findLastIndex((n) => n > 1);
  if (axis < 0) return null;
  return makeView(
    c,
    c.shape,
    c.shape.map((n, k) => (k === axis ? whole(c.shape, k, n - 1, -1) : whole(c.shape, k))),
  );
}

function transposed(c: Expr): Expr | null {
  const [a, b] = [c.shape.length - 2, c.shape.length - 1];
  if (a < 0 || c.shape[a] !== c.shape[b] || c.shape[a] === 1) return null;
  const from = (k: number) => (k === a ? b : k === b ? a : k);
  return makeView(
    c,
    c.shape,
    c.shape.map((_, k) => whole(c.shape, from(k))),
  );
}

/** Faults of single operations among those that `own` picks, in the order of the expressions. */
export function operationFaults(expressions: readonly Expr[], own: (e: Expr) => boolean): Mutation[] {
  const nodes = topological(expressions).filter((e): e is MapNode => e.kind === 'map' && own(e));
  return nodes.flatMap((e, at): Mutation[] => {
    const one = (text: string, f: (e: MapNode) => Expr): Mutation => ({
      text,
      of: (all) => {
        const found = topological(all).filter((x): x is MapNode => x.kind === 'map' && own(x))[at];
        if (found === undefined || found.op !== e.op) return null;
        const substitution = new Substitution(new Map([[found, f(found)]]));
        return all.map((x) => substitution.apply(x));
      },
    });
    const name = neighbours[e.op.name];
    return [
      ...(name === undefined ? [] : [one(`${name} for ${e.op.name}`, (x) => makeMap(scalars[name], x.args))]),
      ...(e.op.name === 'select'
        ? [one('the arms of a choice exchanged', ({ op, args: [c, a, b] }) => makeMap(op, [c!, b!, a!]))]
        : []),
      ...e.args.flatMap((arg, k): Mutation[] => {
        const value = numberOf(arg);
        if (value === undefined || arg.dtype !== 'f32') return [];
        const changed = (x: Expr) => literal(value === 0 ? 1 : 2 * value, 'f32', x.shape);
        return [
          one(`${value === 0 ? 1 : 2 * value} for ${value} in ${e.op.name}`, (x) =>
            makeMap(
              x.op,
              x.args.map((a, i) => (i === k ? changed(a) : a)),
            ),
          ),
        ];
      }),
    ];
  });
}
