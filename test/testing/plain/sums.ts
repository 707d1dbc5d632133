// Operations that compute with many elements, beside what they mean.
import { makeConstant } from '../../../dsl/build.ts';
import { q } from '../edges/edge.ts';
import { along, at, indices, made, type Plain, reduced, reshaped, total } from './array.ts';
import type { Drawing, Meaning, Meant } from './meaning.ts';

const mean = (list: readonly number[]): number => total(list) / list.length;
const logSumExp = (list: readonly number[]): number => Math.log(total(list.map((v) => Math.exp(v))));

const reductions: Readonly<Record<string, (list: readonly number[]) => number>> = {
  sum: total,
  mean,
  max: (list) => Math.max(...list),
  min: (list) => Math.min(...list),
  prod: (list) => list.reduce((a, b) => a * b, 1),
  argMax: (list) => list.indexOf(Math.max(...list)),
  argMin: (list) => list.indexOf(Math.min(...list)),
  variance: (list) => mean(list.map((v) => (v - mean(list)) ** 2)),
  logSumExp,
};

function reduction(name: string, d: Drawing): Meant {
  const x = d.array([1, 3]);
  const { axes, said } = d.axes(x);
  const keepDims = d.choices.oneIn(2);
  const out = reduced(x, axes, reductions[name]!);
  const kept = x.shape.map((n, k) => (axes.includes(k) ? 1 : n));
  return d.is(name, [x, said, ...d.options({ keepDims }, { keepDims: false })], keepDims ? reshaped(out, kept) : out);
}

/** Which running totals, and what they are of a list. */
function totals(d: Drawing) {
  const [reverse, exclusive] = [d.choices.oneIn(2), d.choices.oneIn(2)];
  const upTo = (list: readonly number[]) =>
    list.map((_, t) => total(reverse ? list.slice(t + (exclusive ? 1 : 0)) : list.slice(0, t + (exclusive ? 0 : 1))));
  return { options: d.options({ reverse, exclusive }, { reverse: false, exclusive: false }), upTo };
}

/** Running totals over several blocks of 16, and over blocks of such. */
export function longTotals(d: Drawing): Meant {
  const { options, upTo } = totals(d);
  const x = d.arrayOf([d.choices.from([17, 31, 32, 33, 48, 49, 270])]);
  return d.is('cumulativeSum', [x, 0, ...options], along(x, 0, upTo));
}

/** Of one axis, or the last where none is said. */
function line(
  name: string,
  d: Drawing,
  f: (list: readonly number[]) => readonly number[],
  options: readonly object[] = [],
): Meant {
  const small = d.array([1, 3]);
  const axis = d.choices.below(small.shape.length);
  // longer than a block of a prefix sum, now and then
  const x = d.choices.oneIn(3) ? d.arrayOf(small.shape.with(axis, 1 + d.choices.below(40))) : small;
  return d.is(name, [x, d.choices.oneIn(3) ? axis - x.shape.length : axis, ...options], along(x, axis, f));
}

export const sums: Readonly<Record<string, Meaning>> = {
  ...Object.fromEntries(Object.keys(reductions).map((name) => [name, (d: Drawing) => reduction(name, d)])),
  softmax: (d) => line('softmax', d, (list) => list.map((v) => Math.exp(v - logSumExp(list)))),
  logSoftmax: (d) => line('logSoftmax', d, (list) => list.map((v) => v - logSumExp(list))),
  cumulativeSum: (d) => {
    const { options, upTo } = totals(d);
    return line('cumulativeSum', d, upTo, options);
  },
  matmul: (d) => {
    const [n, k, m] = [1, 2, 3].map(() => 1 + d.choices.below(4)) as [number, number, number];
    const lead = d.choices.from([[], [2], [3, 2]]);
    const narrow = (list: readonly number[]) =>
      d.choices.oneIn(2) ? list : list.slice(d.choices.below(list.length + 1)).map((e) => (d.choices.oneIn(3) ? 1 : e));
    const [a, b] = [d.arrayOf([...lead, n, k]), d.arrayOf([...narrow(lead), k, m])];
    const inB = (i: readonly number[]) =>
      i.slice(lead.length - (b.shape.length - 2)).map((e, j) => (b.shape[j] === 1 ? 0 : e));
    const out = made([...lead, n, m], (i) => {
      const [before, row, column] = [i.slice(0, -2), i.at(-2)!, i.at(-1)!];
      return total(
        Array.from({ length: k }, (_, j) => at(a, [...before, row, j]) * at(b, [...inB(before), j, column])),
      );
    });
    return d.is('matmul', [a, b], out);
  },
  dot: (d) => {
    const shape = [1 + d.choices.below(6)];
    const [a, b] = [d.arrayOf(shape), d.arrayOf(shape)];
    return d.is(
      'dot',
      [a, b],
      made([], () => total(a.values.map((v, i) => v * b.values[i]!))),
    );
  },
  outer: (d) => {
    const [a, b] = [d.array([1, 1]), d.array([1, 1])];
    return d.is(
      'outer',
      [a, b],
      made([...a.shape, ...b.shape], ([i, j]) => at(a, [i!]) * at(b, [j!])),
    );
  },
  einsum: (d) => {
    const letters = ['a', 'b', 'c', 'd'].slice(0, 2 + d.choices.below(3));
    const sizes = new Map(letters.map((l, i) => [l, 2 + ((i + d.choices.below(2)) % 3)]));
    const some = () => {
      const picked = d.shuffled(letters.map((_, i) => i)).filter(() => d.choices.oneIn(2));
      return picked.length === 0 ? letters.slice(0, 1) : picked.map((i) => letters[i]!);
    };
    const pair = () =>
      d
        .shuffled([0, 1, 2].slice(0, letters.length))
        .map((i) => letters[i]!)
        .slice(0, 2);
    // a diagonal, now and then
    const square = () => [letters[0]!, ...letters.slice(1, 1 + d.choices.below(2)), letters[0]!];
    const operands = d.choices.oneIn(4)
      ? [square(), pair()].slice(0, 1 + d.choices.below(2))
      : d.choices.oneIn(2)
        ? [pair(), pair()]
        : Array.from({ length: 1 + d.choices.below(3) }, some);
    const used = letters.filter((l) => operands.some((o) => o.includes(l)));
    const out = d
      .shuffled(used.map((_, i) => i))
      .map((i) => used[i]!)
      .filter(() => d.choices.oneIn(2));
    const summed = used.filter((l) => !out.includes(l));
    const sizeOf = (list: readonly string[]) => list.map((l) => sizes.get(l)!);
    const xs = operands.map((o) => d.arrayOf(sizeOf(o)));
    const inner = [...indices(sizeOf(summed))];
    const wanted = made(sizeOf(out), (i) =>
      total(
        inner.map((s) => {
          const place = new Map([
            ...out.map((l, k) => [l, i[k]!] as const),
            ...summed.map((l, k) => [l, s[k]!] as const),
          ]);
          return xs.reduce(
            (p, x, k) =>
              p *
              at(
                x,
                operands[k]!.map((l) => place.get(l)!),
              ),
            1,
          );
        }),
      ),
    );
    return d.is('einsum', [`${operands.map((o) => o.join('')).join(',')}->${out.join('')}`, ...xs], wanted);
  },
  gather: (d) => {
    const [x, labels] = [d.array([1, 3]), rows(d)];
    return d.made(
      q('gather', d.leaf(x), constant(labels(x.shape[0]!))),
      made([...labels(x.shape[0]!).shape, ...x.shape.slice(1)], (i) =>
        at(x, [at(labels(x.shape[0]!), [i[0]!]), ...i.slice(1)]),
      ),
    );
  },
  scatterAdd: (d) => {
    const [x, count] = [d.array([1, 3]), 1 + d.choices.below(4)];
    const labels = made([x.shape[0]!], () => d.choices.below(count));
    const wanted = made([count, ...x.shape.slice(1)], ([row, ...rest]) =>
      total(labels.values.map((label, i) => (label === row ? at(x, [i, ...rest]) : 0))),
    );
    return d.made(q('scatterAdd', count, constant(labels), d.leaf(x)), wanted);
  },
  oneHot: (d) => {
    const classes = 1 + d.choices.below(4);
    const labels = made([1 + d.choices.below(4)], () => d.choices.below(classes + 2) - 1);
    return d.made(
      q('oneHot', constant(labels), classes),
      made([...labels.shape, classes], ([i, c]) => (labels.values[i!] === c ? 1 : 0)),
    );
  },
};

const constant = ({ shape, values }: Plain) => makeConstant(Int32Array.from(values), shape, 'i32');

/** Labels of rows, the same whenever they are asked for. */
function rows(d: Drawing): (below: number) => Plain {
  const drawn = made([1 + d.choices.below(4)], () => d.choices.below(99));
  return (below) => ({ ...drawn, values: drawn.values.map((v) => v % below) });
}
