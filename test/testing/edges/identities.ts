// What algebra says is simpler, at numbers for which it is not: x - x at infinity, 0 x at NaN, not (x < y) where neither is
// the less, 1 x^0 at everything.
import { literal, makeConstant, makeReduce, makeView } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { map } from '../../../dsl/scalar/map.ts';
import type { ScalarName } from '../../../dsl/scalar/op.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf } from '../programs/specimen.ts';
import { type Edge, leafOf, listOf } from './edge.ts';

const odd = [0, -0, Infinity, -Infinity, Number.NaN, 1, -3, 0.5, 2 ** 60, 2 ** 24];

const f = (op: ScalarName, ...args: (Expr | number)[]): Expr => map(scalars[op], ...args);
const column = (e: Expr, n: number): Expr =>
  makeView(e, [e.shape[0]!, n], [{ offset: 0, coefficients: [1, 0], divisor: 1 }]);

const identities: readonly ((x: Expr, y: Expr) => Expr)[] = [
  (x) => f('sub', x, x),
  (x) => f('div', x, x),
  (x) => f('add', x, f('neg', x)),
  (x) => f('mul', x, 0),
  (x) => f('mul', -0, x),
  (x) => f('div', 0, x),
  (x) => f('div', x, 0),
  (x) => f('add', x, 0),
  (x) => f('add', -0, x),
  (x) => f('sub', x, 0),
  (x) => f('sub', x, -0),
  (x) => f('sub', 0, x),
  (x) => f('sub', -0, x),
  (x) => f('mul', x, 1),
  (x) => f('mul', x, -1),
  (x) => f('div', x, -1),
  (x) => f('div', x, 4),
  (x) => f('div', f('mul', x, 2), 2),
  (x) => f('mul', f('mul', x, 2 ** 20), 2 ** 20),
  (x) => f('div', f('div', x, 2 ** 40), 0.5),
  (x) => f('pow', x, 0),
  (x) => f('pow', x, 1),
  (x) => f('pow', x, 2),
  (x) => f('pow', x, -1),
  (x) => f('div', 1, f('div', 1, x)),
  (x) => f('neg', f('neg', x)),
  (x) => f('abs', f('neg', x)),
  (x) => f('mul', f('sign', x), f('abs', x)),
  (x) => f('max', x, x),
  (x) => f('max', x, f('neg', x)),
  (x) => f('max', f('max', x, 0), 0),
  (x) => f('max', x, -Infinity),
  (x) => f('min', x, Infinity),
  (x) => f('add', x, Infinity),
  (x, y) => f('min', x, f('max', x, y)),
  (x, y) => f('neg', f('max', f('neg', x), f('neg', y))),
  (x, y) => f('neg', f('sub', x, y)),
  (x, y) => f('add', x, f('neg', y)),
  (x, y) => f('sub', x, f('neg', y)),
  (x, y) => f('sub', f('neg', x), y),
  (x, y) => f('sub', f('add', x, y), y),
  (x, y) => f('mul', f('neg', x), f('neg', y)),
  (x, y) => f('div', f('mul', x, y), y),
  (x, y) => f('add', f('mul', x, 2), f('mul', y, 2)),
  (x) => f('equal', x, x),
  (x) => f('notEqual', x, x),
  (x) => f('lessEqual', x, x),
  (x) => f('less', x, x),
  (x, y) => f('not', f('less', x, y)),
  (x, y) => f('not', f('greaterEqual', x, y)),
  (x, y) => f('and', f('lessEqual', x, y), f('greaterEqual', x, y)),
  (x, y) => f('select', f('less', x, y), x, y),
  (x, y) => f('select', f('not', f('equal', x, y)), y, x),
  (x, y) => f('select', f('toBool', x), y, f('neg', y)),
  (x, y) => f('select', f('greater', x, y), x, x),
  (x) => f('mul', f('toF32', f('toBool', x)), x),
  (x) => f('toBool', f('toF32', f('toBool', x))),
  (x) => f('toF32', f('toI32', x)),
  (x) => f('floor', f('floor', x)),
  (x) => makeReduce('sum', f('mul', column(x, 3), 0), [1]),
  (x) => makeReduce('sum', f('mul', column(x, 4), literal(0.5, 'f32', [x.shape[0]!, 4])), [1]),
  (x) => makeReduce('prod', column(x, 2), [1]),
  (x) => makeReduce('max', f('neg', column(x, 3)), [1]),
  (x, y) => makeReduce('min', f('add', column(x, 2), column(y, 2)), [1]),
  (x) => f('mul', x, makeConstant(new Float64Array(x.shape[0]!), x.shape, 'f32')),
];

/** Those of one program: all of them take turns. */
const many = 22;

/** x - floor(x / y) y, where x / y has more digits than a float, or is just a whole number */
function remainders(choices: Choices): { readonly leaves: readonly Leaf[]; readonly outputs: readonly Expr[] } {
  const large = [2 ** 28, 2 ** 29 + 64, 3 * 2 ** 30, 1e10, 2 ** 40 + 2 ** 20, 1e20, 7e30, 2 ** 100, 5, 0.5, Infinity];
  const small = [3, 7, 0.75, 5, 1, 2 ** -10, 1023, 0, Number.NaN, 2 ** 20 + 1, Infinity];
  const count = choices.from([4, 5, 8]);
  const numbers = (name: string, list: readonly number[]) =>
    leafOf(
      name,
      [count],
      listOf(count, () => choices.from([1, -1]) * choices.from(list)),
    );
  const [a, b] = [numbers('a', large), numbers('b', small)];
  return { leaves: [a, b], outputs: [f('mod', a.expr, b.expr)] };
}

export const identityEdges: Readonly<Record<string, Edge>> = {
  'identities at special numbers': (choices: Choices) => {
    const turned = (name: string) => {
      const from = choices.below(odd.length);
      return leafOf(
        name,
        [odd.length],
        odd.map((_, i) => odd[(i + from) % odd.length]!),
      );
    };
    const leaves = [turned('x'), turned('y')] as const;
    const first = choices.below(identities.length);
    const made = listOf(many, (i) => i).map((i) =>
      identities[(first + i) % identities.length]!(leaves[0].expr, leaves[1].expr),
    );
    const outputs = [...new Set(made)].filter((e) => e !== leaves[0].expr && e !== leaves[1].expr);
    const rest = remainders(choices);
    return { leaves: [...leaves, ...rest.leaves], outputs: [...outputs, ...rest.outputs], known: { kind: 'bits' } };
  },
};
