// Recurrent layers on top of each other, and in both directions.
import { ShapeError } from '../error.ts';
import { concat } from '../expression/views.ts';
import { result } from '../ops/boundary.ts';
import type { Dim, DimSum, Message, Same } from '../shape/index.ts';
import { type AnyTensor, toExpr } from '../tensor.ts';
import {
  type Recurrence,
  type RunOptions,
  rowsOf,
  runOptions,
  type SequenceLayer,
  type Unrolled,
} from './recurrence.ts';

/** What the functions below ask of a layer, whatever its types. */
interface Over {
  readonly inputs: Dim;
  readonly width: Dim;
  readonly widths: unknown;
  readonly params: unknown;
}
type Stepping = Over & { readonly step: unknown };

/** Layer X where it takes what the one below gives, or the sentence in its place. */
type Link<X, Below> =
  Fits<X, Below> extends true ? X : Message<'stacked', [WidthOf<X, 'inputs'>, WidthOf<Below, 'width'>]>;
type Fits<X, Below> = Below extends Over ? Same<WidthOf<X, 'inputs'>, Below['width'], true, false> : true;
type WidthOf<X, N extends 'inputs' | 'width'> = X extends Over ? X[N] : Dim;
/** The layer below the one at I; none below the first. */
type BelowAt<L extends readonly unknown[], I> = [null, ...L][I & keyof [null, ...L]];

type Top<L extends readonly unknown[]> = L extends readonly [...unknown[], infer T extends Over] ? T['width'] : Dim;
type Bottom<L extends readonly unknown[]> = L extends readonly [infer T extends Over, ...unknown[]] ? T['inputs'] : Dim;
type Each<L extends readonly unknown[], N extends 'widths' | 'params'> = {
  readonly [I in keyof L]: L[I] extends Over ? L[I][N] : never;
};

export type Stacked<L extends readonly unknown[]> = L extends readonly Stepping[]
  ? Recurrence<'stacked', Bottom<L>, Top<L>, Each<L, 'widths'>, Each<L, 'params'>>
  : SequenceLayer<'stacked', Bottom<L>, Top<L>, Each<L, 'widths'>, Each<L, 'params'>>;

/** The layers as they are called here: the types have been checked by the signatures. */
type Run = (x: unknown, options: RunOptions<unknown, Dim>) => Unrolled<Dim, Dim, Dim, unknown>;
type Step = (state: unknown, x: unknown) => { readonly output: unknown; readonly state: unknown };
type Layer = Over & Run & { readonly step?: Step; readonly start?: (batch: Dim) => unknown };

/**
 * Layers on top of each other: each goes over the outputs of the one below (Graves, Mohamed and Hinton 2013). The state
 * is a tuple of theirs: stacked(lstm(28, 64), lstm(64, 64)).
 */
export function stacked<L extends Over[]>(...layers: { [I in keyof L]: Link<L[I], BelowAt<L, I>> }): Stacked<L> {
  const all = layers as unknown as readonly Layer[];
  for (const [i, layer] of all.entries()) {
    const below = all[i - 1];
    if (below !== undefined && below.width !== layer.inputs) {
      throw new ShapeError('stacked', [layer.inputs, below.width]);
    }
  }
  const [inputs, width] = [all[0]!.inputs, all.at(-1)!.width];
  const apply: Run = (x, { initial, ...options }) => {
    rowsOf('stacked', inputs, width, x);
    const states: unknown[] = [];
    const outputs = all.reduce<unknown>((below, layer, i) => {
      const { outputs, state } = layer(below, { ...options, initial: stateAt(initial, i) as undefined });
      states.push(state);
      return outputs;
    }, x);
    return { outputs: outputs as Unrolled<Dim, Dim, Dim, unknown>['outputs'], state: states as never };
  };
  const step: Step = (state, x) => {
    rowsOf('stacked', inputs, width, x, '[batch, features]');
    const states: unknown[] = [];
    const output = all.reduce<unknown>((below, layer, i) => {
      const next = layer.step!(stateAt(state, i), below);
      states.push(next.state);
      return next.output;
    }, x);
    return { output, state: states };
  };
  const stepping = all.every((l) => l.step !== undefined);
  return Object.assign((x: unknown, options?: unknown) => apply(x, runOptions('stacked', options)), {
    params: all.map((l) => l.params),
    inputs,
    width,
    widths: all.map((l) => l.widths),
    ...(stepping ? { step, start: (batch: Dim) => all.map((l) => l.start!(batch)) } : {}),
  }) as unknown as Stacked<L>;
}

const stateAt = (state: unknown, i: number): unknown => (state as readonly unknown[] | undefined)?.[i];

type BothInputs<F extends Over, G extends Over> = [[F['inputs'], G['inputs']]] extends [[G['inputs'], F['inputs']]]
  ? G
  : Message<'bidirectional', [F['inputs'], G['inputs']]>;

export type Bidirectional<F extends Over, G extends Over> = SequenceLayer<
  'bidirectional',
  F['inputs'],
  DimSum<F['width'], G['width']>,
  { readonly forward: F['widths']; readonly backward: G['widths'] },
  { readonly forward: F['params']; readonly backward: G['params'] }
>;

/**
 * One layer from the first step to the last and another back, their outputs side by side (Schuster and Paliwal 1997).
 * The backward one begins at the last step of each sequence. The state is { forward, backward }.
 */
export function bidirectional<F extends Over, G extends Over>(
  forward: F,
  backward: BothInputs<F, G>,
): Bidirectional<F, G> {
  const [there, back] = [forward as unknown as Layer, backward as unknown as Layer];
  if (there.inputs !== back.inputs) throw new ShapeError('bidirectional', [there.inputs, back.inputs]);
  const width = Number(there.width) + Number(back.width);
  const apply = (x: unknown, options?: unknown) => {
    const { initial, lengths, reverse } = runOptions<unknown>('bidirectional', options);
    if (reverse === true) throw new TypeError('bidirectional: it goes both ways already; leave reverse out');
    rowsOf('bidirectional', there.inputs, width, x);
    const starts = (initial ?? {}) as { readonly forward?: undefined; readonly backward?: undefined };
    const right = there(x, { lengths, initial: starts.forward });
    const left = back(x, { lengths, initial: starts.backward, reverse: true });
    const sides = [right.outputs, left.outputs].map((t: AnyTensor) => toExpr(t));
    return { outputs: result(concat(2, sides)), state: { forward: right.state, backward: left.state } };
  };
  return Object.assign(apply, {
    params: { forward: there.params, backward: back.params },
    inputs: there.inputs,
    width,
    widths: { forward: there.widths, backward: back.widths },
  }) as unknown as Bidirectional<F, G>;
}
