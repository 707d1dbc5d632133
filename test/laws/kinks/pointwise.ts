// Pointwise operations where they bend, jump or end.
import { lifted } from '../../../dsl/ops/index.ts';
import type { Case } from '../cases/case.ts';
import { type Kink, kink, q, upTo } from './kink.ts';

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;

const bends: readonly Kink[] = [
  kink('abs', [-2, -0, 0, 2], [[-1, 0, 0, 1]]),
  kink('sign', [-2, 0, 2], []),
  kink('floor', [-1, 0, 0.5, 1], []),
  kink('ceil', [-1, 0, 0.5, 1], []),
  kink('round', [-0.5, 0, 0.5, 1.5], []),
  kink('relu', [-2, -0, 0, 2, -inf, inf], [[0, 0, 0, 1, 0, 1]]),
  kink('leakyRelu', [-2, 0, 2], [[0.01, 0.01, 1]]),
  // what the negative side has at 0
  kink(
    'elu',
    [0, -0, 200, -200],
    [
      [1, 1, 1, 0],
      [1, 1, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 0, 0],
    ],
  ),
  kink(
    'elu of slope 2',
    [0, 1],
    [
      [2, 1],
      [2, 0],
      [2, 0],
      [2, 0],
    ],
    (x) => q.elu!(x, 2),
  ),
  // |x| and max(x, 0) are in their values
  kink(
    'softplus',
    [0, 300, -300],
    [
      [0.5, 1, 0],
      [0.25, 0, 0],
      [0, 0, 0],
      [-0.125, 0, 0],
    ],
  ),
  kink(
    'logSigmoid',
    [0, 300, -300],
    [
      [0.5, 0, 1],
      [-0.25, 0, 0],
      [0, 0, 0],
      [0.125, 0, 0],
    ],
  ),
  kink('clamp', [-2, -1, 0, 1, 2], [[0, 1, 1, 1, 0]], (x) => q.clamp!(x, -1, 1)),
  kink('clamp to one value', [1, 2], [[1, 0]], (x) => q.clamp!(x, 1, 1)),
  kink(
    'maximum',
    [
      [1, 0, 3],
      [1, 2, -1],
    ],
    [[0, 0, 1]],
  ),
  kink(
    'maximum by the second',
    [
      [1, 0, 3],
      [1, 2, -1],
    ],
    [[1, 0, 1]],
    (x, y) => q.maximum!(y, x),
  ),
  kink('maximum and a number', [-1, -0, 0, 1], [[0, 0, 0, 1]], (x) => q.maximum!(x, 0)),
  kink('maximum of itself', [-1, 0, 1], [[1, 1, 1]], (x) => q.maximum!(x, x)),
  kink(
    'minimum',
    [
      [1, 0, 3],
      [1, 2, -1],
    ],
    [[0, 1, 0]],
  ),
  kink(
    'minimum by the second',
    [
      [1, 0, 3],
      [1, 2, -1],
    ],
    [[1, 1, 0]],
    (x, y) => q.minimum!(y, x),
  ),
  kink(
    'mod',
    [
      [-1, 0, 2],
      [1, 1, 1],
    ],
    [[1, 1, 1]],
  ),
  kink(
    'mod by the second',
    [
      [1, 1, 1],
      [-1, 0, 2.5],
    ],
    [[1, -0, -2]],
    (x, y) => q.mod!(y, x),
  ),
];

const ends: readonly Kink[] = [
  upTo(kink('sqrt', [0], [[inf]]), 1),
  kink('log', [0], [[inf], [-inf], [inf], [-inf]]),
  kink('log1p', [-1], [[inf], [-inf], [inf], [-inf]]),
  upTo(kink('rsqrt', [0], [[-inf], [inf]]), 2),
  kink('reciprocal', [0], [[-inf], [inf], [-inf], [inf]]),
  upTo(
    kink(
      'div by 0',
      [
        [0, 1],
        [1, 0],
      ],
      [
        [-inf, 0],
        [inf, 0],
      ],
      (x, y) => q.div!(y, x),
    ),
    1,
  ),
  upTo(
    kink(
      'atan2',
      [
        [0, 0, 0],
        [0, 1, -1],
      ],
      [[0, 1, -1]],
    ),
    1,
  ),
  upTo(
    kink(
      'atan2 by the second',
      [
        [0, 1, -1],
        [0, 0, 0],
      ],
      [[0, 0, 0]],
      (x, y) => q.atan2!(y, x),
    ),
    1,
  ),
];

const power = (exponent: number, ...derivatives: number[][]) =>
  kink(`pow ${exponent}`, [0, 1, -1], derivatives, (x) => q.pow!(x, exponent));
const powers: readonly Kink[] = [
  power(0),
  power(1, [1, 1, 1]),
  power(2, [0, 2, -2], [2, 2, 2]),
  power(3, [0, 3, 3], [0, 6, -6], [6, 6, 6]),
  power(4, [0, 4, -4], [0, 12, 12], [0, 24, -24], [24, 24, 24]),
  power(-1, [-inf, -1, -1], [inf, 2, -2], [-inf, -6, -6], [inf, 24, -24]),
  kink('pow 0.5', [0], [[inf], [-inf], [inf], [-inf]], (x) => q.pow!(x, 0.5)),
  upTo(
    kink(
      'pow by the exponent',
      [
        [0, 1, 2, -1],
        [0, 0, 0, 0],
      ],
      [[0, 0, 0, -inf]],
      (x, y) => q.pow!(y, x),
    ),
    1,
  ),
  upTo(
    kink('pow by the exponent, of a negative number', [2], [[nan]], (x) => q.pow!(-1, x)),
    1,
  ),
];

/** sqrt, log and 1 / x at these points, and 0 where they are not taken */
const at = [0, 1, 4, -1];
const root = [
  [0, 0.5, 0.25, 0],
  [0, -0.25, -0.03125, 0],
  [0, 0.375, 0.01171875, 0],
  [0, -0.9375, -0.00732421875, 0],
];
const logarithm = [
  [0, 1, 0.25, 0],
  [0, -1, -0.0625, 0],
  [0, 2, 0.03125, 0],
  [0, -6, -0.0234375, 0],
];
const inverse = [
  [0, -1, -0.0625, 0],
  [0, 2, 0.03125, 0],
  [0, -6, -0.0234375, 0],
  [0, 24, 0.0234375, 0],
];
const positive = (x: unknown) => q.greater!(x, 0);

const choices: readonly Kink[] = [
  kink('where: sqrt', at, root, (x) => q.where!(positive(x), q.sqrt!(x), 0)),
  kink('where: sqrt in the second branch', at, root, (x) => q.where!(q.not!(positive(x)), 0, q.sqrt!(x))),
  kink('where: log', at, logarithm, (x) => q.where!(positive(x), q.log!(x), 0)),
  kink('where: 1 / x', at, inverse, (x) => q.where!(positive(x), q.div!(1, x), 0)),
  kink('where: x^-1', at, inverse, (x) => q.where!(positive(x), q.pow!(x, -1), 0)),
  kink(
    'where: a result used twice',
    at,
    root.map((row, order) => row.map((d, i) => d + logarithm[order]![i]!)),
    (x) => q.where!(positive(x), q.add!(q.sqrt!(x), q.log!(q.sqrt!(q.mul!(x, x)))), 0),
  ),
  kink(
    'where: a choice in a choice',
    [0, 4, -4],
    [
      [0, 0.25, -0.25],
      [0, -0.03125, -0.03125],
      [0, 0.01171875, -0.01171875],
      [0, -0.00732421875, -0.00732421875],
    ],
    (x) => q.where!(positive(x), q.sqrt!(x), q.where!(q.less!(x, 0), q.sqrt!(q.neg!(x)), 0)),
  ),
  // a constant is chosen, and its logarithm is taken
  kink('where: the logarithm of a choice', at, logarithm, (x) => q.log!(q.where!(positive(x), x, 0))),
  kink(
    'where: y log x by y',
    [
      [1, 2],
      [0, 1],
    ],
    [[0, 0]],
    (y, x) => q.where!(positive(x), q.mul!(y, q.log!(x)), 0),
  ),
  kink(
    'where: data that is missing',
    [
      [2, 3],
      [nan, 0],
    ],
    [
      [0, 0],
      [0, 0],
    ],
    (w, x) => q.where!(q.equal!(x, x), q.tanh!(q.mul!(w, x)), 0),
  ),
];

/** x > 0 ? sqrt(x) : 0, and max(sqrt(x), 1) */
const rootOrZero = lifted({
  takes: 1,
  constants: [0],
  steps: [
    ['greater', 0, 1],
    ['sqrt', 0],
    ['select', 2, 3, 1],
  ],
  result: 4,
});
const rootAtLeastOne = lifted({
  takes: 1,
  constants: [1],
  steps: [
    ['sqrt', 0],
    ['max', 2, 1],
  ],
  result: 3,
});
const liftedChoices: readonly Kink[] = [
  kink('lifted (a choice)', at, root, rootOrZero as Case['f']),
  kink(
    'lifted (a maximum)',
    [0, 4, 1],
    root.map((row) => [0, row[2]!, 0]),
    rootAtLeastOne as Case['f'],
  ),
];

export const pointwise: readonly Kink[] = [...bends, ...ends, ...powers, ...choices, ...liftedChoices];
