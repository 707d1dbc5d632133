// Adjacent loop axes that every index uses as one (outer factor = inner factor times inner extent) become one axis:
// a pointwise kernel over contiguous buffers is a single loop, whatever its shape was.
import { forEachDivision } from './indices.ts';
import type { Atom, Axis, AxisId, Condition, Index, Kernel, Scalar, ScatterKernel } from './types.ts';
import { forEachIndex } from './visit.ts';

/** An axis has at most `largest` points. */
export function mergeAxes<S extends Kernel | ScatterKernel>(step: S, largest: number): S {
  const gone = new Set<AxisId>();
  const indices = allIndices(step);
  const axes = merged(step.axes, indices, gone, largest);
  const folded = step.kind === 'kernel' && step.reduction ? merged(step.reduction.axes, indices, gone, largest) : [];
  if (gone.size === 0) return step;
  const without = new Without(gone);
  return step.kind === 'kernel'
    ? {
        ...step,
        axes,
        reduction: step.reduction && { ...step.reduction, axes: folded, value: without.scalar(step.reduction.value) },
        outputs: step.outputs.map((o) => ({ ...o, address: without.index(o.address), value: without.scalar(o.value) })),
      }
    : {
        ...step,
        axes,
        index: without.scalar(step.index),
        address: without.index(step.address),
        value: without.scalar(step.value),
      };
}

/** Every index of the kernel and those inside its divisions, as factors by axis. */
function allIndices(step: Kernel | ScatterKernel): ReadonlyMap<AxisId, number>[] {
  const seen = new Set<Index>();
  const add = (index: Index) => {
    if (seen.has(index)) return;
    seen.add(index);
    forEachDivision(index, (d) => seen.add(d.value));
  };
  forEachIndex(step, add);
  return [...seen].map(
    (index) => new Map(index.terms.flatMap((t) => (t.atom.kind === 'axis' ? [[t.atom.id, t.factor] as const] : []))),
  );
}

/** The axes after merging from the innermost outwards; merged outer axes are added to `gone`. */
function merged(
  axes: readonly Axis[],
  indices: readonly ReadonlyMap<AxisId, number>[],
  gone: Set<AxisId>,
  largest: number,
): readonly Axis[] {
  const result: Axis[] = [];
  for (let i = axes.length - 1; i >= 0; i--) {
    const outer = axes[i]!;
    const inner = result[0];
    const fits = inner && inner.extent * outer.extent <= largest;
    if (fits && indices.every((f) => (f.get(outer.id) ?? 0) === (f.get(inner.id) ?? 0) * inner.extent)) {
      gone.add(outer.id);
      result[0] = { id: inner.id, extent: inner.extent * outer.extent };
    } else result.unshift(outer);
  }
  return result;
}

/** The same expressions without the terms of merged axes. */
class Without {
  private readonly scalars = new Map<Scalar, Scalar>();
  private readonly indices = new Map<Index, Index>();

  constructor(private readonly gone: ReadonlySet<AxisId>) {}

  index(index: Index): Index {
    const known = this.indices.get(index);
    if (known) return known;
    const terms = index.terms.flatMap((t) => {
      if (t.atom.kind === 'axis' && this.gone.has(t.atom.id)) return [];
      return [{ atom: this.atom(t.atom), factor: t.factor }];
    });
    const result = { offset: index.offset, terms };
    this.indices.set(index, result);
    return result;
  }

  private atom(atom: Atom): Atom {
    return atom.kind === 'axis' ? atom : { ...atom, value: this.index(atom.value) };
  }

  scalar(s: Scalar): Scalar {
    const known = this.scalars.get(s);
    if (known) return known;
    const result = this.rebuilt(s);
    this.scalars.set(s, result);
    return result;
  }

  private rebuilt(s: Scalar): Scalar {
    switch (s.kind) {
      case 'apply':
        return { ...s, args: s.args.map((a) => this.scalar(a)) };
      case 'guard':
        return { ...s, conditions: s.conditions.map((c) => this.condition(c)), value: this.scalar(s.value) };
      case 'index':
        return { ...s, value: this.index(s.value) };
      case 'load': {
        const address = this.index(s.address);
        return s.row ? { ...s, address, row: { ...s.row, index: this.scalar(s.row.index) } } : { ...s, address };
      }
      default:
        return s;
    }
  }

  private condition(c: Condition): Condition {
    return { ...c, value: this.index(c.value) };
  }
}
