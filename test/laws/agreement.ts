// A backend against the float64 reference: values and gradients of a case.
import { compileGraph } from '../../compiler/index.ts';
import type { Program } from '../../compiler/program/types.ts';
import type { DType } from '../../dsl/dtype.ts';
import { type Expr, elementCount, type Input } from '../../dsl/expr.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import type { Backend, Instance } from '../../runtime/backends/backend.ts';
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

/**
 * Runs the case on the backend: null when every output is the reference's value in its element type, the real ones within
 * tolerance. NaN and infinities must be themselves.
 */
export async function disagreement(c: Case, backend: Backend, seed = 1): Promise<Disagreement | null> {
  const t = trialOf(c, seed);
  const wrt = t.leaves.filter((leaf) => leaf.dtype === 'f32');
  const loss = weighted(t.outputs);
  const values = [...t.outputs, ...(loss === null ? [] : gradient(loss, wrt))];
  const expected = evaluate(values, feedsOf(t));
  const actual = await outputsOf(values, t.leaves, t.values, backend);
  for (const [i, { dtype }] of values.entries()) {
    const output = i < t.outputs.length ? `output ${i}` : `gradient ${i - t.outputs.length}`;
    const at = firstWrong(actual[i]!, expected[i]!, dtype, c.exact === true ? 0 : tolerance);
    if (at !== null) return { output, at, expected: expected[i]![at]!, actual: actual[i]![at]! };
  }
  return null;
}

/** The values of expressions over these leaves, on a backend: those of a second run, which finds the inputs unharmed. */
export async function outputsOf(
  values: readonly Expr[],
  leaves: readonly Input[],
  data: readonly ArrayLike<number>[],
  backend: Backend,
): Promise<ArrayLike<number>[]> {
  const inputs = leaves.map((leaf, i) => ({ name: `input ${i}`, leaf }));
  const outputs = values.map((value, i) => ({ name: `output ${i}`, value }));
  const program = compileGraph({ inputs, states: [], outputs }, backend.capabilities);
  const instance = await backend.instantiate(program);
  try {
    for (const port of program.inputs) {
      instance.write(port.buffer, data[inputs.findIndex(({ name }) => name === port.name)]!);
    }
    await instance.run();
    await instance.run();
    const found: ArrayLike<number>[] = [];
    for (const [i, port] of program.outputs.entries()) {
      const read = await instance.read(port.buffer);
      if (read.length !== elementCount(values[i]!.shape)) throw new Error(`${port.name}: ${read.length} values`);
      found.push(read);
    }
    // one memory holds all buffers: what is written past the end of one is in another
    if (backend.name === 'cpu')
      await unharmed(program, instance, (name) => data[inputs.findIndex((i) => i.name === name)]!);
    return found;
  } finally {
    instance.release();
  }
}

async function unharmed(
  program: Program,
  instance: Instance,
  given: (name: string) => ArrayLike<number>,
): Promise<void> {
  for (const port of program.inputs) {
    const now = await instance.read(port.buffer);
    const at = Array.from(given(port.name)).findIndex((x, i) => !Object.is(Math.fround(x), Math.fround(now[i]!)));
    if (at >= 0) throw new Error(`${port.name}, element ${at}, was ${given(port.name)[at]}, is ${now[at]} after a run`);
  }
}

/** The same number, or both NaN; else within `error`. */
export function isClose(actual: number, expected: number, error: number): boolean {
  if (actual === expected || (Number.isNaN(actual) && Number.isNaN(expected))) return true;
  return Number.isFinite(expected) && Math.abs(actual - expected) <= error;
}

function firstWrong(actual: ArrayLike<number>, expected: Float64Array, dtype: DType, relative: number): number | null {
  // what overflows in float32 is infinite
  const wanted = dtype === 'f32' ? expected.map(Math.fround) : expected;
  const largest = wanted.reduce((m, x) => (Number.isFinite(x) ? Math.max(m, Math.abs(x)) : m), 1);
  const error = dtype === 'f32' ? relative * largest : 0;
  const at = wanted.findIndex((want, i) => !isClose(actual[i]!, want, error));
  return at < 0 ? null : at;
}
