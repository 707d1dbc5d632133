// One contraction kernel as a function: loops over the batch, the product into the result (or scratch), and then what
// the kernel does to the sums, as a loop nest over the block that was just computed.

import { axesOf, coefficient, sizeOf } from '../../../program/indices.ts';
import type { AxisId, BufferId, Index } from '../../../program/types.ts';
import { indicesOf } from '../../../program/visit.ts';
import { strides } from '../../../schedule/contraction/packing.ts';
import type { ContractionSchedule, ScheduledPiece, Strategy } from '../../../schedule/contraction/types.ts';
import type { Local } from '../assemble/function.ts';
import { Forms } from '../nest/forms.ts';
import { emitNest, type StepContext } from '../nest/kernel.ts';
import { denseStrides, type ProductContext, pushWorkspace } from './common.ts';
import { multiplyDirect, packDirect } from './direct.ts';
import { multiplyPacked, packRows } from './packed.ts';
import type { Tables } from './tables.ts';
import { TileStore } from './tileStore.ts';

export interface ContractionContext extends StepContext {
  readonly tables: Tables;
  /** the first thread's workspace, and how far apart the threads' are */
  readonly workspaceAddress: number;
  readonly workspaceBytes: number;
  /** the buffer of sums in it */
  readonly sums: BufferId;
  /** the thread that runs, where there are several */
  readonly thread: Local | null;
  readonly once: ProductContext['once'];
}

interface PieceContext extends ContractionContext {
  /** which one of the contraction */
  readonly piece: number;
}

export function emitContraction(plan: ContractionSchedule, context: ContractionContext): void {
  let packed = '';
  for (const [number, piece] of plan.pieces.entries()) {
    const rows = JSON.stringify([piece.contraction.a, piece.contraction.m]);
    const packDepth = depthOf(piece);
    emitPiece(plan, piece, { ...context, piece: number }, packDepth, packDepth === 0 && rows === packed);
    packed = packDepth === 0 ? rows : '';
  }
}

/** a is packed inside the innermost loop that it depends on */
function depthOf({ loops, contraction }: ScheduledPiece): number {
  return loops.reduce((depth, x, i) => (coefficient(contraction.a.address, x.id) !== 0 ? i + 1 : depth), 0);
}

function emitPiece(
  { strategy, tile }: ContractionSchedule,
  piece: ScheduledPiece,
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
  const space = piece.workspace;
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
      emitEpilogue(piece, context, counterLocals);
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
  { inRegisters, loops }: ScheduledPiece,
  context: PieceContext,
  locals: readonly Local[],
): ProductContext['store'] {
  if (!inRegisters) return null;
  const { results } = inRegisters;
  const used = new Set<AxisId>();
  for (const i of [...indicesOf(results.map((r) => r.value)), ...results.map((r) => r.address)]) axesOf(i, used);
  const around = [
    ...[...context.counters].map(([id, { extent, local }]) => ({ id, extent, local })),
    ...loops.map((axis, i) => ({ ...axis, local: locals[i]! })),
  ].filter((x) => used.has(x.id));
  return {
    by: new TileStore(context, inRegisters, around),
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
function ownWorkspace({ f, thread, workspaceBytes }: ContractionContext): Local | null {
  if (!thread) return null;
  const own = f.local('i32');
  f.get(thread).i32(workspaceBytes).op('i32.mul').set(own);
  return own;
}

function emitEpilogue(
  { epilogue, loops, workspace }: ScheduledPiece,
  context: ContractionContext,
  locals: readonly Local[],
): void {
  if (!epilogue) return;
  const counters = new Map(context.counters);
  loops.forEach((a, i) => {
    counters.set(a.id, { local: locals[i]!, extent: a.extent });
  });
  const addressOf = (id: BufferId) =>
    id === context.sums ? context.workspaceAddress + workspace.raw : context.addressOf(id);
  emitNest(epilogue, { ...context, counters, addressOf });
}
