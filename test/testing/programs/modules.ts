// Instructions: layers with parameters of their own, which become leaves of the program.
import { makeConstant } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { fold, keyOf } from '../../../dsl/key.ts';
import * as language from '../../../dsl/nn/index.ts';
import { evaluating, type Mode, Training } from '../../../dsl/nn/mode.ts';
import { namedParameters } from '../../../dsl/nn/tree.ts';
import { keyOf as keyTensor } from '../../../dsl/ops/random.ts';
import { drawnLeaf } from './drawn.ts';
import type { Instruction, Pool } from './pool.ts';

// Boundary: layers are made and applied by name, without their types.
type Layer = (...args: unknown[]) => unknown;
const nn = language as unknown as Readonly<Record<string, (...args: unknown[]) => Layer>>;

export const modules: Readonly<Record<string, Instruction>> = {
  'affine layer': (pool) => applied(pool, nn.affine!(3, pool.extent()), pool.fitted([2, 3])),
  mlp: (pool) => applied(pool, nn.mlp!([3, 4, 2]), pool.fitted([2, 3])),
  'relu network': (pool) => applied(pool, nn.reluNetwork!([2, 5, 3]), pool.fitted([3, 2])),
  'convolution layer': (pool) => {
    const options = { padding: pool.choices.below(2), stride: pool.choices.from([1, 2]) };
    return applied(pool, nn.crossCorrelate!(2, 3, 3, options), pool.fitted([1, 2, 4, 5]));
  },
  'embedding layer': (pool) => {
    const indices = Int32Array.from({ length: 6 }, () => pool.choices.below(4));
    return applied(pool, nn.embedding!(4, 3), makeConstant(indices, [2, 3], 'i32'));
  },
  'layer normalisation': (pool) => applied(pool, nn.layerNorm!(5), pool.fitted([3, 5])),
  'batch normalisation': (pool) => {
    const layer = nn.batchNorm!(2);
    const stage = layer(pool.choices.oneIn(2) ? evaluating : training(pool)) as Layer;
    return applied(pool, layer, pool.fitted([4, 2, 3]), stage);
  },
  'dropout layer': (pool) => {
    const x = pool.real();
    return nn.dropout!(0.4, training(pool))(x) as Expr;
  },
};

function training(pool: Pool): Mode {
  const seed = pool.choices.below(99);
  return new Training(() => keyTensor(seed));
}

/** The stage on x, and a leaf for each parameter of the layer. */
function applied(pool: Pool, layer: Layer, x: Expr, stage: Layer = layer): Expr {
  const key = keyOf(pool.choices.below(9999));
  for (const { name, leaf } of namedParameters(layer)) pool.leaf(drawnLeaf(leaf, fold(key, name)));
  // Boundary: a tensor is its expression
  return stage(x) as Expr;
}
