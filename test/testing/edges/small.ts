// Short programs over axes of 0 and 1, and over leaves that are one number everywhere: what constants are, and what most
// identities are about.
import { literal } from '../../../dsl/build.ts';
import { map } from '../../../dsl/scalar/map.ts';
import { scalars } from '../../../dsl/scalar/ops.ts';
import type { Choices } from '../programs/choices.ts';
import { programFrom } from '../programs/random.ts';
import { type Edge, leafOf, listOf, q } from './edge.ts';

const extents = [0, 1, 1, 2, 3];
const values = [0, 0, 1, 1, 0.7, -0.3, -0];

function leaf(choices: Choices, name: string) {
  const shape = listOf(choices.below(4), () => choices.from(extents));
  const count = shape.reduce((n, d) => n * d, 1);
  const same = choices.from(values);
  const drawn = listOf(count, () => (choices.oneIn(8) ? choices.from(values) : same));
  return leafOf(name, shape, choices.oneIn(3) ? drawn : listOf(count, () => same));
}

/** Numbers that identities are about, and operations that have them. */
const numbers = [1, 0, -1, 2, 0.5, -0];
const binary = ['add', 'sub', 'mul', 'div', 'max', 'min', 'pow', 'atan2'] as const;

export const small: Readonly<Record<string, Edge>> = {
  /** each operation of x and a number, on either side, where it has values */
  'numbers beside x': (choices) => {
    const x = leafOf(
      'x',
      [3],
      listOf(3, () => choices.from([0.7, 2, 3, 0.3])),
    );
    const first = choices.from(numbers);
    const outputs = [first, choices.from(numbers)].flatMap((number) => {
      const n = literal(number, 'f32', [3]);
      return binary.flatMap((op) => {
        const both = [map(scalars[op], x.expr, n), map(scalars[op], n, x.expr)];
        return both.filter(
          (_, k) => (op !== 'div' || k === 1 || number !== 0) && (op !== 'pow' || k === 0 || number > 0),
        );
      });
    });
    return { leaves: [x], outputs: [...new Set(outputs)].filter((o) => o !== x.expr) };
  },
  /** the angle of (-1, 0) is pi, of (-1, -0) is -pi: leaves that differ in nothing but a sign of zero */
  'zeros of both signs': (choices) => {
    const rest = listOf(choices.from([0, 1, 2]), () => choices.from(values));
    const leaves = [0, -0].map((zero, i) => leafOf(`x${i}`, [1 + rest.length], [zero, ...rest]));
    const outputs = leaves.map(({ expr }) => q('atan2', expr, choices.from([-1, 1])));
    return { leaves: choices.oneIn(2) ? leaves : leaves.toReversed(), outputs };
  },
  'a short program over small axes': (choices) => {
    const leaves = Array.from({ length: 1 + choices.below(3) }, (_, i) => leaf(choices, `x${i}`));
    return programFrom(
      listOf(6 + choices.below(14), () => choices.below(99990)),
      leaves,
    );
  },
};
