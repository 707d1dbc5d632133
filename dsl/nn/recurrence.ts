// Recurrent layers: a cell, applied at each step of a sequence by one loop, whatever its length.

import { boundSizes } from '../binding.ts';
import { leafNumber, makeIota } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import type { Expr } from '../expr.ts';
import { less, select } from '../expression/pointwise.ts';
import { scan } from '../expression/scan.ts';
import { expand, permute } from '../expression/views.ts';
import { result } from '../ops/boundary.ts';
import { type F32, float, integer, type OfFloats } from '../ops/operands.ts';
import type { Dim, Message, Same } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import type { Tensor } from '../tensor.ts';
import type { Known } from './affine.ts';
import { expressionsOf, type HasParams, refill } from './tree.ts';

/** The state of a layer whose widths are K: a tensor [batch, width] for each width of the tree. */
export type StateOf<K, B extends Dim> = K extends Dim ? Tensor<[B, K]> : { readonly [N in keyof K]: StateOf<K[N], B> };

export interface RunOptions<K, B extends Dim> {
  /** the state before the first step; zeros if not given. The last state of one run makes the next go on from it. */
  readonly initial?: StateOf<K, B> | undefined;
  /** how many steps of each sequence count; all if not given */
  readonly lengths?: Tensor<[B], 'i32'> | undefined;
  /** from the last step to the first */
  readonly reverse?: boolean;
}

export interface Unrolled<B extends Dim, T extends Dim, O extends Dim, K> {
  /** of every step; zeros after the end of a sequence */
  readonly outputs: Tensor<[B, T, O]>;
  /** after the last step of each sequence */
  readonly state: StateOf<K, B>;
}

/** What a layer that goes over sequences [batch, time, features] takes, or the sentence. */
type Rows<
  Op extends string,
  I extends Dim,
  O extends Dim,
  J extends Dim,
  D extends DType,
  X,
  Shape extends string,
> = OfFloats<
  Op,
  D,
  Same<J, I, X, Known<J, Message<'layerRank', [Op, I, O, Shape]>, Message<'features', [Op, I, O, J]>>>
>;

/** x [batch, time, inputs] -> outputs [batch, time, width], and the last state. */
export interface SequenceLayer<Op extends string, I extends Dim, O extends Dim, K, P> extends HasParams<P> {
  <B extends Dim, T extends Dim, J extends Dim, D extends DType>(
    x: Rows<Op, I, O, J, D, Tensor<[B, T, J], F32<D>>, '[batch, time, features]'>,
    options?: RunOptions<K, NoInfer<B>>,
  ): Unrolled<B, T, O, K>;
  readonly inputs: I;
  readonly width: O;
  /** the widths of the state, in its form */
  readonly widths: K;
}

/** A layer that can also go one step at a time: what a decoder is made of. */
export interface Recurrence<Op extends string, I extends Dim, O extends Dim, K, P>
  extends SequenceLayer<Op, I, O, K, P> {
  readonly step: <B extends Dim, J extends Dim, D extends DType>(
    state: StateOf<K, B>,
    x: Rows<Op, I, O, J, D, Tensor<[B, J], F32<D>>, '[batch, features]'>,
  ) => { readonly output: Tensor<[B, O]>; readonly state: StateOf<K, B> };
  /** zeros */
  readonly start: <B extends Dim>(batch: B) => StateOf<K, B>;
}

/** One step, as expressions. */
export interface Cell {
  /** the part of a step that needs no state, [..., inputs] -> [..., ...]: computed for all steps at once */
  readonly project: (x: Expr) => Expr;
  /** the next state, in the order of its tree; the first is the output */
  readonly next: (state: readonly Expr[], projected: Expr) => readonly Expr[];
}

/** The layer of a cell. `widths` is the form of its state. */
export function recurrence<Op extends string, I extends Dim, O extends Dim, K, P>(
  op: Op,
  [inputs, width]: readonly [I, O],
  widths: K,
  params: P,
  cell: Cell,
): Recurrence<Op, I, O, K, P> {
  const start = (batch: Dim) => zeroState(widths, boundSizes(op, [batch])[0]!);
  const apply = (x: unknown, given?: unknown) => {
    const options = runOptions<K>(op, given);
    const e = rowsOf(op, inputs, width, x);
    const form = start(e.shape[0]!);
    const initial = options.initial === undefined ? expressionsOf(form) : stateOf(op, form, options.initial);
    const { carries, outputs } = unroll(op, cell, e, initial, options);
    return { outputs: result(permute(outputs[0]!, [1, 0, 2])), state: refill(form, carries) };
  };
  const step = (state: unknown, x: unknown) => {
    const e = rowsOf(op, inputs, width, x, '[batch, features]');
    const form = start(e.shape[0]!);
    const next = cell.next(stateOf(op, form, state), cell.project(e));
    return { output: result(next[0]!), state: refill(form, next) };
  };
  // the state has the form of `widths`, which is what StateOf<K, B> says
  return Object.assign(apply, { params, inputs, width, widths, step, start }) as unknown as Recurrence<Op, I, O, K, P>;
}

/** How a layer goes over its sequences; `op` is the layer. */
export const runOptions = <K>(op: string, options: unknown): RunOptions<K, Dim> =>
  optionsOf<RunOptions<K, Dim>>(op, options, { initial: 1, lengths: 1, reverse: 1 });

/** What a layer of these widths goes over, checked. */
export function rowsOf(op: string, inputs: Dim, width: Dim, x: unknown, shape = '[batch, time, features]'): Expr {
  const e = float(op, x);
  if (e.shape.length !== shape.split(',').length) throw new ShapeError('layerRank', [op, inputs, width, shape]);
  if (e.shape.at(-1) !== inputs) throw new ShapeError('features', [op, inputs, width, e.shape.at(-1)!]);
  return e;
}

/** A tree of the form of `widths`: [batch, width] zeros for each. */
function zeroState(widths: unknown, batch: number): unknown {
  if (typeof widths === 'number') return result(leafNumber(0, [batch, widths]));
  if (Array.isArray(widths)) return widths.map((w) => zeroState(w, batch));
  return Object.fromEntries(Object.entries(widths as object).map(([name, w]) => [name, zeroState(w, batch)]));
}

function stateOf(op: string, form: unknown, given: unknown): Expr[] {
  const state = expressionsOf(given);
  for (const [i, zero] of expressionsOf(form).entries()) {
    const shape = state[i]?.shape ?? [];
    if (shape.join() !== zero.shape.join()) throw new ShapeError('state', [op, shape, zero.shape]);
  }
  return state;
}

/**
 * The loop over time. After the end of a sequence the state stays, the output is 0, and what stands there is never
 * read: not even NaN reaches a result or a gradient.
 */
function unroll(
  op: string,
  cell: Cell,
  x: Expr,
  initial: readonly Expr[],
  { lengths, reverse = false }: RunOptions<unknown, Dim>,
) {
  const rows = permute(x, [1, 0, 2]);
  if (lengths === undefined) {
    return scan({
      initial,
      sequences: [cell.project(rows)],
      reverse,
      body: (state, [projected]) => {
        const next = cell.next(state, projected!);
        return { carries: next, outputs: [next[0]!] };
      },
    });
  }
  const inside = within(op, lengths, rows.shape);
  return scan({
    initial,
    sequences: [cell.project(select(expand(inside, -1), rows, 0)), inside],
    reverse,
    body: (state, [projected, here]) => {
      const next = cell.next(state, projected!);
      const now = expand(here!, -1);
      return {
        carries: next.map((value, i) => select(now, value, state[i]!)),
        outputs: [select(now, next[0]!, 0)],
      };
    },
  });
}

/** bool [time, batch]: is the step before the end of the sequence? */
function within(op: string, lengths: unknown, [time, batch]: readonly number[]): Expr {
  const n = integer(op, lengths);
  if (n.shape.join() !== `${batch}`) throw new ShapeError('lengthsOf', [op, n.shape, [batch!]]);
  return less(makeIota([time!, batch!], 0), n);
}
