// An operation of the language over arrays of plain numbers, and what it comes to.
import { type Expr, elementCount } from '../../../dsl/expr.ts';
import { leafOf, listOf, q } from '../edges/edge.ts';
import type { Choices } from '../programs/choices.ts';
import type { Leaf } from '../programs/specimen.ts';
import type { Plain } from './array.ts';

/** What windows are where nothing is said. */
export const dense = { stride: 1, padding: 0, dilation: 1 };

export type Meaning = (drawing: Drawing) => Meant;

export interface Meant {
  readonly leaves: readonly Leaf[];
  readonly output: Expr;
  readonly wanted: Plain;
}

/** Arguments of one operation, each array a leaf. */
export class Drawing {
  readonly #leaves = new Map<Plain, Leaf>();

  constructor(
    readonly choices: Choices,
    private readonly name: string,
  ) {}

  /** An array of that many axes: from the first to the second number. */
  array([least, most]: readonly [number, number], longest = 4): Plain {
    const rank = least + this.choices.below(most - least + 1);
    return this.arrayOf(listOf(rank, () => 1 + this.choices.below(longest)));
  }

  /** Different numbers, none of which is 0. */
  arrayOf(shape: readonly number[]): Plain {
    const [from, step] = [this.choices.below(97), 1 + this.choices.below(96)];
    return { shape, values: listOf(elementCount(shape), (i) => (((from + step * i) % 97) - 48.5) / 16) };
  }

  shuffled(list: readonly number[]): number[] {
    const rest = [...list];
    return list.map(() => rest.splice(this.choices.below(rest.length), 1)[0]!);
  }

  /** Axes to reduce, and how they are said. */
  axes({ shape }: Plain): { readonly axes: readonly number[]; readonly said: number | readonly number[] | undefined } {
    const all = shape.map((_, k) => k);
    if (this.choices.oneIn(4)) return { axes: all, said: undefined };
    const some = all.filter(() => this.choices.oneIn(2));
    const axes = some.length === 0 ? [this.choices.from(all)] : some;
    const said = axes.map((k) => (this.choices.oneIn(4) ? k - shape.length : k));
    return { axes, said: said.length === 1 && this.choices.oneIn(2) ? said[0]! : this.shuffled(said) };
  }

  /** The geometry of windows along an axis, of which there is one at least. */
  windows(length: number): Windows {
    const { choices } = this;
    const size = 1 + choices.below(3);
    const dilation = choices.from([1, 1, 2]);
    const reach = dilation * (size - 1) + 1;
    const padding = Math.max(choices.from([0, 0, 1, 2]), Math.ceil((reach - length) / 2));
    const stride = choices.from([1, 2, size]);
    return { size, stride, padding, dilation, windows: Math.floor((length + 2 * padding - reach) / stride) + 1 };
  }

  /** Options as they are said, the last arguments: what is so where nothing is said is left out, now and then. */
  options<O extends object>(chosen: O, unsaid: Partial<O>): readonly Partial<O>[] {
    if (this.choices.oneIn(2)) return [chosen];
    // Boundary: the keys are O's
    const said = Object.entries(chosen).filter(([key, value]) => unsaid[key as keyof O] !== value);
    if (said.length === 0 && this.choices.oneIn(2)) return [];
    return [Object.fromEntries(said) as Partial<O>];
  }

  leaf(x: Plain): Expr {
    const leaf = this.#leaves.get(x) ?? leafOf(`${this.name}${this.#leaves.size}`, x.shape, x.values);
    this.#leaves.set(x, leaf);
    return leaf.expr;
  }

  /** The operation on these arguments; `which` of its results, where it has several. */
  is(operation: string, args: readonly unknown[], wanted: Plain, which?: number): Meant {
    // Boundary: an argument with a shape is an array.
    const given = args.map((a) => (typeof a === 'object' && a !== null && 'shape' in a ? this.leaf(a as Plain) : a));
    const made = q(operation, ...given);
    return this.made(which === undefined ? made : (made as unknown as readonly Expr[])[which]!, wanted);
  }

  made(output: Expr, wanted: Plain): Meant {
    return { leaves: [...this.#leaves.values()], output, wanted };
  }
}

export interface Windows {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
  readonly dilation: number;
  /** how many there are */
  readonly windows: number;
}
