// A backend against the float64 reference: values and gradients of a case.

import { compileGraph } from '../../compiler/index.ts';
import type { DType } from '../../dsl/dtype.ts';
import { elementCount } from '../../dsl/expr.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import type { Graph } from '../../dsl/graph.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import type { Case } from './cases/index.ts';
import { feedsOf, trialOf, weighted } from './trial.ts';

/** float32 rounding through a few dozen operations, relative to the largest value of the tensor. */
export const tolerance = 2e-5;

export interface Disagreement {
  readonly output: string;
  readonly at: number;
  readonly expected: number;
  readonly actual: number;
}

/** Runs the case on the backend; null when every output is within tolerance of the reference (whole numbers: equal). */
export async function disagreement(c: Case, backend: Backend, seed: number): Promise<Disagreement | null> {
  const t = trialOf(c, seed);
  const wrt = t.leaves.filter((leaf) => leaf.dtype === 'f32');
  const loss = weighted(t.outputs);
  const gradients = loss === null ? [] : gradient(loss, wrt);
  const values = [...t.outputs, ...gradients];
  const names = values.map((_, i) => (i < t.outputs.length ? `output ${i}` : `gradient ${i - t.outputs.length}`));
  const graph: Graph = {
    inputs: t.leaves.map((leaf) => ({ name: leaf.name, leaf })),
    states: [],
    outputs: values.map((value, i) => ({ name: names[i]!, value })),
  };
  const expected = evaluate(values, feedsOf(t));
  const program = compileGraph(graph, backend.capabilities);
  const instance = await backend.instantiate(program);
  try {
    for (const port of program.inputs)
      instance.write(port.buffer, t.values[t.leaves.findIndex((l) => l.name === port.name)]!);
    await instance.run();
    for (const [i, port] of program.outputs.entries()) {
      const actual = await instance.read(port.buffer);
      const wrong = firstWrong(actual, expected[i]!, values[i]!.dtype, c.exact === true ? 0 : tolerance);
      if (wrong !== null)
        return { output: names[i]!, at: wrong, expected: expected[i]![wrong]!, actual: actual[wrong]! };
      if (actual.length !== elementCount(values[i]!.shape)) throw new Error(`${names[i]}: ${actual.length} values`);
    }
    return null;
  } finally {
    instance.release();
  }
}

/** The first element that is not the reference's value in its element type: NaN and infinities must be themselves. */
function firstWrong(actual: ArrayLike<number>, expected: Float64Array, dtype: DType, allowed: number): number | null {
  const wanted = dtype === 'f32' ? Float32Array.from(expected) : expected;
  const largest = wanted.reduce((m, x) => (Number.isFinite(x) ? Math.max(m, Math.abs(x)) : m), 1);
  const error = dtype === 'f32' ? allowed * largest : 0;
  for (const [i, want] of wanted.entries()) {
    const same = actual[i] === want || (Number.isNaN(want) && Number.isNaN(actual[i]));
    if (!same && !(Math.abs(actual[i]! - want) <= error)) return i;
  }
  return null;
}
