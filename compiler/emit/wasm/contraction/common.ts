// What the three ways of a contraction share: their inputs and tables of strides.

import { rowMajorStrides } from '../../../program/indices.ts';
import type { Axis } from '../../../program/types.ts';
import type { Stride } from '../../../schedule/contraction/packing.ts';
import type { ScheduledPiece, Tile } from '../../../schedule/contraction/types.ts';
import type { FunctionBuilder, Local } from '../assemble/function.ts';
import type { Tables } from './tables.ts';
import type { TileStore } from './tileStore.ts';

/** Everything a product needs at one point of the loops around it. */
export interface ProductContext {
  readonly f: FunctionBuilder;
  readonly piece: ScheduledPiece;
  /** rows and vectors (direct, packed) or columns (dot) of the register tile */
  readonly tile: Tile;
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
  /** where the tile computes the results: how, the counters that it is given, and a name for its functions */
  readonly store: { readonly by: TileStore; readonly counters: readonly Local[]; readonly name: string } | null;
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

/** offsets of a dense row-major array */
export function denseStrides(axes: readonly Axis[], unit: number): Stride[] {
  const counted = rowMajorStrides(axes.map((a) => a.extent));
  return axes.map(({ extent }, i) => ({ extent, stride: unit * counted[i]! }));
}
