// Arrays of plain numbers, each element written down by where it is: what operations mean, without an expression anywhere.

export interface Plain {
  readonly shape: readonly number[];
  /** in row-major order */
  readonly values: readonly number[];
}

const count = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);

/** Every index of a shape, in row-major order. */
export function* indices(shape: readonly number[]): Generator<number[]> {
  const all = count(shape);
  for (let flat = 0; flat < all; flat++) {
    const index: number[] = [];
    let rest = flat;
    for (const d of shape.toReversed()) {
      index.unshift(rest % d);
      rest = Math.floor(rest / d);
    }
    yield index;
  }
}

export function made(shape: readonly number[], element: (index: readonly number[]) => number): Plain {
  return { shape, values: [...indices(shape)].map(element) };
}

/** The element at an index; `outside` where the index is outside. */
export function at({ shape, values }: Plain, index: readonly number[], outside = Number.NaN): number {
  if (index.length !== shape.length) throw new RangeError(`an index of ${index.length} in rank ${shape.length}`);
  if (index.some((i, k) => i < 0 || i >= shape[k]!)) return outside;
  return values[index.reduce((flat, i, k) => flat * shape[k]! + i, 0)]!;
}

export const total = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);

/** f of the elements that share an index without these axes, in row-major order. */
export function reduced(x: Plain, axes: readonly number[], f: (list: readonly number[]) => number): Plain {
  const kept = x.shape.flatMap((_, k) => (axes.includes(k) ? [] : [k]));
  const over = x.shape.flatMap((_, k) => (axes.includes(k) ? [k] : []));
  const inner = [...indices(over.map((k) => x.shape[k]!))];
  return made(
    kept.map((k) => x.shape[k]!),
    (out) =>
      f(
        inner.map((i) => {
          const index = x.shape.map(() => 0);
          for (const [n, k] of kept.entries()) index[k] = out[n]!;
          for (const [n, k] of over.entries()) index[k] = i[n]!;
          return at(x, index);
        }),
      ),
  );
}

/** f along one axis: a list in, as long a list out. */
export function along(x: Plain, axis: number, f: (list: readonly number[]) => readonly number[]): Plain {
  return made(x.shape, (index) => {
    const line = Array.from({ length: x.shape[axis]! }, (_, i) => at(x, index.with(axis, i)));
    return f(line)[index[axis]!]!;
  });
}

/** The same elements in another shape. */
export const reshaped = (x: Plain, shape: readonly number[]): Plain => ({ shape, values: x.values });
