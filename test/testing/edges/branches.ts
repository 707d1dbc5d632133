// Choices between what has a derivative and what has none there, several in one sum: each branch counts for itself. Values
// and slopes are followed by plain arithmetic, which takes one branch only.
import { makeConstant } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Known, Specimen } from '../programs/specimen.ts';
import { type Edge, leafOf, listOf, q } from './edge.ts';

/** An expression with its values and slopes; both NaN where either is not finite, until a choice passes it over. */
interface Dual {
  readonly expr: Expr;
  readonly value: readonly number[];
  readonly slope: readonly number[];
}

type Point = readonly [value: number, slope: number];

const pointOf = (d: Dual, i: number): Point => [d.value[i]!, d.slope[i]!];

function dual(expr: Expr, count: number, at: (i: number) => Point): Dual {
  const points = listOf(count, () => 0).map((_, i): Point => {
    const [value, slope] = at(i);
    return Number.isFinite(value) && Number.isFinite(slope) ? [value, slope] : [Number.NaN, Number.NaN];
  });
  return { expr, value: points.map(([v]) => v), slope: points.map(([, s]) => s) };
}

/** Of one number, with its derivative: they break at 0 and below. */
const functions: Readonly<Record<string, readonly [f: (x: number) => number, slope: (x: number) => number]>> = {
  sqrt: [Math.sqrt, (x) => 0.5 / Math.sqrt(x)],
  log: [Math.log, (x) => (x < 0 ? Number.NaN : 1 / x)],
  reciprocal: [(x) => 1 / x, (x) => -1 / (x * x)],
  rsqrt: [(x) => 1 / Math.sqrt(x), (x) => -0.5 / (x * Math.sqrt(x))],
  sin: [Math.sin, Math.cos],
  neg: [(x) => -x, () => -1],
};
const breaking = ['sqrt', 'log', 'reciprocal', 'rsqrt', 'sqrt', 'log', 'reciprocal', 'sin', 'neg'] as const;

const points = [0, 0, 1, -1, 2, 0.25, -2, 4];

class Duals {
  readonly all: Dual[];

  constructor(
    readonly x: Dual,
    readonly choices: Choices,
  ) {
    this.all = [x];
  }

  get count(): number {
    return this.x.value.length;
  }

  any(): Dual {
    const { choices, all } = this;
    return choices.oneIn(3) ? this.x : all.at(-1 - choices.below(Math.min(3, all.length)))!;
  }

  unary(): Dual {
    const of = this.any();
    const name = this.choices.from(breaking);
    const [f, slope] = functions[name]!;
    return dual(map(scalars[name], of.expr), this.count, (i) => [f(of.value[i]!), slope(of.value[i]!) * of.slope[i]!]);
  }

  both(): Dual {
    const [a, b, name] = [this.any(), this.any(), this.choices.from(['add', 'sub', 'mul', 'mul'] as const)];
    return combined(name, a, b);
  }

  /** a where x is on one side of a number, else b, or a number */
  choice(): Dual {
    const { choices, x } = this;
    const c = choices.from([0, 0, 0, 1, -1, 0.5]);
    const name = choices.from(['greater', 'greater', 'less', 'greaterEqual'] as const);
    const holds = (v: number) => (name === 'greater' ? v > c : name === 'less' ? v < c : v >= c);
    const [a, b] = [this.any(), choices.oneIn(3) ? this.any() : this.number(choices.from([0, 0, 1, -2]))];
    const turned = choices.oneIn(2);
    const test = map(scalars[name], x.expr, c);
    const expr = turned ? q('where', map(scalars.not, test), b.expr, a.expr) : q('where', test, a.expr, b.expr);
    return dual(expr, this.count, (i) => pointOf(holds(x.value[i]!) ? a : b, i));
  }

  number(v: number): Dual {
    const expr = makeConstant(new Float64Array(this.count).fill(v), [this.count], 'f32');
    return dual(expr, this.count, () => [v, 0]);
  }

  /** What has a slope everywhere: where this one has none, x stands for it. */
  whole(d: Dual): Dual {
    if (d.value.every(Number.isFinite)) return d;
    const good = (i: number) => Number.isFinite(d.value[i]!);
    const mask = makeConstant(
      Int32Array.from(d.value, (_, i) => (good(i) ? 1 : 0)),
      [this.count],
      'bool',
    );
    return dual(q('where', mask, d.expr, this.x.expr), this.count, (i) => pointOf(good(i) ? d : this.x, i));
  }
}

function combined(name: 'add' | 'sub' | 'mul', a: Dual, b: Dual): Dual {
  return dual(map(scalars[name], a.expr, b.expr), a.value.length, (i) => {
    const [[u, du], [v, dv]] = [pointOf(a, i), pointOf(b, i)];
    return name === 'add' ? [u + v, du + dv] : name === 'sub' ? [u - v, du - dv] : [u * v, du * v + u * dv];
  });
}

const steps = ['unary', 'choice', 'unary', 'choice', 'both', 'choice'] as const;

function branches(choices: Choices): Specimen {
  const values = listOf(choices.from([4, 5, 8]), () => choices.from(points));
  const leaf = leafOf('x', [values.length], values);
  const duals = new Duals(
    dual(leaf.expr, values.length, (i) => [values[i]!, 1]),
    choices,
  );
  for (let i = 5 + choices.below(6); i > 0; i--) duals.all.push(duals[choices.from(steps)]());
  const terms = duals.all.slice(-2 - choices.below(3)).map((d) => duals.whole(d));
  const total = terms.reduce((a, b) => combined(choices.oneIn(4) ? 'mul' : 'add', a, b));
  const sum = duals.whole(total);
  const known: Known = { kind: 'slopes', slopes: [[...sum.slope]] };
  return { leaves: [leaf], outputs: [sum.expr], known };
}

export const branchEdges: Readonly<Record<string, Edge>> = { 'branches that count each for itself': branches };
