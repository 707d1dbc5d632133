// What the three ways of a contraction share: their inputs, tables of strides, and the packing of panels.
import type { Axis, Index } from '../../../program.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import { coefficient } from '../nest/indices.ts';
import type { ContractionPlan } from './plan.ts';
import type { Stride, Tables } from './tables.ts';

/** Everything a product needs at one point of the loops around it. */
export interface ProductContext {
  readonly f: FunctionBuilder;
  readonly plan: ContractionPlan;
  readonly tables: Tables;
  /** byte addresses of the operands' and the result's first elements at this point of the loops */
  readonly a: Local;
  readonly b: Local;
  readonly raw: Local;
  /** byte offsets of the result along rows and columns */
  readonly rawRows: readonly Stride[];
  readonly rawColumns: readonly Stride[];
  /** addresses in the first thread's workspace; `own`: bytes from there to this thread's, null in a module of one thread */
  readonly workspace: { readonly a: number; readonly b: number; readonly own: Local | null };
  /** index of a module function, written on first use */
  readonly once: (name: string, parameters: number, write: (f: FunctionBuilder) => void) => number;
}

/** Pushes an address in this thread's workspace, given as it is in the first thread's. */
export function pushWorkspace(
  { f, workspace }: { readonly f: FunctionBuilder; readonly workspace: { readonly own: Local | null } },
  address: number,
): FunctionBuilder {
  f.i32(address);
  return workspace.own ? f.get(workspace.own).op('i32.add') : f;
}

export function strides(axes: readonly Axis[], address: Index): Stride[] {
  return axes.map((a) => ({ extent: a.extent, stride: 4 * coefficient(address, a.id) }));
}

/** offsets of a dense row-major array */
export function denseStrides(axes: readonly Axis[], unit: number): Stride[] {
  let stride = unit;
  const out: Stride[] = [];
  for (const a of [...axes].reverse()) {
    out.unshift({ extent: a.extent, stride });
    stride *= a.extent;
  }
  return out;
}

/** accumulator += a * b, rounded once where the engine's fused instruction may be used */
export function multiplyAdd(f: FunctionBuilder, accumulator: Local, a: Local, b: Local): void {
  if (f.fused) f.get(a).get(b).get(accumulator).op('f32x4.relaxed_madd').set(accumulator);
  else f.get(accumulator).get(a).get(b).op('f32x4.mul').op('f32x4.add').set(accumulator);
}

export interface PackRequest {
  readonly width: number;
  /** pushes the address of the operand */
  readonly source: Local;
  /** address of the table entry of the panel's first row (or column) */
  readonly outer: Local;
  /** address of the table entry of the first term */
  readonly inner: Local;
  readonly terms: number | Local;
  readonly destination: Local;
  /** rows (or columns) of the panel are next to each other in memory: a copy by vectors */
  readonly contiguous: boolean;
}

/** destination[t * width + w] = source[outer[w] + inner[t]]; leaves `destination` after the panel. */
export function packPanel(f: FunctionBuilder, r: PackRequest): void {
  const bases = Array.from({ length: r.contiguous ? 1 : r.width }, () => f.local('i32'));
  bases.forEach((base, w) => {
    f.get(r.source)
      .get(r.outer)
      .memory('i32.load', 4 * w)
      .op('i32.add')
      .set(base);
  });
  const [at, left, offset] = [f.local('i32'), f.local('i32'), f.local('i32')];
  f.get(r.inner).set(at);
  f.i32(0).set(left);
  f.repeatWhileBelow(left, 1, r.terms, () => {
    f.get(at).memory('i32.load').set(offset);
    if (r.contiguous) {
      const base = bases[0]!;
      for (let w = 0; w < r.width; w += 4) {
        f.get(r.destination)
          .get(base)
          .get(offset)
          .op('i32.add')
          .memory('v128.load', 4 * w)
          .memory('v128.store', 4 * w);
      }
    } else {
      bases.forEach((base, w) => {
        f.get(r.destination)
          .get(base)
          .get(offset)
          .op('i32.add')
          .memory('f32.load')
          .memory('f32.store', 4 * w);
      });
    }
    f.advance(at, 4).advance(r.destination, 4 * r.width);
  });
  f.release(at, left, offset, ...bases);
}

/** One entry of an offset table is next to the other: the merged axes are one run of f32. */
export function isRun(axes: readonly Stride[]): boolean {
  let stride = 4;
  for (const a of [...axes].reverse()) {
    if (a.stride !== stride && a.extent !== 1) return false;
    stride *= a.extent;
  }
  return true;
}
