// The inputs that a module tests itself with, and how far what they give may be off.
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../compiler/source/build/index.ts';
import type { Graph } from '../../dsl/graph.ts';
import { testVectors } from '../../runtime/cli/build/vectors.ts';
import { drawnInput } from '../../runtime/standalone/vectors.ts';
import { apply, type Expr, input, iota, reduce, view } from '../testing/expression.ts';

describe('test vectors', () => {
  const none = () => undefined;
  const graphOf = (value: (x: Expr) => Expr): Graph => {
    const leaf = input('x', [3]);
    return { inputs: [{ name: 'x', leaf }], states: [], outputs: [{ name: 'y', value: value(leaf) }] };
  };

  it('are drawn where outputs are numbers', async () => {
    const { vectors, notes } = await testVectors(
      graphOf((x) => apply('log', x)),
      new Map(),
      1,
      none,
    );
    expect(vectors.inputs).toEqual({ x: { low: 0, high: 1 } });
    expect(notes).toEqual([]);
    const x = drawnInput(vectors, { name: 'x', dtype: 'f32', shape: [3], at: 0 });
    const [{ at, expected, tolerance }] = vectors.outputs as [Sample];
    expect(at).toEqual([0, 1, 2]);
    for (const i of at) expect(Math.abs(expected[i]! - Math.log(x[i]!))).toBeLessThan(1e-8);
    expect(tolerance).toBeGreaterThan(2e-8);
    expect(tolerance).toBeLessThan(1e-4);
  });

  it('allow for what cancels', async () => {
    const graph = graphOf((x) => apply('sub', apply('add', x, 1e4), 1e4));
    const { vectors } = await testVectors(graph, new Map(), 1, none);
    const x = drawnInput(vectors, { name: 'x', dtype: 'f32', shape: [3], at: 0 });
    const [{ expected, tolerance }] = vectors.outputs as [Sample];
    const single = expected.map((value, i) => Math.abs(Math.fround(x[i]! + 1e4) - 1e4 - value));
    expect(Math.max(...single)).toBeGreaterThan(1e-5);
    expect(Math.max(...single)).toBeLessThan(tolerance);
  });

  it('leave out what is no number anywhere, and say so', async () => {
    const { vectors, notes } = await testVectors(
      graphOf((x) => apply('log', apply('sub', x, 3))),
      new Map(),
      1,
      none,
    );
    expect(vectors.outputs).toEqual([]);
    expect(notes).toEqual(["'y' is no number on any test input: it is not tested"]);
  });

  it('of a program too large for the reference are its own results, as it is said', async () => {
    const rows = apply('toF32', iota([2 ** 13, 2 ** 14], 0));
    const graph = graphOf((x) => apply('add', x, view(reduce('max', rows, [0, 1]), [3], [])));
    const { vectors, notes, about } = await testVectors(graph, new Map(), 1, none);
    expect(notes).toEqual([
      expect.stringMatching(/^the test vectors are what the program itself gives here: 2\.7e\+8 /),
    ]);
    expect(about).toContain('are too many');
    const x = drawnInput(vectors, { name: 'x', dtype: 'f32', shape: [3], at: 0 });
    const [{ expected, tolerance }] = vectors.outputs as [Sample];
    expected.forEach((value, i) => void expect(Math.abs(value - (2 ** 13 - 1 + x[i]!))).toBeLessThan(tolerance));
    expect(tolerance).toBeCloseTo(2, 1);
  });
});
