// Axes by name: mean(x, 'time'). A traced tensor has numbers for dimensions; which axis is called 'time' is known of leaves
// that were declared with names, and follows from there through the nodes that pass an axis on whole. Nothing is looked up
// by size: two names may be bound to one number. An axis that an operation makes anew has no name, and an error says so.
import { makeReshape } from './build.ts';
import { ShapeError } from './error.ts';
import { type Expr, topological, type View } from './expr.ts';
import { rare } from './shape/messages.ts';
import { isSlip, normalizeAxes } from './shape/rules/index.ts';
import { shared } from './shared.ts';
import { isMasked } from './view.ts';

/** What each axis is called; null where it has no name, or none that is known. */
export type Names = readonly (string | null)[];

const known = shared('names', () => new WeakMap<object, Names | (() => Names)>());

/** `leaf`, of which no other call has a hold, with the dimensions that it was declared with. */
export function declared<E extends object>(leaf: E, shape: readonly (number | string)[] | (() => Names)): E {
  known.set(leaf, typeof shape === 'function' ? shape : shape.map((d) => (typeof d === 'string' ? d : null)));
  return leaf;
}

/** `e` with the names of its axes stated; null keeps what is known of an axis. */
export function named(e: Expr, names: readonly (number | string | null)[]): Expr {
  const own = names.some((n) => typeof n === 'string') ? namesOf(e) : names;
  const labels = names.map((n, i) => (typeof n === 'string' && n !== own[i] ? n : i));
  return makeReshape(e, e.shape, labels);
}

/** `part` of x, of which `axis` is `by` longer: where that is called 'T', the part's is 'T-1', as types call it. */
export function lengthened(x: Expr, part: Expr, axis: number, by: number): Expr {
  const at = axis < 0 ? axis + x.shape.length : axis;
  const name = namesOf(x)[at];
  if (name == null) return part;
  const [, base, constant = '0'] = /^(.*?)([+-]\d+)?$/.exec(name)!;
  const total = Number(constant) + by;
  const sum = total === 0 ? base! : `${base}${total > 0 ? '+' : ''}${total}`;
  return named(
    part,
    part.shape.map((_, i) => (i === at ? sum : null)),
  );
}

/** The names of the axes of `e`. */
export function namesOf(e: Expr): Names {
  for (const x of topological([e], known)) known.set(x, derived(x));
  return nameList(e);
}

function nameList(e: Expr): Names {
  const names = known.get(e)!;
  return typeof names === 'function' ? names() : names;
}

/** From the names of the operands. */
function derived(e: Expr): Names {
  switch (e.kind) {
    case 'map': {
      const all = e.args.map(nameList);
      return e.shape.map((_, j) => agreed(all.map((names) => names[j]!)));
    }
    case 'view': {
      const names = nameList(e.source);
      return e.shape.map((_, j) => names[passed(e, j)] ?? null);
    }
    case 'reshape': {
      const names = nameList(e.source);
      return e.shape.map((_, j) => {
        const label = e.labels?.[j];
        return typeof label === 'number' ? names[label]! : (label ?? null);
      });
    }
    case 'reduce':
      return nameList(e.source).filter((_, i) => !e.axes.includes(i));
    case 'gather':
      return [...nameList(e.indices), ...nameList(e.source).slice(1)];
    case 'scatter':
      return [null, ...nameList(e.updates).slice(e.indices.shape.length)];
    case 'gradientRule':
      return nameList(e.source);
    default:
      return e.shape.map(() => null);
  }
}

/** The one name that is among them: what has none was stretched, or is of the same dimension. */
function agreed(names: Names): string | null {
  const [first, ...others] = new Set(names.filter((n) => n !== null));
  return others.length === 0 ? (first ?? null) : null;
}

/** The source axis that output axis j is, whole and in either direction; -1 if none. */
function passed({ source, shape, axes }: View, j: number): number {
  const readers = axes.flatMap((m, k) => (m.coefficients[j] === 0 ? [] : [k]));
  const k = readers[0];
  if (k === undefined || readers.length > 1) return -1;
  const map = axes[k]!;
  const alone = map.coefficients.every((c, i) => (i === j ? Math.abs(c) === 1 : c === 0));
  return alone && shape[j] === source.shape[k] && !isMasked(map, source.shape[k]!, shape) ? k : -1;
}

/** The one order of a sum's terms. */
const sorted = (name: string) => name.split('+').sort().join('+');

/** A name as the number of the axis that it stands for; other axes as they are, for the rules to check. */
export function axisOf(op: string, e: Expr, axis: unknown): number {
  if (typeof axis !== 'string') return axis as number;
  const own = namesOf(e);
  const names = own.map((n) => n && sorted(n));
  const at = names.indexOf(sorted(axis));
  const shown = e.shape.map((d, i) => names[i] ?? d);
  if (at < 0) {
    const [meant, ...more] = [...new Set(names)].filter(
      (n) => n !== null && isSlip(axis.toLowerCase(), n.toLowerCase()),
    );
    throw meant != null && more.length === 0
      ? new ShapeError(rare('axisMeant'), [op, axis, shown, meant])
      : new ShapeError(
          rare('axisName'),
          [op, axis, shown],
          'an axis whose name did not come this far is given by its number',
        );
  }
  if (names.indexOf(names[at]!, at + 1) > 0) throw new ShapeError(rare('axisTwice'), [op, axis, shown]);
  return at;
}

/** The same of one axis, several, or all. */
export function axesOf(op: string, e: Expr, axes: unknown): number[] {
  const all = Array.isArray(axes) ? axes.map((a) => axisOf(op, e, a)) : axes === undefined ? axes : axisOf(op, e, axes);
  return normalizeAxes(op, e.shape, all);
}
