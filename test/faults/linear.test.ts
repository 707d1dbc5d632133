// Work that grows faster than the number of pieces: a stack of 1000 tensors took ten seconds, its gradient did not
// compile from 257 on, and a prefix sum of 4096 took half a minute. Counted, not timed (compiler/work.ts).
import { describe, expect, test } from 'vitest';
import type { Expr } from '../../dsl/expr.ts';
import { graphOf } from '../compiler/run.ts';
import { startCounting } from '../compiler/work.ts';

const counter = await startCounting();
const { emitGpujs } = await import('../../compiler/emit/gpujs/index.ts');
const { emitWasm } = await import('../../compiler/emit/wasm/index.ts');
const { compileGraph } = await import('../../compiler/index.ts');
const { literal, makeInput, makeParameter } = await import('../../dsl/build.ts');
const { topological } = await import('../../dsl/expr.ts');
const { add, mul } = await import('../../dsl/expression/pointwise.ts');
const { cumulativeSum, sum } = await import('../../dsl/expression/reduce.ts');
const { concat, padAxis, rangeOf, split, stack } = await import('../../dsl/expression/views.ts');
const { pushforward } = await import('../../dsl/grad/forward.ts');
const { gradient } = await import('../../dsl/grad/reverse.ts');
const { capabilities: cpu } = await import('../../runtime/backends/cpu/index.ts');
const { capabilities: gpujs } = await import('../../runtime/backends/gpujs/index.ts');

const inputs = (n: number, name = 'x') => Array.from({ length: n }, (_, i) => makeInput(name + i, [4], 'f32'));
const total = (xs: readonly Expr[]) => xs.reduce((a, b) => add(a, b));
const loss = (e: Expr) => sum(mul(e, e));

/** Graphs of n pieces. */
const kinds: Record<string, (n: number) => ReturnType<typeof graphOf>> = {
  stack: (n) => {
    const xs = inputs(n);
    return graphOf(xs, [stack(0, xs)]);
  },
  'stack along the last axis': (n) => {
    const xs = inputs(n);
    return graphOf(xs, [stack(1, xs)]);
  },
  'the gradient of a stack': (n) => {
    const xs = inputs(n);
    return graphOf(xs, gradient(loss(stack(0, xs)), xs));
  },
  'the second derivative of a stack': (n) => {
    const xs = inputs(n);
    const once = gradient(sum(mul(stack(0, xs), mul(stack(0, xs), stack(0, xs)))), xs);
    return graphOf(xs, gradient(total(once.map(loss)), xs));
  },
  'the tangent of a stack': (n) => {
    const [xs, ts] = [inputs(n), inputs(n, 't')];
    return graphOf([...xs, ...ts], pushforward([loss(stack(0, xs))], xs, ts));
  },
  'concat of pieces of all lengths': (n) => {
    const xs = Array.from({ length: n }, (_, i) => makeInput(`x${i}`, [2, 1 + (i % 5)], 'f32'));
    const joined = concat(1, xs);
    return graphOf(xs, [joined, ...gradient(loss(joined), xs)]);
  },
  'split, and its gradient': (n) => {
    const x = makeInput('x', [n, 4], 'f32');
    const parts = split(x, 0, n);
    return graphOf([x], [...parts, ...gradient(total(parts.map((p, i) => sum(mul(mul(p, p), i + 1)))), [x])]);
  },
  'slices that overlap': (n) => {
    const x = makeInput('x', [n + 2], 'f32');
    const parts = Array.from({ length: n }, (_, i) => sum(mul(rangeOf(x, 0, i, 3), rangeOf(x, 0, 0, 3))));
    return graphOf([x], gradient(total(parts), [x]));
  },
  'pads that are added': (n) => {
    const xs = inputs(n);
    const padded = total(xs.map((x, i) => padAxis(x, 0, i, n - i)));
    return graphOf(xs, gradient(loss(padded), xs));
  },
  'a sum of terms, and its gradient': (n) => {
    const xs = inputs(n);
    return graphOf(xs, [total(xs), ...gradient(loss(total(xs)), xs)]);
  },
  'one value used in many places': (n) => {
    const x = makeInput('x', [4], 'f32');
    return graphOf([x], gradient(total(Array.from({ length: n }, (_, i) => loss(add(x, i)))), [x]));
  },
  'parameters, each with its update': (n) => {
    const x = makeInput('x', [4], 'f32');
    const weights = Array.from({ length: n }, (_, i) => makeParameter(`w${i}`, [4], { kind: 'zeros' } as never, true));
    const gradients = gradient(loss(total(weights.map((w) => mul(w, x)))), weights);
    const states = weights.map((leaf, i) => ({ name: leaf.name, leaf, next: add(leaf, gradients[i]!) }));
    return { ...graphOf([x], []), states };
  },
  'many outputs of one value': (n) => {
    const x = makeInput('x', [4], 'f32');
    return graphOf(
      [x],
      Array.from({ length: n }, (_, i) => mul(x, literal(i, 'f32'))),
    );
  },
};

const emitters = [
  ['to WebAssembly', cpu, (p: ReturnType<typeof compileGraph>): number => emitWasm(p).bytes.length],
  [
    'to gpu.js',
    gpujs('webasm'),
    (p: ReturnType<typeof compileGraph>): number =>
      emitGpujs(p).steps.reduce((n, s) => n + (s.kind === 'kernel' ? s.source.length : 0), 0),
  ],
] as const;

const sizes = [60, 240] as const;
/** Four times the pieces; their square would be 16, with the logarithm it is 5.2. */
const most = 6.5;

describe('four times the pieces, about four times', () => {
  describe.each(Object.entries(kinds))('%s', (_, graph) => {
    test('the nodes', () => {
      const [few, more] = sizes.map((n) => topological(graph(n).outputs.map((o) => o.value)).length);
      expect(more! / Math.max(few!, 1)).toBeLessThan(most);
    });

    test.each(emitters)('the work and the code, %s', async (_, capabilities, emit) => {
      const code: number[] = [];
      const work: number[] = [];
      for (const n of sizes)
        work.push(
          await counter.during(() => {
            code.push(emit(compileGraph(graph(n), capabilities, { validators: false })));
          }),
        );
      expect(code[1]! / code[0]!).toBeLessThan(most);
      expect(work[1]! / work[0]!).toBeLessThan(most);
    });
  });
});

test('a prefix sum of a million costs the compiler no more than twice that of a thousand', async () => {
  const work: number[] = [];
  for (const n of [2 ** 10, 2 ** 20]) {
    const x = makeInput('x', [n], 'f32');
    const y = cumulativeSum(x, 0, { reverse: true });
    const graph = graphOf([x], [y, ...gradient(loss(y), [x])]);
    work.push(await counter.during(() => void emitWasm(compileGraph(graph, cpu, { validators: false }))));
  }
  expect(work[1]! / work[0]!).toBeLessThan(2.5);
});
