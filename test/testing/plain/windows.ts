// Convolutions and pools, beside what they mean.
import { at, indices, made, type Plain, reduced, total } from './array.ts';
import { type Drawing, dense, type Meaning, type Meant } from './meaning.ts';

/** [batch, channels, ...positions] with windows of one size, stride, padding and dilation along each position. */
interface Image {
  readonly x: Plain;
  readonly sizes: readonly number[];
  readonly counts: readonly number[];
  readonly options: { readonly stride: number; readonly padding: number; readonly dilation: number };
}

function image(d: Drawing, rank: number, channels: number, square = false): Image {
  const lengths = Array.from({ length: rank }, () => 3 + d.choices.below(4));
  const { stride, padding, dilation } = d.windows(3);
  const drawn = lengths.map((length) => {
    const size = 1 + d.choices.below(3);
    return dilation * (size - 1) + 1 <= length + 2 * padding ? size : 1;
  });
  const sizes = square ? drawn.map(() => Math.min(...drawn)) : drawn;
  const counts = lengths.map((n, i) => Math.floor((n + 2 * padding - dilation * (sizes[i]! - 1) - 1) / stride) + 1);
  const x = d.arrayOf([1 + d.choices.below(2), channels, ...lengths]);
  return { x, sizes, counts, options: { stride, padding, dilation } };
}

/** The element of a window; `outside` where it is in the padding. */
function inWindow(
  { x, options }: Image,
  lead: readonly number[],
  place: readonly number[],
  inner: readonly number[],
  outside: number,
): number {
  const { stride, padding, dilation } = options;
  return at(x, [...lead, ...place.map((t, k) => t * stride + inner[k]! * dilation - padding)], outside);
}

function correlation(d: Drawing, rank: number, turned: boolean): Meant {
  const groups = d.choices.from([1, 1, 2]);
  const [inner, outer] = [1 + d.choices.below(2), 1 + d.choices.below(2)];
  const pixels = image(d, rank, groups * inner);
  const w = d.arrayOf([groups * outer, inner, ...pixels.sizes]);
  const offsets = [...indices([inner, ...pixels.sizes])];
  const wanted = made([pixels.x.shape[0]!, groups * outer, ...pixels.counts], ([b, f, ...place]) =>
    total(
      offsets.map(([c, ...i]) => {
        const channel = Math.floor(f! / outer) * inner + c!;
        const weight = turned ? i.map((n, k) => pixels.sizes[k]! - 1 - n) : i;
        return inWindow(pixels, [b!, channel], place, i, 0) * at(w, [f!, c!, ...weight]);
      }),
    ),
  );
  const name = `${turned ? 'convolve' : 'crossCorrelate'}${rank}d`;
  return d.is(name, [pixels.x, w, ...d.options({ ...pixels.options, groups }, { ...dense, groups: 1 })], wanted);
}

/** y [batch, filters, ...] to x: what each element of y adds to the window that it was computed from. */
function transposed(d: Drawing, rank: number): Meant {
  const [stride, dilation] = [d.choices.from([1, 2, 3]), d.choices.from([1, 1, 2])];
  const groups = d.choices.from([1, 1, 2]);
  const [inner, outer] = [1 + d.choices.below(2), 1 + d.choices.below(2)];
  const sizes = Array.from({ length: rank }, () => 1 + d.choices.below(3));
  const y = d.arrayOf([1 + d.choices.below(2), groups * outer, ...sizes.map(() => 1 + d.choices.below(3))]);
  const w = d.arrayOf([groups * outer, inner, ...sizes]);
  const full = sizes.map((size, k) => (y.shape[2 + k]! - 1) * stride + dilation * (size - 1) + 1);
  const padding = full.every((n) => n > 2) ? d.choices.below(2) : 0;
  const wanted = made([y.shape[0]!, groups * inner, ...full.map((n) => n - 2 * padding)], ([b, channel, ...place]) => {
    const [group, c] = [Math.floor(channel! / inner), channel! % inner];
    let sum = 0;
    for (const [f, ...rest] of indices([outer, ...y.shape.slice(2), ...sizes])) {
      const [t, i] = [rest.slice(0, rank), rest.slice(rank)];
      const meets = place.every((p, k) => t[k]! * stride + i[k]! * dilation - padding === p);
      if (meets) sum += at(y, [b!, group * outer + f!, ...t]) * at(w, [group * outer + f!, c, ...i]);
    }
    return sum;
  });
  const options = d.options({ stride, padding, dilation, groups }, { ...dense, groups: 1 });
  return d.is(`crossCorrelateTransposed${rank}d`, [y, w, ...options], wanted);
}

function pool(d: Drawing, rank: number, largest: boolean): Meant {
  const pixels = image(d, rank, 1 + d.choices.below(2), true);
  const offsets = [...indices(pixels.sizes)];
  const outside = largest ? Number.NEGATIVE_INFINITY : 0;
  const wanted = made([...pixels.x.shape.slice(0, 2), ...pixels.counts], ([b, c, ...place]) => {
    const list = offsets.map((i) => inWindow(pixels, [b!, c!], place, i, outside));
    return largest ? Math.max(...list) : total(list) / list.length;
  });
  return d.is(
    `${largest ? 'max' : 'mean'}Pool${rank}d`,
    [pixels.x, pixels.sizes[0], ...d.options(pixels.options, dense)],
    wanted,
  );
}

function everywhere(d: Drawing, largest: boolean): Meant {
  const x = d.array([3, 4]);
  const over = x.shape.map((_, k) => k).slice(2);
  const wanted = reduced(x, over, (list) => (largest ? Math.max(...list) : total(list) / list.length));
  return d.is(largest ? 'globalMaxPool' : 'globalMeanPool', [x], wanted);
}

export const windows: Readonly<Record<string, Meaning>> = {
  globalMaxPool: (d) => everywhere(d, true),
  globalMeanPool: (d) => everywhere(d, false),
  crossCorrelate1d: (d) => correlation(d, 1, false),
  crossCorrelate2d: (d) => correlation(d, 2, false),
  convolve1d: (d) => correlation(d, 1, true),
  convolve2d: (d) => correlation(d, 2, true),
  crossCorrelateTransposed1d: (d) => transposed(d, 1),
  crossCorrelateTransposed2d: (d) => transposed(d, 2),
  maxPool1d: (d) => pool(d, 1, true),
  maxPool2d: (d) => pool(d, 2, true),
  meanPool1d: (d) => pool(d, 1, false),
  meanPool2d: (d) => pool(d, 2, false),
};
