// Attention as a graph, for the tests of what is computed in blocks.
import type { Blocks } from '../../compiler/program/types.ts';
import { makeInput } from '../../dsl/build.ts';
import type { Expr } from '../../dsl/expr.ts';
import { matmul } from '../../dsl/expression/contract.ts';
import { tanh } from '../../dsl/expression/pointwise.ts';
import { sum } from '../../dsl/expression/reduce.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import type { Graph } from '../../dsl/graph.ts';
import { type AttendOptions, attendTo } from '../../dsl/nn/attend.ts';
import { graphOf } from './run.ts';

/** everything that may be is, in blocks of three rows */
export const tiny: Blocks = { from: 0, again: 0, times: 1, of: 64, rows: 3 };

export const leaf = (name: string, ...shape: number[]) => makeInput(name, shape, 'f32');
export const waves = (e: Expr, seed = 1) =>
  Array.from({ length: e.shape.reduce((n, d) => n * d, 1) }, (_, i) => Math.sin(seed + 1.3 * i * i));

/** tanh of what attention gives, mapped; with the gradient of its sum if asked for */
export function attention(heads: number, n: number, d: number, options: AttendOptions, train: boolean): Graph {
  const leaves = ['q', 'k', 'v'].map((name) => leaf(name, heads, n, d));
  const w = leaf('w', d, d);
  const y = tanh(matmul(attendTo('attend', leaves[0], leaves[1], leaves[2], options), w));
  return graphOf([...leaves, w], [y, ...(train ? gradient(sum(y), [...leaves, w]) : [])]);
}
