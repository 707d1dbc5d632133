// Products much larger than their factors, which are computed in blocks where limits say so: what is computed of them along
// either axis, and what must not be.
import { makeReduce, makeReshape } from '../../../dsl/build.ts';
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import { repeatable } from './boundaries.ts';
import { type Edge, leafOf, q } from './edge.ts';

const numbers = [0.5, -1, 1, 0.25, -0.75, 1.5, -0.5];

/** Along one axis, both, or none of it. */
function exit(choices: Choices, x: Expr): Expr {
  const rank = x.shape.length;
  const all = [...x.shape.keys()];
  const axis = choices.from([rank - 1, Math.max(0, rank - 2), choices.below(rank)]);
  const along = choices.from([[axis], [axis], all]);
  const stretched = (of: string) => q('broadcastTo', q(of, x, axis, { keepDims: true }), ...x.shape);
  return choices.from<() => Expr>([
    () => makeReduce('sum', x, along),
    () => makeReduce('sum', map(scalars.mul, x, x), [axis]),
    () => makeReduce('max', x, along),
    () => makeReduce(choices.from(['max', 'min', 'prod']), x, along),
    () => makeReduce('argMax', x, [axis]),
    () => makeReduce('sum', map(scalars.exp, map(scalars.sub, x, stretched('max'))), [axis]),
    () => makeReduce('sum', map(scalars.tanh, map(scalars.sub, x, stretched('mean'))), [choices.below(rank)]),
    () => q('sum', q('softmax', x, axis), choices.below(rank)),
    () => q('slice', x, axis, 0, 1),
  ])();
}

export const blocked: Readonly<Record<string, Edge>> = {
  'products larger than their factors': (choices) => {
    const [n, width] = [choices.from([4, 5, 6, 7, 8, 10]), choices.from([1, 1, 2])];
    // of one size, an axis is taken for another
    const m = choices.from([n, n, 4, 5, 7, 9]);
    const batch = choices.from([[], [], [2], [n], [3]]);
    const leaf = (name: string, ...shape: number[]) => leafOf(name, shape, repeatable(choices, shape, numbers));
    const [a, b] = [leaf('a', ...batch, n, width), leaf('b', ...batch, width, m)];
    const w = leaf('w', m, width);
    const product = q('matmul', a.expr, b.expr);
    // read along one axis of the product alone
    const [row, column] = [leaf('row', m), leaf('column', n)];
    const beside = [row.expr, q('expand', column.expr, 1)].map((e) => q('add', product, e));
    const around: Expr[] = [...beside, product, map(scalars.tanh, product), map(scalars.mul, product, 0.5)];
    if (n === m) around.push(map(choices.from([scalars.mul, scalars.add]), product, q('transpose', product)));
    const [rows, rest] = [product.shape[0]!, elementCount(product.shape.slice(1))];
    const shapes = [
      [elementCount(product.shape) / m, m],
      [rows, rest],
      [elementCount(product.shape)],
      [rest, rows],
      [...product.shape, 1],
    ];
    around.push(makeReshape(product, choices.from(shapes)));
    const large = choices.from(around);
    const first = exit(choices, large);
    const outputs = [first];
    if (choices.oneIn(2)) outputs.push(exit(choices, choices.from([large, product])));
    if (choices.oneIn(3) && large.shape.at(-1) === m)
      outputs.push(q('matmul', choices.from([large, q('softmax', large, -1)]), w.expr));
    if (choices.oneIn(4)) outputs.push(large);
    const leaves = [a, b, w, row, column];
    return { leaves, outputs: [...new Set(outputs)], known: { kind: 'bits' } };
  },
};
