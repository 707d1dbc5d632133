// Attention beside what it means: softmax over the keys that are allowed, and nothing where none is.
import { makeConstant } from '../../../dsl/build.ts';
import type { Expr } from '../../../dsl/expr.ts';
import { attendTo } from '../../../dsl/nn/attend.ts';
import { result } from '../../../dsl/ops/boundary.ts';
import { listOf } from '../edges/edge.ts';
import { at, made, total } from './array.ts';
import type { Drawing, Meaning } from './meaning.ts';

/** Keys that a query of a batch may attend to. */
type Allows = (index: { readonly batch: number; readonly query: number; readonly key: number }) => boolean;

interface Mask {
  readonly options: object;
  readonly allows: Allows;
}

const truths = (list: readonly boolean[], shape: readonly number[]): Expr =>
  makeConstant(Int32Array.from(list, Number), shape, 'bool');

function maskIn({ choices }: Drawing, batches: number, queries: number, keys: number): Mask {
  const bits = listOf(queries * keys, () => choices.below(2));
  const lengths = listOf(batches, () => choices.below(keys + 1));
  return choices.from<() => Mask>([
    () => ({ options: {}, allows: () => true }),
    // the last query sees the last key
    () => ({ options: { causal: true }, allows: ({ query, key }) => key <= query + keys - queries }),
    () => ({
      options: { mask: result(truths(bits.map(Boolean), [queries, keys])) },
      allows: ({ query, key }) => bits[query * keys + key] === 1,
    }),
    () => ({
      options: { lengths: result(makeConstant(Int32Array.from(lengths), [batches], 'i32')) },
      allows: ({ batch, key }) => key < lengths[batch]!,
    }),
  ])();
}

export const attention: Readonly<Record<string, Meaning>> = {
  attend: (d) => {
    const [batches, queries, keys, width, out] = listOf(5, () => 1 + d.choices.below(3));
    const q = d.arrayOf([batches!, queries!, width!]);
    const k = d.arrayOf([batches!, keys!, width!]);
    const v = d.arrayOf([batches!, keys!, out!]);
    const { options, allows } = maskIn(d, batches!, queries!, keys!);
    const scale = d.choices.from([1, 'rootWidth'] as const);
    const factor = scale === 1 ? 1 : 1 / Math.sqrt(width!);
    const score = (b: number, i: number, j: number) =>
      factor * total(listOf(width!, (c) => at(q, [b, i, c]) * at(k, [b, j, c])));
    const wanted = made([batches!, queries!, out!], ([batch, query, c]) => {
      const allowed = listOf(keys!, (j) => j).filter((key) => allows({ batch: batch!, query: query!, key }));
      const weights = allowed.map((j) => Math.exp(score(batch!, query!, j)));
      const weighted = allowed.map((j, n) => weights[n]! * at(v, [batch!, j, c!]));
      return allowed.length === 0 ? 0 : total(weighted) / total(weights);
    });
    return d.made(attendTo('attend', d.leaf(q), d.leaf(k), d.leaf(v), { ...options, scale }), wanted);
  },
};
