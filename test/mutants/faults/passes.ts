// The compiler: simplification, rewriting of views and loops, fusion, lowering, order and memory.
import { faultsIn, type Mutant } from '../mutant.ts';

const simplify = faultsIn('compiler', 'compiler/passes/simplify.ts', {
  'simplify: x * 0.5 = x': [
    "binary('mul', (x, c) => (c === 1 ? x : null), 'either side')",
    "binary('mul', (x, c) => (c === 1 || c === 0.5 ? x : null), 'either side')",
  ],
  'simplify: 1 / x = x': [
    "binary('div', (x, c) => (c === 1 ? x : null))",
    "binary('div', (x, c) => (c === 1 ? x : null), 'either side')",
  ],
  'simplify: x + 1 = x': [
    "(Object.is(c, -0) ? x : null), 'either side'",
    "(c === 1 || Object.is(c, -0) ? x : null), 'either side'",
  ],
  'simplify: x / 2^n = x * 2^n': ['literal(1 / c, ', 'literal(c, '],
  'simplify: a constant condition takes the other branch': ['known !== 0 ? x : y', 'known !== 0 ? y : x'],
  'simplify: -(-x) = -x': [
    "inner && isOp(inner, 'neg') ? inner.args[0]! : null",
    "inner && isOp(inner, 'neg') ? inner : null",
  ],
  'simplify: the rest of a literal reduction': [
    "e.kind !== 'reduce' || e.axes.some((j) => e.source.shape[j] !== 1)",
    "e.kind !== 'reduce' || e.monoid !== 'sum' || e.axes.some((j) => e.source.shape[j] !== 2)",
  ],
});

const rewriting = [
  ...faultsIn('compiler', 'compiler/passes/scatter.ts', {
    'scatter as sum: rows up to the index': [
      'makeMap(scalars.equal, [indices',
      'makeMap(scalars.greaterEqual, [indices',
    ],
  }),
  ...faultsIn('compiler', 'compiler/passes/padding.ts', {
    'pad factors: off by one': ['offset: a.offset - low,', 'offset: a.offset - low + 1,'],
    'pad factors: the copy begins one later': [
      'axisMap(rank, k, 1, low, a.divisor)',
      'axisMap(rank, k, 1, low + 1, a.divisor)',
    ],
    'pad factors: nothing between': ['axisMap(rank, k, 1, low, a.divisor)', 'axisMap(rank, k, 1, low, 1)'],
  }),
];

const lowering = [
  ...faultsIn('compiler', 'compiler/passes/fuse.ts', {
    'fuse: two reductions in a kernel': ['(carried.get(carrier) ?? tail) === tail &&', 'true &&'],
  }),
  ...faultsIn('compiler', 'compiler/passes/group.ts', {
    'group: a sibling read before it is written': [
      'if (inside && !blocked && fits(seeker, g)) return g;',
      'if (inside && fits(seeker, g)) return g;',
    ],
  }),
  ...faultsIn('compiler', 'compiler/lower/value.ts', {
    'lower: masks without an upper side': ['if (low < 0 || high >= below) conditions', 'if (low < 0) conditions'],
    'lower: masks without a lower side': ['if (low < 0 || high >= below) conditions', 'if (high >= below) conditions'],
    'lower: masks one too wide': [
      'const below = e.source.shape[k]! * a.divisor;',
      'const below = (e.source.shape[k]! + 1) * a.divisor;',
    ],
    'lower: no zeros between': [
      'if (remainder.terms.length > 0) conditions.push',
      'if (remainder.terms.length > 9) conditions.push',
    ],
    'lower: reshape by the other order': ['for (const k of [...from].reverse()) {', 'for (const k of from) {'],
    'lower: one row too many to gather': ['count: e.source.shape[0]! });', 'count: e.source.shape[0]! + 1 });'],
  }),
  ...faultsIn('compiler', 'compiler/program/indices.ts', {
    'indices: floor of the first value': [
      'if (Math.floor(low / by) === Math.floor(high / by)) return constantIndex(Math.floor(low / by));',
      'if (Math.floor(low / by) === Math.floor((high - 1) / by)) return constantIndex(Math.floor(low / by));',
    ],
  }),
];

const memory = [
  ...faultsIn('compiler', 'compiler/passes/order.ts', {
    'order: updates do not wait for readers': [
      'for (const i of readers.get(copy.to) ?? []) {',
      'for (const i of (readers.get(copy.to) ?? []).slice(0, 0)) {',
    ],
    'order: states never updated': [
      'copies: copies.flatMap((c) => (direct.has(c) ? [] : [{ ...c, from: names.get(c.from) ?? c.from }])),',
      'copies: [],',
    ],
  }),
  ...faultsIn('compiler', 'compiler/passes/reuse.ts', {
    'reuse: read again later': ['lives.get(b)!.last === now &&', ''],
    'reuse: read elsewhere too': [
      'sameSize(program, b, buffer) &&\n          readsInPlace(k, b, buffer),',
      'sameSize(program, b, buffer),',
    ],
    'reuse: of another size': [
      'return x.length === y.length && x.dtype === y.dtype;',
      'return x.length <= y.length && x.dtype === y.dtype;',
    ],
  }),
  ...faultsIn('compiler', 'compiler/program/arena.ts', {
    'arena: freed by the step that reads': ['b.first > p.last) continue;', 'b.first >= p.last) continue;'],
    'arena: half of each block': ['const end = offset + b.bytes;', 'const end = offset + b.bytes / 2;'],
  }),
  ...faultsIn('compiler', 'compiler/passes/prune.ts', {
    'prune: what the pass before wrote': ['for (const b of readsOfStep(step)) needed.add(b);\n  return', 'return'],
  }),
];

export const passes: readonly Mutant[] = [...simplify, ...rewriting, ...lowering, ...memory];
