// Shapes of tensors.

import fc from 'fast-check';
import { elementCount } from '../../../dsl/expr.ts';
import { optionsOf } from '../../../dsl/shape/rules/index.ts';
import { type DimOptions, dimOptions, dims } from './dims.ts';

export const shapeOptions = { ...dimOptions, minRank: 1, maxRank: 1, maxElements: 1 };

export interface ShapeOptions extends DimOptions {
  /** axes at least; 0 if nothing is said */
  readonly minRank?: number;
  /** axes at most; 3 if nothing is said */
  readonly maxRank?: number;
  /** elements at most; 300 if nothing is said */
  readonly maxElements?: number;
}

/**
 * Shapes whose axes are `dims`, of minRank to maxRank axes and at most maxElements elements: what is too large has its
 * longest axes cut to `min`, or to 1, until it fits. Shrinks toward fewer and shorter axes.
 */
export function shapes(options: ShapeOptions = {}): fc.Arbitrary<readonly number[]> {
  const given = optionsOf<ShapeOptions>('shapes', options, shapeOptions);
  const { minRank = 0, maxRank = 3, maxElements = 300, min = 1, max = 17 } = given;
  return fc
    .array(dims({ min, max }), { minLength: minRank, maxLength: maxRank })
    .map((shape) => fitting(shape, maxElements, min));
}

function fitting(shape: readonly number[], most: number, min: number): readonly number[] {
  if (elementCount(shape) <= most) return shape;
  const longest = Math.max(...shape);
  const short = Math.max(1, min);
  return longest <= short ? shape : fitting(shape.with(shape.indexOf(longest), short), most, min);
}
