// Views in loops: what a loop reads of a value that is computed before it, it views itself. A view costs nothing there;
// computed before the loop, it would be copied to memory, and its derivative summed apart from those of other views.
import { makeInput } from '../build.ts';
import type { Expr, Input, Scan } from '../expr.ts';
import { nextId } from '../intern.ts';
import { rebuild } from '../rebuild.ts';
import { shared } from '../shared.ts';
import { Substitution } from './substitute.ts';

export interface Inlined {
  /** over the values that are viewed, its body as it was */
  readonly scan: Scan;
  /** what stands in the body for placeholders */
  readonly inside: ReadonlyMap<Expr, Expr>;
}

/** Loops and their gradients have placeholders in common: one that is made for a value is the same in all of them. */
const made = shared('viewed', () => new WeakMap<Input, WeakMap<Expr, Input>>());

/** Constants that are views, but for those of `kept`; numbers and indices are of no use outside either. */
export function viewsInside(scan: Scan, kept?: { has(e: Expr): boolean }): Inlined {
  const inside = new Map<Expr, Expr>();
  const bases = new Map<Expr, Input>();
  scan.constants.forEach((outside, i) => {
    const placeholder = scan.constantInputs[i]!;
    const views: (Expr & { kind: 'view' | 'reshape' })[] = [];
    let base = outside;
    while ((base.kind === 'view' || base.kind === 'reshape') && !kept?.has(base)) {
      views.push(base);
      base = base.source;
    }
    let e: Expr = base;
    if (kept?.has(base) || !(base.kind === 'iota' || (base.kind === 'constant' && base.shape.length === 0))) {
      const input = bases.get(base) ?? (views.length === 0 ? placeholder : placeholderOf(placeholder, base));
      bases.set(base, input);
      e = input;
    }
    for (const v of views.reverse()) {
      const source = e;
      e = rebuild(v, () => source);
    }
    if (e !== placeholder) inside.set(placeholder, e);
  });
  if (inside.size === 0) return { scan, inside };
  const constants = [...bases.keys()];
  return { scan: Object.freeze({ ...scan, id: nextId(), constants, constantInputs: [...bases.values()] }), inside };
}

/** The loop with its views inside. */
export function withViewsInside(whole: Scan, kept: { has(e: Expr): boolean }): Scan {
  const { scan, inside } = viewsInside(whole, kept);
  if (inside.size === 0) return whole;
  const body = new Substitution(inside);
  const moved = (roots: readonly Expr[]) => roots.map((e) => body.apply(e));
  return Object.freeze({ ...scan, nextCarries: moved(scan.nextCarries), outputs: moved(scan.outputs) });
}

function placeholderOf(first: Input, base: Expr): Input {
  const known = made.get(first) ?? new WeakMap<Expr, Input>();
  made.set(first, known);
  const input = known.get(base) ?? makeInput(first.name, base.shape, base.dtype);
  known.set(base, input);
  return input;
}
