// The parts of densely connected networks (Huang, Liu, van der Maaten and Weinberger 2017): a block, whose every layer
// takes what all before it gave, and the transition between two blocks. The number of channels grows by the same with
// each layer, so that their last number is one sum for the types, however many layers there are.
import type { DType } from '../../dtype.ts';
import { ShapeError } from '../../error.ts';
import type { Expr } from '../../expr.ts';
import { concat } from '../../expression/views.ts';
import { meanPool } from '../../expression/windows.ts';
import { relu } from '../../ops/activations.ts';
import { result } from '../../ops/boundary.ts';
import { type F32, float, type OfFloats } from '../../ops/operands.ts';
import type { Dim, DimSum, Floor, Message, Mul, Same, Win } from '../../shape/index.ts';
import { type Tensor, toExpr } from '../../tensor.ts';
import type { Known } from '../affine.ts';
import { type BatchNorm, batchNorm } from '../batchNorm.ts';
import { type Correlation, crossCorrelate } from '../correlate.ts';
import type { Mode } from '../mode.ts';
import { type HasParams, type Params, paramsOf } from '../tree.ts';

const images = '[batch, channels, height, width]';

/** The channels after N layers that add K each: C + N K. */
export type Grown<C extends Dim, N extends number, K extends number> = DimSum<C, Mul<N, K>>;

/** What a part with C channels takes, or the sentence. */
type Channels<Op extends string, C extends Dim, F extends Dim, G extends Dim, D extends DType, T> = OfFloats<
  Op,
  D,
  Same<G, C, T, Known<G, Message<'layerRank', [Op, C, F, typeof images]>, Message<'layerChannels', [Op, C, F, G]>>>
>;

/** Normalisation, ReLU, and a correlation without bias. */
type Step<C extends Dim, F extends Dim, K extends number> = Params<{
  norm: BatchNorm<C>;
  correlation: Correlation<'crossCorrelate', C, F, K, { bias: false }>;
}>;
interface AnyStep {
  readonly norm: BatchNorm<Dim>;
  readonly correlation: Correlation<'crossCorrelate', Dim, Dim, number, { bias: false }>;
}

function step(inputs: Dim, outputs: Dim, size: 1 | 3): AnyStep {
  return {
    norm: batchNorm(inputs),
    correlation: crossCorrelate(inputs, outputs, size, { padding: (size - 1) / 2, bias: false }) as never,
  };
}
const applied = ({ norm, correlation }: AnyStep, mode: Mode, x: Expr): Expr =>
  toExpr(correlation(relu(norm(mode)(result(x)) as Tensor<[Dim, Dim, Dim, Dim]>)));

function checked(op: string, inputs: Dim, outputs: Dim, x: unknown): Expr {
  const e = float(op, x);
  if (e.shape.length !== 4) throw new ShapeError('layerRank', [op, inputs, outputs, images]);
  if (e.shape[1] !== inputs) throw new ShapeError('layerChannels', [op, inputs, outputs, e.shape[1]!]);
  return e;
}

/** The weights of each layer: the i-th takes C + i K channels to 4 K by 1x1, and those to K by 3x3. */
type Layers<C extends Dim, N extends number, K extends number, Acc extends unknown[] = []> = Acc['length'] extends N
  ? Acc
  : Layers<
      DimSum<C, K>,
      N,
      K,
      [...Acc, { readonly wide: Step<C, Mul<4, K>, 1>; readonly grown: Step<Mul<4, K>, K, 3> }]
    >;

/** A function of the mode, which gives the stage: pipe(x, p.block(mode)). */
export interface DenseBlock<C extends Dim, N extends number, K extends number> {
  (
    mode: Mode,
  ): <B extends Dim, G extends Dim, H extends Dim, W extends Dim, D extends DType>(
    x: Channels<'denseBlock', C, Grown<C, N, K>, G, D, Tensor<[B, G, H, W], F32<D>>>,
  ) => Tensor<[B, Grown<C, N, K>, H, W]>;
  /** of each layer; a property of its own, as only then are the types of all layers made where one asks for them */
  readonly params: Layers<C, N, K>;
  /** the channels that it gives */
  readonly outputs: Grown<C, N, K>;
}

/**
 * x [batch, inputs, height, width] -> [batch, inputs + layers growth, height, width]: each layer adds `growth` channels,
 * computed of all before it by normalisation, ReLU and 1x1 to 4 growth channels, and again by 3x3 (DenseNet-B).
 */
export function denseBlock<C extends Dim, const N extends number, const K extends number>(
  inputs: C,
  layers: N,
  growth: K,
): DenseBlock<C, N, K> {
  const widths = Array.from({ length: layers }, (_, i) => Number(inputs) + i * growth);
  const steps = widths.map((width) => ({ wide: step(width, 4 * growth, 1), grown: step(4 * growth, growth, 3) }));
  const outputs = Number(inputs) + layers * growth;
  const stage = (mode: Mode) => (x: unknown) =>
    result(
      steps.reduce(
        (all, { wide, grown }) => concat(1, [all, applied(grown, mode, applied(wide, mode, all))]),
        checked('denseBlock', inputs, outputs, x),
      ),
    );
  // the types say of each width what the numbers above are
  return Object.assign(stage, { params: paramsOf(steps), outputs }) as unknown as DenseBlock<C, N, K>;
}

/** A function of the mode, which gives the stage. */
export interface Transition<C extends Dim> extends HasParams<Step<C, Floor<C, 0, 2>, 1>> {
  (
    mode: Mode,
  ): <B extends Dim, G extends Dim, H extends Dim, W extends Dim, D extends DType>(
    x: Channels<'transition', C, Floor<C, 0, 2>, G, D, Tensor<[B, G, H, W], F32<D>>>,
  ) => Tensor<[B, Floor<C, 0, 2>, Win<H, 2, { stride: 2 }>, Win<W, 2, { stride: 2 }>]>;
  readonly outputs: Floor<C, 0, 2>;
}

/**
 * x [batch, inputs, height, width] -> [batch, inputs / 2, height / 2, width / 2]: normalisation, ReLU, 1x1 to half the
 * channels, and the mean of each 2x2 (DenseNet-C, with compression 1/2).
 */
export function transition<C extends Dim>(inputs: C): Transition<C> {
  const outputs = Math.floor(Number(inputs) / 2);
  const half = step(inputs, outputs, 1);
  const stage = (mode: Mode) => (x: unknown) =>
    result(
      meanPool('transition', applied(half, mode, checked('transition', inputs, outputs, x)), {
        sizes: [2, 2],
        options: { stride: 2 },
      }),
    );
  return Object.assign(stage, { params: paramsOf(half), outputs }) as unknown as Transition<C>;
}
