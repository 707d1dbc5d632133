// Contractions leave loops: what a recurrent network and its gradient compute stays the same, and less of it is inside.
import { describe, expect, test } from 'vitest';
import { rootsOf } from '../../compiler/graph.ts';
import { compileGraph } from '../../compiler/index.ts';
import { factorsOf } from '../../compiler/passes/contractions.ts';
import { literal, makeInput, makeScanOutput } from '../../dsl/build.ts';
import type { Expr, Input, Scan } from '../../dsl/expr.ts';
import { elementCount, topological } from '../../dsl/expr.ts';
import { matmul } from '../../dsl/expression/contract.ts';
import { add, mul, tanh } from '../../dsl/expression/pointwise.ts';
import { pullback } from '../../dsl/grad/reverse.ts';
import { nextId } from '../../dsl/intern.ts';
import { evaluate as reference } from '../../runtime/backends/reference/index.ts';
import { expectClose } from '../laws/gradient.ts';
import { backends, cpuLike, evaluate, graphOf, ramp } from './run.ts';

const [batch, inputs, units] = [3, 4, 5];

interface Network {
  readonly leaves: readonly Input[];
  readonly results: readonly Expr[];
}

/** h' = tanh(x W + h V), all h' stacked and a carry that counts h V up; with the gradient of both, if asked for */
function recurrent(length: number, reverse: boolean, gradient: boolean): Network {
  const leaf = (name: string, ...shape: number[]) => makeInput(name, shape, 'f32');
  const [h0, xs] = [leaf('h0', batch, units), leaf('xs', length, batch, inputs)];
  const [w, v] = [leaf('w', inputs, units), leaf('v', units, units)];
  const [h, total, x] = [leaf('h', batch, units), leaf('total', batch, units), leaf('x', batch, inputs)];
  const [insideW, insideV] = [leaf('insideW', inputs, units), leaf('insideV', units, units)];
  const recalled = matmul(h, insideV);
  const next = tanh(add(matmul(x, insideW), recalled));
  const scan: Scan = Object.freeze({
    id: nextId(),
    length,
    reverse,
    initial: [h0, literal(0, 'f32', [batch, units])],
    sequences: [xs],
    constants: [w, v],
    carryInputs: [h, total],
    sliceInputs: [x],
    constantInputs: [insideW, insideV],
    nextCarries: [next, add(total, recalled)],
    outputs: [mul(next, next)],
  });
  const leaves = [h0, xs, w, v];
  const results = [0, 1, 2].map((i) => makeScanOutput(scan, i));
  if (!gradient) return { leaves, results };
  const cotangents = results.map((r) => literal(0.5, 'f32', r.shape));
  return { leaves, results: [...results, ...pullback(results, cotangents, leaves)] };
}

/** Contractions in the bodies of loops after the passes on graphs, by their shapes. */
function inLoops({ leaves, results }: Network): string[] {
  let last: readonly Expr[] = [];
  compileGraph(graphOf(leaves, results), cpuLike, {
    observe: (_, graph) => {
      last = rootsOf(graph);
    },
  });
  const scans = new Set(topological(last).flatMap((e) => (e.kind === 'scanOutput' ? [e.scan] : [])));
  return [...scans]
    .flatMap((s) => topological([...s.nextCarries, ...s.outputs]))
    .filter((e) => e.kind === 'reduce' && factorsOf(e))
    .map((e) => e.shape.join('x'))
    .sort();
}

describe.each(backends)('%s', (_, capabilities) => {
  test.each([0, 1, 4])('a recurrent network and its gradient over %i steps', (length) => {
    for (const reverse of [false, true]) {
      const { leaves, results } = recurrent(length, reverse, true);
      const values = leaves.map((l, i) => ramp(elementCount(l.shape), 0.07 * (i + 1), -0.3));
      const want = reference(results, new Map(leaves.map((l, i) => [l, values[i]!] as const)));
      const { outputs } = evaluate(graphOf(leaves, results), capabilities, values);
      outputs.forEach((got, i) => {
        expectClose(got, want[i]!, `result ${i}, reverse ${reverse}`, 1e-9);
      });
    }
  });
});

test('the product with the inputs is made before the loop', () => {
  // h V is left, and the sum of all h V, which is a sum of products of stacked h, is none of the loop's
  expect(inLoops(recurrent(4, false, false))).toEqual([`${batch}x${units}`]);
});

test('the gradient computes no product twice, and sums those of the weights after its loop', () => {
  // h V forward; backward the cotangents of x and h
  const forward = `${batch}x${units}`;
  expect(inLoops(recurrent(4, false, true))).toEqual([`${batch}x${inputs}`, `${batch}x${units}`, forward]);
});
