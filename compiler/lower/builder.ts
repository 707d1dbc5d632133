// The Program under construction: numbers for buffers and axes, readable names.
import type { DType } from '../../dsl/dtype.ts';
import type { Constant, Expr, Reduce } from '../../dsl/expr.ts';
import { elementCount, operands } from '../../dsl/expr.ts';
import { factorsOf } from '../passes/contractions.ts';
import type { AxisId, Buffer, BufferId, Capabilities } from '../program/types.ts';
import { tooFar } from './countable.ts';
import type { Place } from './value.ts';
import { constantPlace } from './value.ts';

/** The kernel `name` computes `roots` from what is stored, and no node survives to say so later. */
export type KernelObserver = (name: string, roots: readonly Expr[], isStored: (e: Expr) => boolean) => void;

export class ProgramBuilder {
  readonly buffers: Buffer[] = [];
  private axes = 0;
  private kernels = 0;
  private readonly constants = new Map<Constant, Place>();

  constructor(
    readonly capabilities: Capabilities,
    private readonly observer?: KernelObserver,
  ) {}

  readonly nextAxis = (): AxisId => this.axes++;

  buffer(name: string, dtype: DType, length: number, role: Buffer['role']): BufferId {
    const id = this.buffers.length;
    const { largestIndex } = this.capabilities;
    if (length > largestIndex) throw tooFar(`buffer ${name}`, [length], length, largestIndex);
    this.buffers.push({ id, name, dtype, length, role });
    return id;
  }

  temporary(name: string, e: Expr): Place {
    return constantPlace(this.buffer(name, e.dtype, elementCount(e.shape), 'temporary'));
  }

  /** The place of literal data, one buffer per node. */
  constant(e: Constant): Place {
    const known = this.constants.get(e);
    if (known) return known;
    const id = this.buffers.length;
    this.buffers.push({
      id,
      name: `constant${id}`,
      dtype: e.dtype,
      length: e.data.length,
      role: 'constant',
      data: e.data,
    });
    const place = constantPlace(id);
    this.constants.set(e, place);
    return place;
  }

  /** 'k12_matmul_add_max': a number and what the kernel computes, innermost first. */
  kernelName(roots: readonly Expr[], reduction: Reduce | null, isStored: (e: Expr) => boolean): string {
    const name = [`k${this.kernels++}`, ...operationNames(roots, reduction, isStored)].join('_');
    this.observer?.(name, roots, isStored);
    return name;
  }

  plainName(what: string): string {
    return `k${this.kernels++}_${what}`;
  }
}

const longestName = 4;

/** The operations between the roots and what they load, innermost first. */
function operationNames(roots: readonly Expr[], reduction: Reduce | null, isStored: (e: Expr) => boolean): string[] {
  const names: string[] = [];
  const seen = new Set<Expr>();
  const queue: Expr[] = [...roots];
  for (let i = 0; i < queue.length && names.length < longestName; i++) {
    const e = queue[i]!;
    if (seen.has(e) || (isStored(e) && !roots.includes(e))) continue;
    seen.add(e);
    if (e.kind === 'map') names.unshift(e.op.name);
    if (e.kind === 'gather' || e.kind === 'scatter') names.unshift(e.kind);
    if (e.kind === 'reduce') {
      names.unshift(factorsOf(e) ? 'contract' : e.monoid);
      if (e === reduction) continue;
    }
    queue.push(...operands(e));
  }
  return names.length > 0 ? names : ['copy'];
}
