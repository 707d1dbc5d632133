// An op at the points where its derivative is a matter of convention or of care, and the derivatives there: stated, not
// computed.
import * as language from '../../../dsl/ops/index.ts';
import { type Case, given, type Sample, type Untyped } from '../cases/case.ts';

export interface Kink extends Case {
  /**
   * One list for each order: the gradient, by the first input, of the sum of what the order before gives. Of a pointwise op
   * it is the derivative at each point.
   */
  readonly derivatives: readonly (readonly number[])[];
}

export const q = language as unknown as Untyped;

/** What is written of a point: numbers are a vector, `given` samples are themselves. */
type At = readonly number[] | Sample;

const sampleOf = (at: At): Sample => ('shape' in at ? at : given([at.length], at));

/** Orders that are not stated are 0 up to the fourth. */
export function kink(name: string, at: At | readonly At[], derivatives: Kink['derivatives'], f?: Case['f']): Kink {
  const all = Array.isArray(at) && typeof at[0] !== 'number' ? (at as readonly At[]) : [at as At];
  const inputs = all.map(sampleOf);
  const none = new Array<number>(inputs[0]!.given!.length).fill(0);
  return {
    name,
    inputs,
    f: f ?? q[name.split(' ')[0]!]!,
    derivatives: Array.from({ length: 4 }, (_, order) => derivatives[order] ?? none),
  };
}

/** Of which only the orders stated are held. */
export const upTo = (k: Kink, orders: number): Kink => ({ ...k, derivatives: k.derivatives.slice(0, orders) });
