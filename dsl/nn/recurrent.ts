// The recurrent layers: Elman's network, the gated recurrent unit, long short-term memory.
import { makeReshape } from '../build.ts';
import type { Expr } from '../expr.ts';
import { matmul } from '../expression/contract.ts';
import { add, mul, sigmoid, sub, tanh } from '../expression/pointwise.ts';
import { rangeOf } from '../expression/views.ts';
import type { Initializer } from '../initializer.ts';
import { parameter } from '../ops/leaves.ts';
import type { Dim, Options, Some } from '../shape/index.ts';
import { oneOf, optionsOf } from '../shape/rules/index.ts';
import { type AnyTensor, type Tensor, toExpr } from '../tensor.ts';
import type { WeightOptions } from './affine.ts';
import { uniformInitializer, zerosInitializer } from './initializers.ts';
import { type Recurrence, recurrence } from './recurrence.ts';

export interface RecurrentOptions extends WeightOptions {
  /** how the weights u from state to state are drawn; as the others if not said */
  readonly recurrent?: Initializer;
}

export interface GatedOptions extends RecurrentOptions {
  /**
   * for how many steps the state is to last: the biases of the gate that keeps it are drawn as log(u), u uniform in
   * [1, memory - 1], so that units forget after as many steps as that at first (Tallec and Ollivier 2018)
   */
  readonly memory?: number;
}

/** The weights of `gates` gates in one tensor, gate by gate along the middle axis: one product computes them all. */
type Gates<I extends Dim, G extends number, H extends Dim> = {
  readonly w: Tensor<[I, G, H]>;
  readonly u: Tensor<[H, G, H]>;
  readonly b: Tensor<[G, H]>;
};

/** Uniform within 1 / sqrt(width) unless said otherwise, as in Torch. */
function weights(width: Dim, { initializer, recurrent }: RecurrentOptions) {
  const usual = initializer ?? uniformInitializer(1 / Math.sqrt(Number(width)));
  return { w: usual, u: recurrent ?? usual };
}

function gates<I extends Dim, G extends number, H extends Dim>(
  inputs: I,
  count: G,
  width: H,
  options: RecurrentOptions,
  biases: Initializer = zerosInitializer,
): Gates<I, G, H> {
  const drawn = weights(width, options);
  return {
    w: parameter('w', [inputs, count, width], drawn.w),
    u: parameter('u', [width, count, width], drawn.u),
    b: parameter('b', [count, width], biases),
  };
}

/** Biases [gates, width] of gates of which one keeps the state, and another, or none, lets in what is new. */
function lasting(memory: number, keeps: number, admits: number | null): Initializer {
  if (!(Number.isFinite(memory) && memory >= 2))
    throw new RangeError(`memory is ${memory}; it must be a number of steps, 2 or more`);
  return {
    name: `memory(${memory})`,
    draw: ([count, width], uniform) =>
      Float32Array.from({ length: count! * width! }, (_, i) => {
        const [gate, unit] = [Math.floor(i / width!), i % width!];
        const bias = Math.log(1 + (memory - 2) * uniform(unit));
        return gate === keeps ? bias : gate === admits ? -bias : 0;
      }),
  };
}

/** x [..., i] by w [i, g, h] -> [..., g h]: the gates side by side. */
function product(x: Expr, w: Expr): Expr {
  const [inner, ...rest] = w.shape;
  return matmul(x, makeReshape(w, [inner!, rest.reduce((n, d) => n * d, 1)]));
}

const flat = (b: Expr) => makeReshape(b, [b.shape.reduce((n, d) => n * d, 1)]);

/** W x + b for the gates of x. */
const projection = (p: { readonly w: AnyTensor; readonly b: AnyTensor }) => (x: Expr) =>
  add(product(x, toExpr(p.w)), flat(toExpr(p.b)));

/** Gates [from, to) of values [batch, g h]. */
const some = (x: Expr, width: number, from: number, to = from + 1) =>
  rangeOf(x, -1 + x.shape.length, from * width, (to - from) * width);

export type Elman<I extends Dim, H extends Dim> = Recurrence<
  'elman',
  I,
  H,
  H,
  { readonly w: Tensor<[I, H]>; readonly u: Tensor<[H, H]>; readonly b: Tensor<[H]> }
>;

/**
 * x [batch, time, inputs] -> h [batch, time, width]: h_t = tanh(W x_t + U h_(t-1) + b) (Elman 1990). The state is h,
 * [batch, width].
 */
export function elman<I extends Dim, H extends Dim>(inputs: I, width: H, options: RecurrentOptions = {}): Elman<I, H> {
  const drawn = weights(width, optionsOf<RecurrentOptions>('elman', options, { initializer: 1, recurrent: 1 }));
  const params = {
    w: parameter('w', [inputs, width], drawn.w),
    u: parameter('u', [width, width], drawn.u),
    b: parameter('b', [width], zerosInitializer),
  };
  return recurrence('elman', [inputs, width], width, params, {
    project: projection(params),
    next: ([h], projected) => [tanh(add(projected, matmul(h!, toExpr(params.u))))],
  });
}

export interface GruOptions extends GatedOptions {
  /** where the reset gate acts: on the state before its product with U, or on the product; 'before' if not said */
  readonly reset?: 'before' | 'after';
}

const gatedOptions = { initializer: 1, recurrent: 1, memory: 1 };
const gruOptions = { ...gatedOptions, reset: 1 };

/** The second bias of the candidate, which the reset gate acts on too. */
type Inner<H extends Dim, O> = O extends { readonly reset: 'after' } ? { readonly c: Tensor<[H]> } : unknown;
export type Gru<I extends Dim, H extends Dim, O> = Recurrence<'gru', I, H, H, Gates<I, 3, H> & Inner<H, O>>;

/**
 * The gated recurrent unit, x [batch, time, inputs] -> h [batch, time, width], state h [batch, width]:
 *
 *   r = sigmoid(W_r x + U_r h + b_r),  z = sigmoid(W_z x + U_z h + b_z),  h' = z h + (1 - z) n
 *   n = tanh(W_n x + U_n (r h) + b_n)         reset 'before' (Cho et al. 2014, as printed)
 *   n = tanh(W_n x + r (U_n h + c) + b_n)     reset 'after'  (its first version, arXiv 1406.1078v1; cuDNN)
 *
 * Gates stand in the order r, z, n along the middle axis of w, u and b.
 */
export function gru<I extends Dim, H extends Dim, const O extends Some<GruOptions> = GruOptions>(
  inputs: I,
  width: H,
  options?: Options<'gru', O, GruOptions>,
): Gru<I, H, O> {
  const { reset = 'before', memory, ...drawn } = optionsOf<GruOptions>('gru', options, gruOptions);
  oneOf('gru', 'reset', reset, ['before', 'after']);
  const shared = gates(inputs, 3, width, drawn, memory === undefined ? zerosInitializer : lasting(memory, 1, null));
  const inner = reset === 'after' ? { c: parameter('c', [width], zerosInitializer) } : {};
  const u = toExpr(shared.u);
  const n = Number(width);
  const candidate = (h: Expr, r: Expr): Expr => {
    const last = rangeOf(u, 1, 2, 1);
    if ('c' in inner) return mul(r, add(product(h, last), toExpr(inner.c as AnyTensor)));
    return product(mul(r, h), last);
  };
  const layer = recurrence(
    'gru',
    [inputs, width],
    width,
    { ...shared, ...inner },
    {
      project: projection(shared),
      next: ([h], projected) => {
        const open = sigmoid(add(some(projected, n, 0, 2), product(h!, rangeOf(u, 1, 0, 2))));
        const [r, z] = [some(open, n, 0), some(open, n, 1)];
        const proposed = tanh(add(some(projected, n, 2), candidate(h!, r)));
        return [add(mul(z, h!), mul(sub(1, z), proposed))];
      },
    },
  );
  // `c` is there when the option says so, as Inner does
  return layer as unknown as Gru<I, H, O>;
}

export type Lstm<I extends Dim, H extends Dim> = Recurrence<
  'lstm',
  I,
  H,
  { readonly h: H; readonly c: H },
  Gates<I, 4, H>
>;

/** 1 for the forget gate, 0 for the others. */
const rememberAtFirst: Initializer = {
  name: 'forget gate 1',
  draw: (shape) =>
    Float32Array.from({ length: shape[0]! * shape[1]! }, (_, i) => (Math.floor(i / shape[1]!) === 1 ? 1 : 0)),
};

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997) with a forget gate (Gers, Schmidhuber and Cummins 2000),
 * x [batch, time, inputs] -> h [batch, time, width], state { h, c }, each [batch, width]:
 *
 *   i, f, o = sigmoid(W x + U h + b) each,  g = tanh(W_g x + U_g h + b_g)
 *   c' = f c + i g,  h' = o tanh(c')
 *
 * Gates stand in the order i, f, g, o along the middle axis of w, u and b. b_f is 1 at first, so that a network remembers
 * until it learns to forget (Jozefowicz, Zaremba and Sutskever 2015); with `memory` it is drawn, and b_i is -b_f.
 */
export function lstm<I extends Dim, H extends Dim>(inputs: I, width: H, options: GatedOptions = {}): Lstm<I, H> {
  const { memory, ...drawn } = optionsOf<GatedOptions>('lstm', options, gatedOptions);
  const biases = memory === undefined ? rememberAtFirst : lasting(memory, 1, 0);
  const params = gates(inputs, 4, width, drawn, biases);
  const n = Number(width);
  return recurrence('lstm', [inputs, width], { h: width, c: width }, params, {
    project: projection(params),
    next: ([h, c], projected) => {
      const all = add(projected, product(h!, toExpr(params.u)));
      const [i, f, o] = [0, 1, 3].map((k) => sigmoid(some(all, n, k)));
      const cell = add(mul(f!, c!), mul(i!, tanh(some(all, n, 2))));
      return [mul(o!, tanh(cell)), cell];
    },
  });
}
