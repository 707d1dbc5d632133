// Leaves with values from a key.
import { elementCount, type Input, type Parameter } from '../../../dsl/expr.ts';
import { fold, uniform, type Words } from '../../../dsl/key.ts';
import type { Domain } from '../../../dsl/scalar/op.ts';
import type { Leaf } from './specimen.ts';

const usual: Record<'f32' | 'i32' | 'bool', Domain> = {
  f32: { low: -2, high: 2 },
  i32: { low: 0, high: 1 },
  bool: { low: 0, high: 1 },
};

/** An input uniform in its domain; a parameter, if no domain is given, near where it begins. */
export function drawnLeaf(expr: Input | Parameter, key: Words, given?: Domain): Leaf {
  const domain = given ?? usual[expr.dtype];
  const count = elementCount(expr.shape);
  const between = (i: number) => domain.low + (domain.high - domain.low) * uniform(key, i);
  if (expr.dtype !== 'f32') {
    const whole = (i: number) => domain.low + Math.floor((domain.high - domain.low + 1) * uniform(key, i));
    return { expr, domain, values: Float64Array.from({ length: count }, (_, i) => whole(i)) };
  }
  if (expr.kind === 'input' || given !== undefined)
    return { expr, domain, values: Float64Array.from({ length: count }, (_, i) => Math.fround(between(i))) };
  // a parameter as it begins, a little off: zeros and ones would hide what multiplies them
  const first = expr.initializer.draw(expr.shape, (i) => uniform(key, i));
  const size = Math.sqrt(first.reduce((s, v) => s + v * v, 0) / Math.max(1, count)) || 1;
  const values = Float64Array.from(first, (v, i) => Math.fround(v + 0.25 * size * (uniform(fold(key, 1), i) - 0.3)));
  const reach = values.reduce((m, v) => Math.max(m, Math.abs(v)), 1);
  return { expr, domain: expr.trainable ? { low: -reach, high: reach } : { low: 0, high: 2 * reach }, values };
}
