// Reshapes of what was permuted, in kernels that are large enough for four lanes: positions are divided there, axes that are
// read as one are joined, and so are halves of an axis.
import { axisMap, makeReduce, makeReshape, makeView } from '../../../dsl/build.ts';
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import { permute } from '../../../dsl/expression/views.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';
import { repeatable } from './boundaries.ts';
import { type Edge, leafOf, q } from './edge.ts';

const numbers = [0.5, -1, 2, 0.25, -0.75, 1.5, -2, 1, 3, -0.125, 0.625];

class Program {
  readonly leaves: Leaf[] = [];

  constructor(readonly choices: Choices) {}

  leaf(...shape: number[]): Expr {
    const leaf = leafOf(`x${this.leaves.length}`, shape, repeatable(this.choices, shape, numbers));
    this.leaves.push(leaf);
    return leaf.expr;
  }

  done(...outputs: Expr[]): Specimen {
    return { leaves: this.leaves, outputs: [...new Set(outputs)], known: { kind: 'bits' } };
  }

  /** One value of as many elements, in another order and another shape. */
  moved(x: Expr): Expr {
    const { choices } = this;
    const axes = choices.from(orders.filter((o) => o.length === x.shape.length));
    return this.reshaped(permute(x, axes));
  }

  /** Neighbouring axes become one, or one becomes two, or everything is cut anew. */
  reshaped(x: Expr): Expr {
    const { choices } = this;
    const count = elementCount(x.shape);
    const divisors = [2, 3, 4, 5, 6, 8, 12, 16, 24].filter((d) => count % d === 0 && d < count);
    const d = choices.from(divisors);
    const k = choices.below(Math.max(1, x.shape.length - 1));
    const joined = x.shape.toSpliced(k, 2, elementCount(x.shape.slice(k, k + 2)));
    // rows that neither divide those before nor are divided by them: every position is
    const last = x.shape.at(-1)!;
    const across = divisors.filter((e) => last % (count / e) > 0 && (count / e) % last > 0);
    if (across.length > 0 && !choices.oneIn(3)) {
      const e = choices.from(across);
      return makeReshape(x, [e, count / e]);
    }
    const ways = [[d, count / d], [d, count / d], [count], joined, [count / d, d]];
    const inner = divisors.find((e) => (count / d) % e === 0 && e * d < count);
    if (inner !== undefined) ways.push([d, count / d / inner, inner]);
    return makeReshape(x, choices.from(ways));
  }

  /** A value of that shape which is read in another way: along some of its axes, at a part of the position, or moved. */
  beside(shape: readonly number[]): Expr {
    const { choices } = this;
    const rank = shape.length;
    const k = choices.below(rank);
    const n = shape[k]!;
    const kept = (j: number) => axisMap(rank, j);
    switch (choices.below(6)) {
      case 0:
        return q('broadcastTo', this.leaf(...shape.map((d, j) => (j === k ? 1 : d))), ...shape);
      case 1: {
        // each element of it n times: halved positions, and nothing between them
        const axes = shape.map((_, j) => (j === k ? axisMap(rank, j, 1, 0, 2) : kept(j)));
        return makeView(this.leaf(...shape.with(k, Math.ceil(n / 2))), shape, axes, choices.from([0, 1]));
      }
      case 2: {
        const axes = shape.map((_, j) => (j === k ? axisMap(rank, j, -1, n - 1) : kept(j)));
        return makeView(this.leaf(...shape), shape, axes);
      }
      case 3: {
        const axes = shape.map((_, j) => (j === k ? axisMap(rank, j, 1, choices.from([1, -1, 2])) : kept(j)));
        return makeView(this.leaf(...shape), shape, axes, choices.from([0, 0.5]));
      }
      case 4: {
        const turned = orders.filter((o) => o.length === rank);
        const order = choices.from(turned);
        const source = this.leaf(...order.map((_, j) => shape[order.indexOf(j)]!));
        return permute(source, order);
      }
      default:
        return makeReshape(this.leaf(elementCount(shape)), shape);
    }
  }
}

const orders: readonly (readonly number[])[] = [
  [0],
  [1, 0],
  [0, 1],
  [1, 0, 2],
  [2, 1, 0],
  [0, 2, 1],
  [1, 2, 0],
  [2, 0, 1],
];

const both = (choices: Choices, a: Expr, b: Expr): Expr =>
  map(scalars[choices.from(['add', 'mul', 'sub', 'max'] as const)], a, b);

/** sum, or the largest, along one of the axes */
const reduced = (choices: Choices, x: Expr): Expr =>
  makeReduce(choices.from(['sum', 'sum', 'max', 'argMax']), x, [choices.below(x.shape.length)]);

export const divided: Readonly<Record<string, Edge>> = {
  'reshapes of permuted values': (choices) => {
    const program = new Program(choices);
    const dims = [2, 3, 4, 4, 6, 8, 5];
    const shape = [choices.from([2, 3, 4]), choices.from(dims), choices.from(dims)].slice(choices.below(2));
    const first = choices.oneIn(4)
      ? q('matmul', program.leaf(shape[0]!, 3), program.leaf(3, elementCount(shape.slice(1))))
      : program.leaf(...shape);
    const whole = first.shape.length === shape.length ? first : makeReshape(first, shape);
    const anew = program.moved(whole);
    const turned = choices.from(orders.filter((o) => o.length === anew.shape.length && o.some((a, k) => a !== k)));
    // beside what is read in its own order, all axes are one but for the positions that are divided
    const plainly = (x: Expr) => both(choices, x, program.leaf(...x.shape));
    let x = turned === undefined || choices.oneIn(3) ? anew : permute(anew, turned);
    x = choices.oneIn(3) ? both(choices, x, program.beside(x.shape)) : plainly(x);
    if (choices.oneIn(4)) x = plainly(program.moved(x));
    return program.done(x, ...(choices.oneIn(3) ? [reduced(choices, x)] : []));
  },
};

/** An odd number of elements, each at half its position: what does not fill four lanes begins between two of a pair. */
const odd: Edge = (choices) => {
  const program = new Program(choices);
  const n = choices.from([7, 11, 15, 23, 5, 9]);
  const rows = choices.from([[], [], [2], [3]]);
  const shape = [...rows, n];
  const pairs = (n + 1) / 2;
  const twice = q('broadcastTo', q('expand', program.leaf(...rows, pairs), -1), ...rows, pairs, 2);
  const each = q('slice', makeReshape(twice, [...rows, 2 * pairs]), -1, 0, n);
  const x = choices.oneIn(3) ? map(scalars.neg, each) : both(choices, each, program.beside(shape));
  return program.done(x, ...(choices.oneIn(3) ? [reduced(choices, x)] : []));
};

export const halves: Readonly<Record<string, Edge>> = {
  'an odd number of halves': odd,
  /** pairs of neighbours: what is computed of each pair, or of each half, beside all of them */
  'halves of an axis': (choices) => {
    const program = new Program(choices);
    const [rows, n] = [choices.from([1, 2, 3]), choices.from([4, 6, 8, 12, 5])];
    const shape = choices.oneIn(2) ? [rows, n, 2] : [n, 2];
    const rank = shape.length;
    /** in the order of a table of pairs that was turned: where a pair is, not which of its halves, is divided */
    const turnedPairs = () => {
      const count = elementCount(shape) / 2;
      const parts = choices.from([2, 3, 4, 5].filter((d) => count % d === 0 && d < count));
      return makeReshape(permute(program.leaf(parts, count / parts, 2), [1, 0, 2]), shape);
    };
    const pairs = () => {
      if (n !== 5 && choices.oneIn(2)) return turnedPairs();
      const each = program.leaf(...shape);
      return choices.oneIn(2) ? each : makeReduce(choices.from(['sum', 'max']), program.leaf(...shape, 2), [rank]);
    };
    const outer = (): Expr => {
      const size = shape.slice(0, -1);
      const count = elementCount(size);
      const parts = choices.from([2, 3, 4, 5].filter((d) => count % d === 0));
      const turned = () => makeReshape(permute(program.leaf(parts, count / parts), [1, 0]), size);
      const one = choices.from([
        () => program.leaf(...size),
        () => program.beside(size),
        () => program.beside(size),
        turned,
        turned,
        () => makeReshape(q('slice', program.leaf(count, 2), 1, 0, 1), size),
      ])();
      return q('broadcastTo', q('expand', one, rank - 1), ...shape);
    };
    const inner = () => q('broadcastTo', program.leaf(...choices.from([[2], [1, 2]])), ...shape);
    let x = both(choices, pairs(), outer());
    if (choices.oneIn(2)) x = both(choices, x, choices.oneIn(2) ? inner() : outer());
    const flat = choices.oneIn(2) ? makeReshape(x, [...shape.slice(0, -2), 2 * n]) : x;
    const more = choices.oneIn(2) ? both(choices, flat, program.beside(flat.shape)) : flat;
    return program.done(more, ...(choices.oneIn(3) ? [reduced(choices, more)] : []));
  },
};
