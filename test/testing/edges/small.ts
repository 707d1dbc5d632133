// Short programs over axes of 0 and 1, and over leaves that are one number everywhere: what constants are, and what most
// identities are about.
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

export const small: Readonly<Record<string, Edge>> = {
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
