// One contraction kernel as a function: loops over the batch, the product into the result (or scratch), and then what
// the kernel does to the sums, as a loop nest over the block that was just computed.

import { axesOf, coefficient } from '../../../program/indices.ts';
import { rewriteScalars } from '../../../program/rewrite.ts';
import type { Axis, AxisId, Index, Kernel, Scalar } from '../../../program/types.ts';
import { indicesOf } from '../../../program/visit.ts';
import type { Local } from '../assemble/function.ts';
import { Forms } from '../nest/forms.ts';
import { emitNest, type StepContext } from '../nest/kernel.ts';
import { planNest } from '../nest/plan.ts';
import { threadAxis } from '../threads/axis.ts';
import { TileStore } from './atStore.ts';
import { denseStrides, type ProductContext, pushWorkspace, strides } from './common.ts';
import { multiplyDirect, packDirect } from './direct.ts';
import { multiplyPacked, packRows } from './packed.ts';
import { type ContractionPlan, type Piece, type Strategy, workspace } from './plan.ts';
import { sizeOf } from './recognize.ts';
import type { Tables } from './tables.ts';

/** the id that stands for the sums in scratch */
const scratchBuffer = -1;

export interface ContractionContext extends StepContext {
  readonly tables: Tables;
  /** the first thread's workspace, and how far apart the threads' are */
  readonly workspaceAddress: number;
  readonly workspaceBytes: number;
  readonly once: ProductContext['once'];
}

interface PieceContext extends ContractionContext {
  /** which one of the contraction */
  readonly piece: number;
}

export function emitContraction(plan: ContractionPlan, context: ContractionContext): void {
  let packed = '';
  for (const [number, piece] of plan.pieces.entries()) {
    const rows = JSON.stringify([piece.contraction.a, piece.contraction.m]);
    const packDepth = depthOf(piece);
    emitPiece(plan, piece, { ...context, piece: number }, packDepth, packDepth === 0 && rows === packed);
    packed = packDepth === 0 ? rows : '';
  }
}

/** a is packed inside the innermost loop that it depends on */
function depthOf({ loops, contraction }: Piece): number {
  return loops.reduce((depth, x, i) => (coefficient(contraction.a.address, x.id) !== 0 ? i + 1 : depth), 0);
}

function emitPiece(
  { kernel, strategy, tile }: ContractionPlan,
  piece: Piece,
  context: PieceContext,
  packDepth: number,
  isPacked: boolean,
): void {
  const { f, counters } = context;
  const { contraction: c, loops } = piece;
  const levels = new Map(loops.map((a, i) => [a.id, i] as const));
  const extents = new Map([
    ...[...counters].map(([id, x]) => [id, x.extent] as const),
    ...loops.map((a) => [a.id, a.extent] as const),
  ]);
  const forms = new Forms(f, levels, new Map([...counters].map(([id, x]) => [id, x.local] as const)), extents);
  const space = workspace(piece, strategy, tile);
  const own = ownWorkspace(context);
  const raw = piece.rawOutput === null ? null : c.outputs[piece.rawOutput]!;
  const outside = new Set([...extents.keys()]);
  const pointers = [
    pointer(context, forms, outside, c.a),
    pointer(context, forms, outside, c.b),
    raw ? pointer(context, forms, outside, raw) : scratchPointer(context, space.raw, own),
  ] as const;
  const counterLocals = loops.map(() => f.local('i32'));
  const store = storeOf(piece, context, counterLocals);
  const product: ProductContext = {
    store,
    f,
    piece,
    tile,
    tables: context.tables,
    a: pointers[0].local,
    b: pointers[1].local,
    raw: pointers[2].local,
    rawRows: raw ? strides(c.m, raw.address) : denseStrides(c.m, 4 * sizeOf(c.n)),
    rawColumns: raw ? strides(c.n, raw.address) : denseStrides(c.n, 4),
    workspace: { a: context.workspaceAddress + space.a, b: context.workspaceAddress + space.b, own },
    once: context.once,
  };
  const { pack, multiply } = strategy === 'dot' ? { multiply: context.late('dot').multiplyDot } : ways[strategy];
  const descend = (depth: number): void => {
    if (pack && depth === packDepth && !isPacked) {
      pointers[0].update();
      pack(product);
    }
    const axis = loops[depth];
    if (!axis) {
      for (const p of pointers) p.update();
      multiply(product);
      if (!store) emitEpilogue(kernel, piece, context, raw, space.raw, counterLocals);
      return;
    }
    const counter = counterLocals[depth]!;
    forms.beginLevel(depth);
    f.i32(0).set(counter);
    const pass = () => {
      forms.enterBody(depth);
      descend(depth + 1);
      forms.advance(depth, 1);
    };
    f.repeatWhileBelow(counter, 1, axis.extent, pass);
    forms.endLevel(depth);
  };
  forms.enterRoot();
  descend(0);
  f.release(...counterLocals, ...pointers.map((p) => p.local));
}

/** The tile is given the counters that its results use: of the loops around the kernel and of those around the product. */
function storeOf(
  { atStore, contraction, loops }: Piece,
  context: PieceContext,
  locals: readonly Local[],
): ProductContext['store'] {
  if (!atStore) return null;
  const used = new Set<AxisId>();
  for (const i of [...indicesOf(atStore.map((r) => r.value)), ...atStore.map((r) => r.address)]) axesOf(i, used);
  const around = [
    ...[...context.counters].map(([id, { extent, local }]) => ({ id, extent, local })),
    ...loops.map((axis, i) => ({ ...axis, local: locals[i]! })),
  ].filter((x) => used.has(x.id));
  return {
    by: new TileStore(context, atStore, contraction, around),
    counters: around.map((x) => x.local),
    name: `${context.f.name} ${context.piece}`,
  };
}

const ways: Record<
  Exclude<Strategy, 'dot'>,
  { readonly pack?: (c: ProductContext) => void; readonly multiply: (c: ProductContext) => void }
> = {
  direct: { pack: packDirect, multiply: multiplyDirect },
  packed: { pack: packRows, multiply: multiplyPacked },
};

interface Pointer {
  readonly local: Local;
  readonly update: () => void;
}

/** The address of an operand's element 0 of the product at the present point of the loops. */
function pointer(
  context: StepContext,
  forms: Forms,
  outside: ReadonlySet<number>,
  of: { buffer: number; address: Index },
): Pointer {
  const local = context.f.local('i32');
  const terms = of.address.terms.filter((t) => t.atom.kind === 'axis' && outside.has(t.atom.id));
  const form = forms.register({ offset: 0, terms }, 4);
  const update = () => {
    forms.push(form, context.addressOf(of.buffer) + 4 * of.address.offset);
    context.f.set(local);
  };
  return { local, update };
}

function scratchPointer(context: ContractionContext, offset: number, own: Local | null): Pointer {
  const { f } = context;
  const local = f.local('i32');
  const update = () => pushWorkspace({ f, workspace: { own } }, context.workspaceAddress + offset).set(local);
  return { local, update };
}

/** Bytes from the first thread's workspace to this one's, where the function is a thread's share of a kernel. */
function ownWorkspace({ f, counters, workspaceBytes }: ContractionContext): Local | null {
  const thread = counters.get(threadAxis);
  if (!thread) return null;
  const own = f.local('i32');
  f.get(thread.local).i32(workspaceBytes).op('i32.mul').set(own);
  return own;
}

/**
 * The kernel that reads the sums, over the axes inside the loops; null when the sums are the result. In a thread's share
 * of a kernel, sums in scratch are in that thread's workspace.
 */
export function epilogueOf(name: string, piece: Piece, workspaceBytes = 0): Kernel | null {
  if (piece.plainResult) return null;
  const { contraction: c, rawOutput } = piece;
  const raw = rawOutput === null ? null : c.outputs[rawOutput]!;
  const axes: Axis[] = [...c.m, ...c.n];
  const dense = new Map(denseStrides(axes, 1).map((s, i) => [axes[i]!.id, s.stride] as const));
  const term = (id: AxisId, factor: number) => ({ atom: { kind: 'axis', id } as const, factor });
  const own = workspaceBytes > 0 ? [term(threadAxis, workspaceBytes / 4)] : [];
  const address: Index = raw?.address ?? {
    offset: 0,
    terms: [...own, ...axes.map((a) => term(a.id, dense.get(a.id)!))],
  };
  const sums: Scalar = { kind: 'load', buffer: raw?.buffer ?? scratchBuffer, address, dtype: 'f32' };
  const values = rewriteScalars(
    c.outputs.map((o) => o.value),
    { scalar: (s) => (s.kind === 'reduced' ? sums : null) },
  );
  const outputs = c.outputs
    .map((o, i) => ({ buffer: o.buffer, address: o.address, value: values[i]! }))
    .filter((_, i) => i !== rawOutput || c.outputs[i]!.value.kind !== 'reduced');
  return { kind: 'kernel', name, axes, reduction: null, outputs };
}

function emitEpilogue(
  { name }: Kernel,
  piece: Piece,
  context: ContractionContext,
  raw: unknown,
  rawOffset: number,
  locals: readonly Local[],
): void {
  const kernel = epilogueOf(name, piece, context.counters.has(threadAxis) ? context.workspaceBytes : 0);
  if (!kernel) return;
  const counters = new Map(context.counters);
  piece.loops.forEach((a, i) => {
    counters.set(a.id, { local: locals[i]!, extent: a.extent });
  });
  const addressOf = (id: number) =>
    id === scratchBuffer && !raw ? context.workspaceAddress + rawOffset : context.addressOf(id);
  const nest = planNest(kernel, new Map([...counters].map(([id, x]) => [id, x.extent] as const)));
  emitNest(kernel, nest, { ...context, counters, addressOf });
}
