// Operations that move elements, beside what they mean.
import { at, made, type Plain, reshaped } from './array.ts';
import { type Drawing, dense, type Meaning } from './meaning.ts';

/** An axis, as it is counted from the front, and as it is said: from the end now and then. */
const axisOf = ({ choices }: Drawing, { shape }: Plain, more = 0): readonly [axis: number, said: number] => {
  const rank = shape.length + more;
  const axis = choices.below(rank);
  return [axis, choices.oneIn(3) ? axis - rank : axis];
};

export const views: Readonly<Record<string, Meaning>> = {
  permute: (d) => {
    const x = d.array([2, 3]);
    const order = d.shuffled(x.shape.map((_, k) => k));
    const shape = order.map((k) => x.shape[k]!);
    return d.is(
      'permute',
      [x, ...order],
      made(shape, (i) =>
        at(
          x,
          x.shape.map((_, k) => i[order.indexOf(k)]!),
        ),
      ),
    );
  },
  transpose: (d) => {
    const x = d.array([2, 3]);
    const swap = (list: readonly number[]) => [...list.slice(0, -2), list.at(-1)!, list.at(-2)!];
    return d.is(
      'transpose',
      [x],
      made(swap(x.shape), (i) => at(x, swap(i))),
    );
  },
  expand: (d) => {
    const x = d.array([0, 2]);
    const [axis, said] = axisOf(d, x, 1);
    return d.is('expand', [x, said], reshaped(x, x.shape.toSpliced(axis, 0, 1)));
  },
  squeeze: (d) => {
    const x = d.array([0, 2]);
    const [axis, said] = axisOf(d, x, 1);
    return d.is('squeeze', [reshaped(x, x.shape.toSpliced(axis, 0, 1)), said], x);
  },
  slice: (d) => {
    const x = d.array([1, 3]);
    const [axis, said] = axisOf(d, x);
    const size = x.shape[axis]!;
    const from = d.choices.below(size);
    const to = from + 1 + d.choices.below(size - from);
    const step = d.choices.from([1, 1, 2, 3]);
    const shape = x.shape.with(axis, Math.ceil((to - from) / step));
    const out = made(shape, (i) => at(x, i.with(axis, from + step * i[axis]!)));
    const end = to === size && d.choices.oneIn(2) ? undefined : to - (d.choices.oneIn(2) && to < size ? size : 0);
    return d.is('slice', [x, said, from, end, ...d.options({ step }, { step: 1 })], out);
  },
  flip: (d) => {
    const x = d.array([1, 3]);
    const axes = x.shape.flatMap((_, k) => (d.choices.oneIn(2) ? [k] : []));
    if (axes.length === 0) axes.push(0);
    return d.is(
      'flip',
      [x, ...axes],
      made(x.shape, (i) =>
        at(
          x,
          i.map((n, k) => (axes.includes(k) ? x.shape[k]! - 1 - n : n)),
        ),
      ),
    );
  },
  pad: (d) => {
    const x = d.array([1, 3]);
    const [axis, said] = axisOf(d, x);
    const [before, after, fill] = [d.choices.below(3), d.choices.below(3), d.choices.from([0, 0, 1.5, -2])];
    const out = made(x.shape.with(axis, before + x.shape[axis]! + after), (i) =>
      at(x, i.with(axis, i[axis]! - before), fill),
    );
    return d.is('pad', [x, said, before, after, fill], out);
  },
  repeat: (d) => {
    const x = d.array([1, 3]);
    const [axis, said] = axisOf(d, x);
    const [size, times] = [x.shape[axis]!, 1 + d.choices.below(3)];
    return d.is(
      'repeat',
      [x, said, times],
      made(x.shape.with(axis, size * times), (i) => at(x, i.with(axis, i[axis]! % size))),
    );
  },
  broadcastTo: (d) => {
    const x = d.array([1, 3]);
    const narrow = x.shape.map((n) => (d.choices.oneIn(2) ? 1 : n));
    const given = d.arrayOf(narrow);
    const shape = [...(d.choices.oneIn(2) ? [2] : []), ...x.shape];
    const lead = shape.length - narrow.length;
    return d.is(
      'broadcastTo',
      [given, ...shape],
      made(shape, (i) =>
        at(
          given,
          i.slice(lead).map((n, k) => (narrow[k] === 1 ? 0 : n)),
        ),
      ),
    );
  },
  concat: (d) => {
    const x = d.array([1, 3]);
    const [axis, said] = axisOf(d, x);
    const all = [
      x,
      ...Array.from({ length: d.choices.from([0, 1, 2, 3, 5]) }, () =>
        d.arrayOf(x.shape.with(axis, 1 + d.choices.below(3))),
      ),
    ];
    const sizes = all.map((y) => y.shape[axis]!);
    const out = made(
      x.shape.with(
        axis,
        sizes.reduce((a, b) => a + b, 0),
      ),
      (i) => {
        let [part, place] = [0, i[axis]!];
        while (place >= sizes[part]!) place -= sizes[part++]!;
        return at(all[part]!, i.with(axis, place));
      },
    );
    return d.is('concat', [said, ...all], out);
  },
  stack: (d) => {
    const x = d.array([0, 2]);
    const [axis, said] = axisOf(d, x, 1);
    const all = [x, ...Array.from({ length: d.choices.below(4) }, () => d.arrayOf(x.shape))];
    return d.is(
      'stack',
      [said, ...all],
      made(x.shape.toSpliced(axis, 0, all.length), (i) => at(all[i[axis]!]!, i.toSpliced(axis, 1))),
    );
  },
  split: (d) => {
    const [parts, size] = [1 + d.choices.below(3), 1 + d.choices.below(3)];
    const y = d.array([1, 2]);
    const [axis, said] = axisOf(d, y);
    const x = d.arrayOf(y.shape.with(axis, parts * size));
    const which = d.choices.below(parts);
    return d.is(
      'split',
      [x, said, parts],
      made(y.shape.with(axis, size), (i) => at(x, i.with(axis, which * size + i[axis]!))),
      which,
    );
  },
  window: (d) => {
    const x = d.array([1, 2], 7);
    const [axis, said] = axisOf(d, x);
    const { size, stride, padding, dilation, windows } = d.windows(x.shape[axis]!);
    const out = made([...x.shape.with(axis, windows), size], (i) => {
      const place = i[axis]! * stride + i.at(-1)! * dilation - padding;
      return at(x, i.slice(0, -1).with(axis, place), 0);
    });
    return d.is('window', [x, said, size, ...d.options({ stride, padding, dilation }, dense)], out);
  },
};
