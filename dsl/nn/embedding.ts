// The embedding: a vector for each symbol of a vocabulary.

import { makeGather } from '../build.ts';
import type { DType } from '../dtype.ts';
import { ShapeError } from '../error.ts';
import { operand, result } from '../ops/boundary.ts';
import { parameter } from '../ops/leaves.ts';
import { indexed } from '../ranges.ts';
import type { Dim, Shape, TypedAre } from '../shape/index.ts';
import { optionsOf } from '../shape/rules/index.ts';
import { type Tensor, toExpr } from '../tensor.ts';
import { type WeightOptions, weightOptions } from './affine.ts';
import { normalInitializer } from './initializers.ts';
import type { HasParams } from './tree.ts';
import type { Speaks } from './vocabulary.ts';

export interface Embedding<V extends Dim, C extends Dim> extends HasParams<{ readonly table: Tensor<[V, C]> }> {
  <S extends Shape, E extends DType, U extends Dim = V>(
    symbols: TypedAre<'embedding', 'symbols', S, E, 'i32'> & Speaks<'embedding', U, V>,
  ): Tensor<[...S, C]>;
}

/**
 * symbols [...] of i32 in 0 ... vocabulary - 1 -> [..., width]: rows of the table (Bengio et al. 2003). A symbol outside
 * is an error where it is fed; computed in the model, its row is NaN.
 */
export function embedding<V extends Dim, C extends Dim>(
  vocabulary: V,
  width: C,
  options: WeightOptions = {},
): Embedding<V, C> {
  const { initializer = normalInitializer(0.02) } = optionsOf<WeightOptions>('embedding', options, weightOptions);
  const params = { table: parameter('table', [vocabulary, width], initializer) };
  const apply = (symbols: unknown) => {
    const e = operand('embedding', symbols);
    if (e.dtype !== 'i32') throw new ShapeError('typeAre', ['embedding', 'symbols', e.dtype, 'i32']);
    indexed(e, { by: 'embedding', of: 'symbols', below: Number(vocabulary) });
    return result(makeGather(toExpr(params.table), e));
  };
  return Object.assign(apply, { params });
}
