// The blocks of residual networks (He, Zhang, Ren and Sun 2016): relu(T(x) + x), and relu(T(x) + P(x)) with a projection P
// where the number of channels or the stride changes. Correlations have no bias: batch normalisation follows each.

import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import { relu } from '../ops/activations.ts';
import { add } from '../ops/binary.ts';
import { type F32, float, type OfFloats } from '../ops/operands.ts';
import type { Dim, Message, Same, Win } from '../shape/index.ts';
import { numbersIn, optionsOf } from '../shape/rules/index.ts';
import { asTensor, type Tensor } from '../tensor.ts';
import type { Known } from './affine.ts';
import { type BatchNorm, batchNorm } from './batchNorm.ts';
import { flow } from './compose.ts';
import { type Correlation, crossCorrelate } from './correlate.ts';
import type { Mode } from './mode.ts';
import { type HasParams, type Params, paramsOf } from './tree.ts';

const images = '[batch, channels, height, width]';

/** From C channels to F, height and width divided by the stride S. */
type Stage<Op extends string, C extends Dim, F extends Dim, S extends number> = <
  B extends Dim,
  G extends Dim,
  H extends Dim,
  W extends Dim,
  D extends DType,
>(
  x: OfFloats<
    Op,
    D,
    Same<
      G,
      C,
      Tensor<[B, G, H, W], F32<D>>,
      Known<G, Message<'layerRank', [Op, C, F, typeof images]>, Message<'layerChannels', [Op, C, F, G]>>
    >
  >,
) => Tensor<[B, F, Win<H, 1, { stride: S }>, Win<W, 1, { stride: S }>]>;

/** A function of the mode, which gives the stage: pipe(x, p.block(mode)). */
export interface ResidualBlock<Op extends string, C extends Dim, F extends Dim, S extends number, P>
  extends HasParams<P> {
  (mode: Mode): Stage<Op, C, F, S>;
}

/** The correlation of a block and the normalisation of its result. */
type Step<C extends Dim, F extends Dim, K extends number> = Params<{
  correlation: Correlation<'crossCorrelate', C, F, K, { bias: false }>;
  norm: BatchNorm<F>;
}>;
/** What a block has besides T: nothing where x itself can be added. */
type Shortcut<C extends Dim, F extends Dim, S extends number> = Same<
  [C, S],
  [F, 1],
  Record<never, never>,
  { readonly projection: Step<C, F, 1> }
>;

export interface BlockOptions<S extends number = number> {
  /** height and width are divided by it; 1 if not said */
  readonly stride?: S;
}

type BasicParams<C extends Dim, F extends Dim, S extends number> = {
  readonly first: Step<C, F, 3>;
  readonly second: Step<F, F, 3>;
} & Shortcut<C, F, S>;

/** x [batch, inputs, height, width] -> [batch, outputs, ...]: T is two cross-correlations of 3x3. */
export function basicBlock<C extends Dim, F extends Dim, const S extends number = 1>(
  inputs: C,
  outputs: F,
  options: BlockOptions<S> = {},
): ResidualBlock<'basicBlock', C, F, S, BasicParams<C, F, S>> {
  const stride = strideOf('basicBlock', options);
  const steps = { first: step(inputs, outputs, 3, stride), second: step(outputs, outputs, 3) };
  return residual('basicBlock', inputs, outputs, stride, steps);
}

type BottleneckParams<C extends Dim, M extends Dim, F extends Dim, S extends number> = {
  readonly first: Step<C, M, 1>;
  readonly second: Step<M, M, 3>;
  readonly third: Step<M, F, 1>;
} & Shortcut<C, F, S>;

/**
 * x [batch, inputs, height, width] -> [batch, outputs, ...]: T is 1x1 to `middle` channels, 3x3, and 1x1 to `outputs`.
 * The stride is that of the 3x3, where no position is skipped, as networks of this kind are trained since.
 */
export function bottleneckBlock<C extends Dim, M extends Dim, F extends Dim, const S extends number = 1>(
  inputs: C,
  middle: M,
  outputs: F,
  options: BlockOptions<S> = {},
): ResidualBlock<'bottleneckBlock', C, F, S, BottleneckParams<C, M, F, S>> {
  const stride = strideOf('bottleneckBlock', options);
  const steps = {
    first: step(inputs, middle, 1),
    second: step(middle, middle, 3, stride),
    third: step(middle, outputs, 1),
  };
  return residual('bottleneckBlock', inputs, outputs, stride, steps);
}

/** A first block, which may change channels and size, and others, which keep them, one after another. */
export function residualStage<Op extends string, C extends Dim, F extends Dim, S extends number, P, Q>(
  first: ResidualBlock<Op, C, F, S, P>,
  rest: readonly ResidualBlock<Op, F, F, 1, Q>[],
): ResidualBlock<Op, C, F, S, { readonly first: P; readonly rest: Q[] }> {
  // each block takes what the one before it gives, as the types of the arguments say
  const stage = (mode: Mode) => (x: never) =>
    rest.reduce<unknown>((h, block) => (block(mode) as (h: unknown) => unknown)(h), first(mode)(x));
  return Object.assign(stage, { params: { first: first.params, rest: rest.map((b) => b.params) } }) as never;
}

function strideOf(op: string, options: BlockOptions): number {
  const { stride = 1 } = optionsOf<BlockOptions>(op, options, { stride: 1 });
  numbersIn(op, 'a whole number, 1 or more', { stride });
  return stride;
}

/** A cross-correlation that keeps height and width but for the stride, and batch normalisation. */
function step(inputs: Dim, outputs: Dim, size: 1 | 3, stride = 1) {
  const correlation = crossCorrelate(inputs, outputs, size, { stride, padding: (size - 1) / 2, bias: false });
  return { correlation, norm: batchNorm(outputs) };
}

type AnyStep = ReturnType<typeof step>;
type Images = Tensor<[Dim, Dim, Dim, Dim]>;
type Transform = (x: Images) => Images;

/** The signatures above state the types that the arguments decide; here they are only values. */
function residual(
  op: string,
  inputs: Dim,
  outputs: Dim,
  stride: number | undefined,
  steps: Readonly<Record<string, AnyStep>>,
): never {
  const projects = inputs !== outputs || (stride ?? 1) !== 1;
  const projection = projects ? step(inputs, outputs, 1, stride) : null;
  const applied = ({ correlation, norm }: AnyStep, mode: Mode) =>
    flow(correlation as unknown as Transform, norm(mode) as unknown as Transform);
  const stage = (mode: Mode) => (x: unknown) => {
    const e = float(op, x);
    if (e.shape.length !== 4) throw new ShapeError('layerRank', [op, inputs, outputs, images]);
    if (e.shape[1] !== inputs) throw new ShapeError('layerChannels', [op, inputs, outputs, e.shape[1]!]);
    const from: Images = asTensor(e);
    const [first, ...later] = Object.values(steps);
    const transformed = later.reduce((h, s) => applied(s, mode)(relu(h)), applied(first!, mode)(from));
    return relu(add(transformed, projection === null ? from : applied(projection, mode)(from)));
  };
  return Object.assign(stage, { params: paramsOf(projection === null ? steps : { ...steps, projection }) }) as never;
}
