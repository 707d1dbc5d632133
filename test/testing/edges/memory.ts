// Many values that are alive together: each stored, since sums of it are taken twice; read late, beside others of the same
// size and of another, in loops and after them. What shares a place in memory too early is overwritten.
import { makeConstant, makeParameter, makeReduce, makeScatter, makeView } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { scan } from '../../../dsl/expression/scan.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf, Specimen } from '../programs/specimen.ts';
import { repeatable } from './boundaries.ts';
import { type Edge, fixed, leafOf, q } from './edge.ts';

const extents = [2, 3, 4, 5, 8, 9, 1];

function drawn(choices: Choices, name: string, shape: readonly number[]): Leaf {
  const leaf = leafOf(name, shape, repeatable(choices, shape, [1, -1, 0.5, 2, -2, 0.25]));
  if (choices.oneIn(2)) return leaf;
  const draw = () => Float32Array.from(leaf.values);
  return { ...leaf, expr: makeParameter(name, shape, { name: 'drawn', draw }, true) };
}

class Stages {
  readonly made: Expr[];

  constructor(
    readonly leaves: readonly Leaf[],
    readonly choices: Choices,
    readonly shape: readonly [number, number],
  ) {
    this.made = leaves.map((l) => l.expr);
  }

  /** One of all, the first as often as the last. */
  any(): Expr {
    return this.choices.from(this.made);
  }

  /** Sums or extremes over an axis, stretched again: a kernel, whose result is of another size. */
  spread(): Expr {
    const axis = this.choices.below(2);
    const reduced = makeReduce(this.choices.from(['sum', 'max', 'min', 'sum'] as const), this.any(), [axis]);
    return makeView(reduced, this.shape, [{ offset: 0, coefficients: axis === 0 ? [0, 1] : [1, 0], divisor: 1 }]);
  }

  /** Pointwise and dear, so that it is stored where it is read more than once. */
  bent(x: Expr): Expr {
    return map(scalars[this.choices.from(['tanh', 'sin', 'tanh', 'sigmoid'] as const)], x);
  }

  pointwise(): Expr {
    const op = scalars[this.choices.from(['add', 'sub', 'mul', 'max'] as const)];
    return this.bent(map(op, this.any(), this.choices.oneIn(2) ? this.spread() : this.any()));
  }

  /** Each by the last of it alone. */
  chain(): Expr {
    let x = this.bent(this.spread());
    for (let i = this.choices.below(3); i >= 0; i--) x = this.bent(map(scalars.add, x, this.spread()));
    return x;
  }

  product(): Expr {
    const squares = q('matmul', this.any(), q('transpose', this.any()));
    return this.bent(q('matmul', map(scalars.mul, squares, 1 / 16), this.any()));
  }

  /** A carry that is read after the loop, what the loop only reads and what is read after it too. */
  loop(): Expr {
    const { choices } = this;
    const row = () => makeReduce(choices.from(['sum', 'max'] as const), this.any(), [0]);
    const [weight, beside] = [this.bent(row()), row()];
    const { carries, outputs } = scan({
      initial: [row(), weight],
      sequences: [this.any()],
      reverse: choices.oneIn(2),
      body: ([h, s], [x]) => {
        // a kernel of its own in each turn, before rows of results are written
        const sum = makeView(makeReduce('sum', this.bent(h!), [0]), h!.shape, []);
        const next = this.bent(map(scalars.add, map(scalars.mul, h!, weight), map(scalars.mul, x!, sum)));
        const kept = choices.from([h!, next, map(scalars.add, s!, next)]);
        return {
          carries: choices.oneIn(3) ? [kept, next] : [next, kept],
          outputs: [choices.from([next, kept, x!, h!])],
        };
      },
    });
    const after = map(scalars.mul, choices.from(carries), choices.from([weight, beside]));
    const wide = makeView(after, this.shape, [{ offset: 0, coefficients: [0, 1], divisor: 1 }]);
    return map(scalars.add, outputs[0]!, wide);
  }
}

/** A sum with room behind it: a stored value is read last where one of another size is written, at the same places. */
function grown(stages: Stages): Expr {
  const { choices } = stages;
  const sum = makeReduce('sum', stages.any(), [choices.below(2)]);
  const [n] = sum.shape as [number];
  const read = [{ offset: 0, coefficients: [1], divisor: 1 }];
  const longer = stages.bent(makeView(sum, [n + 1 + choices.below(3)], read, choices.from([0, 1])));
  return map(scalars.mul, longer, makeView(makeReduce('sum', longer, [0]), longer.shape, []));
}

const shared = ['pointwise', 'pointwise', 'chain', 'product', 'loop'] as const;

function alive(choices: Choices): Specimen {
  const shape = [choices.from(extents), choices.from(extents)] as const;
  const leaves = ['a', 'b', 'c'].slice(0, 1 + choices.below(3)).map((name) => drawn(choices, name, shape));
  const stages = new Stages(leaves, choices, shape);
  for (let i = 3 + choices.below(4); i > 0; i--) stages.made.push(stages[choices.from(shared)]());
  const last = stages.made.slice(leaves.length);
  // what was made first is read last
  const late = last.toReversed().reduce((sum, x) => map(scalars.add, map(scalars.mul, sum, 0.5), x));
  const outputs = [
    late,
    ...last.filter(() => choices.oneIn(3)),
    map(scalars.mul, stages.spread(), stages.spread()),
    grown(stages),
  ];
  return { leaves, outputs: [...new Set(outputs)], known: { kind: 'bits' } };
}

/**
 * Small values that are read before and after many rows were added to few, for which memory beside the result is needed:
 * theirs is not touched meanwhile.
 */
function overScatter(choices: Choices): Specimen {
  const n = choices.from([256, 257, 300, 385, 513]);
  const [rows, width] = [choices.from([1, 2, 3, 5, 6, 9]), choices.from([1, 2, 3, 4])];
  // the way back has large values, beside which nothing small lies
  const x = fixed(leafOf('x', [n, width], repeatable(choices, [n, width], [1, -1, 0.5, 2, -2, 0.25])));
  const kept = [0, 1, 2].slice(0, 1 + choices.below(3)).map((k) => {
    const sum = makeReduce(choices.from(['sum', 'max', 'min'] as const), x.expr, choices.from([[0], [0, 1]]));
    return map(scalars.tanh, map(scalars.mul, sum, 2 ** -(k + 8)));
  });
  const stretched = (e: Expr, shape: readonly number[]) =>
    makeView(
      e,
      shape,
      e.shape.map(() => ({ offset: 0, coefficients: [0, 1], divisor: 1 })),
    );
  // all are made before rows are added, and read after it
  const updates = kept.reduce((sum, e) => map(scalars.add, sum, stretched(e, x.expr.shape)), x.expr);
  const at = Int32Array.from({ length: n }, (_, i) => (i % 61 === 60 ? rows - 1 : 0));
  const added = makeScatter(rows, makeConstant(at, [n], 'i32'), updates);
  const last = kept.map((e) => map(scalars.mul, added, stretched(e, added.shape)));
  return { leaves: [x], outputs: [added, ...last], known: { kind: 'bits' } };
}

export const memory: Readonly<Record<string, Edge>> = {
  'many values alive': alive,
  'values alive over long sums of rows': overScatter,
};
