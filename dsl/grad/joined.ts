// Many cotangents of one value that are zero but for a part of it, as those of its slices are: parts that do not overlap
// are joined, one after another, instead of added. A sum would look at all of them for each element.
import { literal } from '../build.ts';
import type { Expr } from '../expr.ts';
import { concat, rangeOf } from '../expression/views.ts';
import { map } from '../scalar/map.ts';
import { scalars } from '../scalar/ops.ts';
import { type Part, partOf } from '../view.ts';

/** Fewer are added as they are: that costs no more. */
const many = 8;

/** Terms of the same sum, fewer where they are many. */
export function joined(terms: readonly Expr[]): readonly Expr[] {
  if (terms.length <= many) return terms;
  const rest: Expr[] = [];
  const pieces = new Map<string, { readonly part: Part; value: Expr }>();
  for (const g of terms) {
    const part = partOf(g);
    if (part === null) {
      rest.push(g);
      continue;
    }
    const key = `${part.axis}:${part.from}:${part.to}`;
    const value = rangeOf(g, part.axis, part.from, part.to - part.from);
    const same = pieces.get(key);
    if (same) same.value = map(scalars.add, same.value, value);
    else pieces.set(key, { part, value });
  }
  const sorted = [...pieces.values()].sort((p, q) => p.part.axis - q.part.axis || p.part.from - q.part.from);
  return [...rest, ...layersOf(sorted).map((layer) => layer.join(terms[0]!.shape))];
}

/** Parts of one axis, none of which overlap, with the zeros between them. */
class Layer {
  readonly values: Expr[] = [];
  end = 0;

  constructor(readonly axis: number) {}

  push(from: number, to: number, value: Expr): void {
    this.zeros(value.shape, from);
    this.values.push(value);
    this.end = to;
  }

  join(shape: readonly number[]): Expr {
    this.zeros(shape, shape[this.axis]!);
    return concat(this.axis, this.values);
  }

  private zeros(like: readonly number[], until: number): void {
    if (until > this.end) this.values.push(literal(0, 'f32', like.with(this.axis, until - this.end)));
  }
}

/** Each part goes to the layer that ended first, where it fits behind its end. */
function layersOf(sorted: readonly { readonly part: Part; readonly value: Expr }[]): readonly Layer[] {
  const layers: Layer[] = [];
  let next = 0;
  for (const { part, value } of sorted) {
    let layer = layers[next];
    if (layer && layer.axis === part.axis && layer.end <= part.from) next++;
    else {
      layer = new Layer(part.axis);
      if (layers.at(-1)?.axis !== part.axis) next = layers.length;
    }
    layers.push(layer);
    layer.push(part.from, part.to, value);
  }
  return [...new Set(layers)];
}
