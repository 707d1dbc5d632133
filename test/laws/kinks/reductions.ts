// Reductions and losses at ties, zeros and rows with nothing in them; choices around reductions.
import { given } from '../cases/case.ts';
import { type Kink, kink, q, upTo } from './kink.ts';

const inf = Number.POSITIVE_INFINITY;
const nan = Number.NaN;

const ties: readonly Kink[] = [
  kink('max', [1, 1, 0, -3], [[1, 0, 0, 0]]),
  kink('max of NaN', [1, nan, 2, nan], [[0, 1, 0, 0]]),
  kink('max of -Infinity', [-inf, -inf], [[1, 0]]),
  kink('max of both zeros', [-0, 0], [[1, 0]]),
  kink('max of rows', given([3, 2], [2, 2, 3, 1, 5, 5]), [[1, 0, 1, 0, 1, 0]], (x) => q.max!(x, 1)),
  kink('max of columns', given([3, 2], [2, 2, 2, 1, 1, 2]), [[1, 1, 0, 0, 0, 0]], (x) => q.max!(x, 0)),
  kink('reduce max', given([3, 2], [2, 2, 3, 1, 5, 5]), [[1, 0, 1, 0, 1, 0]], (x) => q.reduce!(x, 'a b -> a', 'max')),
  kink('min', [1, 1, 0, 0], [[0, 0, 1, 0]]),
  kink('min of rows', given([2, 2], [2, 2, 3, 1]), [[1, 0, 0, 1]], (x) => q.min!(x, 1)),
  kink('maxPool1d', given([1, 1, 4], [1, 1, 2, 2]), [[1, 0, 1, 0]], (x) => q.maxPool1d!(x, 2, { stride: 2 })),
  kink('maxPool1d, overlapping', given([1, 1, 3], [1, 1, 1]), [[1, 1, 0]], (x) => q.maxPool1d!(x, 2)),
  kink('maxPool2d', given([1, 1, 2, 2], [3, 3, 3, 3]), [[1, 0, 0, 0]], (x) => q.maxPool2d!(x, 2)),
  kink('globalMaxPool', given([1, 1, 3], [0, 4, 4]), [[0, 1, 0]]),
];

const zeros: readonly Kink[] = [
  kink(
    'prod of none zero',
    [2, 4, 3],
    [
      [12, 6, 8],
      [7, 5, 6],
      [2, 2, 2],
    ],
  ),
  kink(
    'prod of one zero',
    [2, 0, 3],
    [
      [0, 6, 0],
      [3, 5, 2],
      [2, 2, 2],
    ],
  ),
  kink(
    'prod of two zeros',
    [0, 0, 3],
    [
      [0, 0, 0],
      [3, 3, 0],
      [2, 2, 2],
    ],
  ),
  kink(
    'prod of a zero and Infinity',
    [0, inf],
    [
      [inf, 0],
      [1, 1],
    ],
  ),
  kink('prod of one element', [0], [[1]]),
  kink(
    'prod of columns',
    given([2, 2], [0, 3, 5, 0]),
    [
      [5, 0, 0, 3],
      [1, 1, 1, 1],
    ],
    (x) => q.prod!(x, 0),
  ),
  kink('variance of equals', [3, 3, 3], []),
];

const exponentials: readonly Kink[] = [
  kink('logSumExp', [1, 1], [[0.5, 0.5]]),
  kink('logSumExp beside -Infinity', [2, -inf], [[1, 0]]),
  kink('softmax', [1, 1], [[0.25, -0.25]], (x) => q.slice!(q.softmax!(x), 0, 0, 1)),
  kink('softmax beside -Infinity', [2, -inf], [[0, 0]]),
  kink('logSoftmax', [1, 1], [[0.5, -0.5]], (x) => q.slice!(q.logSoftmax!(x), 0, 0, 1)),
  upTo(kink('softmax of -Infinity alone', [-inf, -inf], [[nan, nan]]), 1),
];

const losses: readonly Kink[] = [
  kink(
    'huber',
    [
      [0, 1, -1, 2],
      [0, 0, 0, 0],
    ],
    [
      [0, 1, -1, 1],
      [1, 0, 0, 0],
    ],
    (p, t) => q.mul!(q.huber!(p, t), 4),
  ),
  kink(
    'huber of delta 2',
    [
      [2, -1],
      [0, 0],
    ],
    [
      [2, -1],
      [0, 1],
    ],
    (p, t) => q.mul!(q.huber!(p, t, 2), 2),
  ),
  kink('crossEntropy', [given([1, 2], [1, 1]), given([1], [0], 'i32')], [[-0.5, 0.5]]),
  kink('binaryCrossEntropyWithLogits', [[0], [1]], [[-0.5], [0.25], [0], [-0.125]]),
];

const norm = (x: unknown) => q.sqrt!(q.sum!(q.square!(x)));
const rowNorms = (x: unknown) => q.sqrt!(q.sum!(q.square!(x), 1, { keepDims: true }));
const rows = given([2, 2], [0, 0, 3, 4]);

const choices: readonly Kink[] = [
  upTo(
    kink(
      'where: a norm that is 0',
      [0, 0],
      [
        [0, 0],
        [0, 0],
      ],
      (x) => q.where!(q.greater!(norm(x), 0), norm(x), 0),
    ),
    4,
  ),
  upTo(
    kink('where: a norm', [3, 4], [[0.6, 0.8]], (x) => q.where!(q.greater!(norm(x), 0), norm(x), 0)),
    1,
  ),
  upTo(
    kink('where: rows over their norms', rows, [[0, 0, 0.032, -0.024]], (x) =>
      q.where!(q.greater!(rowNorms(x), 0), q.div!(x, rowNorms(x)), 0),
    ),
    1,
  ),
  kink('where: a mean of roots', [0, 0], [], (x) => q.where!(q.greater!(q.sum!(x), 0), q.mean!(q.sqrt!(x)), 0)),
  kink('where: the largest root', [0, 0], [], (x) => q.where!(q.greater!(q.sum!(x), 0), q.max!(q.sqrt!(x)), 0)),
  kink('where: a product of roots', [0, 0], [], (x) => q.where!(q.greater!(q.sum!(x), 0), q.prod!(q.sqrt!(x)), 0)),
  kink(
    'where: views of roots',
    [0, 0, 4, 4],
    [
      [0, 0, 0.25, 0.25],
      [0, 0, -0.03125, -0.03125],
      [0, 0, 0.01171875, 0.01171875],
      [0, 0, -0.00732421875, -0.00732421875],
    ],
    (x) => q.where!(q.greater!(q.reshape!(q.flip!(x, 0), 2, 2), 0), q.reshape!(q.flip!(q.sqrt!(x), 0), 2, 2), 0),
  ),
  kink('where: windows of roots', [0, 0, 0], [], (x) =>
    q.where!(q.greater!(q.window!(x, 0, 2), 0), q.window!(q.sqrt!(x), 0, 2), 0),
  ),
  upTo(
    kink(
      'where: rows through a product of matrices',
      given([2, 1], [0, 4]),
      [0.75, -0.09375, 0.03515625, -0.02197265625].map((d) => [0, d]),
      (x) => q.where!(q.greater!(x, 0), q.matmul!(q.sqrt!(x), q.constant!([1, 2], 1, 2)), 0),
    ),
    4,
  ),
];

export const reductions: readonly Kink[] = [...ties, ...zeros, ...exponentials, ...losses, ...choices];
