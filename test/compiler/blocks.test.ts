// Attention and a large vocabulary without their matrices in memory: what a step holds, and that it computes what the
// same step without blocks does.
import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import type { Blocks, Program, Step } from '../../compiler/program/types.ts';
import { literal, makeInput } from '../../dsl/build.ts';
import type { Expr, Input } from '../../dsl/expr.ts';
import { matmul } from '../../dsl/expression/contract.ts';
import { add, tanh } from '../../dsl/expression/pointwise.ts';
import { softmax, sum } from '../../dsl/expression/reduce.ts';
import { scan } from '../../dsl/expression/scan.ts';
import { transpose } from '../../dsl/expression/views.ts';
import { gradient } from '../../dsl/grad/reverse.ts';
import type { Graph } from '../../dsl/graph.ts';
import { dropout } from '../../dsl/nn/dropout.ts';
import { Training } from '../../dsl/nn/mode.ts';
import { crossEntropy } from '../../dsl/ops/loss.ts';
import { keyOf } from '../../dsl/ops/random.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { capabilities } from '../../runtime/backends/cpu/index.ts';
import { attention, leaf, tiny, waves } from './attention.ts';
import { cpuLike, evaluate, graphOf } from './run.ts';

/** what is as large as the scores of attention, and nothing else */
const ofScores = (heads: number, n: number): Blocks => ({ ...tiny, from: heads * n * n * 4 - 1, times: 4 });
const inBlocks = { ...cpuLike, blocks: tiny };

/** Cross entropy of logits x w, and its gradient. */
function vocabulary(n: number, width: number, words: number): Graph {
  const [x, w] = [leaf('x', n, width), leaf('w', width, words)];
  const labels = makeInput('labels', [n], 'i32');
  const loss = crossEntropy.rule.evaluate(matmul(x, w), labels);
  return graphOf([x, w, labels], [loss, ...gradient(loss, [x, w])]);
}

const loops = (steps: readonly Step[]): number[] =>
  steps.flatMap((s) => (s.kind === 'loop' ? [s.extent, ...loops(s.body)] : []));
const largest = (p: Program) => Math.max(...p.buffers.map((b) => b.length * 4));

describe('the memory of', () => {
  it.each([
    ['attention', false],
    ['attention and its gradient', true],
  ])('%s doubles where the length does', (_, train) => {
    const held = [2048, 4096, 8192].map((n) => {
      const program = compileGraph(attention(8, n, 64, { causal: true }, train), capabilities);
      expect(largest(program)).toBeLessThan((8 * n * n * 4) / 16);
      return program.arenaBytes;
    });
    expect(held[1]! / held[0]!).toBeLessThan(2.1);
    expect(held[2]! / held[1]!).toBeLessThan(2.1);
  });

  it('the loss of a vocabulary, and its gradient, grows with the words and not with words times examples', () => {
    const [some, more] = [4096, 8192].map((n) => compileGraph(vocabulary(n, 64, 50_000), capabilities));
    // a block has 128 rows
    expect(largest(some!)).toBe(128 * 50_000 * 4);
    expect(more!.arenaBytes - some!.arenaBytes).toBeLessThan(8 * 4096 * 64 * 4);
  });

  it('attention is as it was where the scores are small, or are few for what they are computed from', () => {
    for (const [heads, n, d] of [
      [8, 256, 64],
      [32, 1024, 256],
    ] as const)
      expect(loops(compileGraph(attention(heads, n, d, {}, true), capabilities).steps)).toEqual([]);
  });

  it('weights that a program gives out are stored, and computed once', () => {
    const [q, k, v] = [leaf('q', 2, 40, 3), leaf('k', 2, 40, 3), leaf('v', 2, 40, 3)];
    const weights = softmax(matmul(q, transpose(k)));
    const { program } = evaluate(
      graphOf([q, k, v], [weights, matmul(weights, v)]),
      inBlocks,
      [q, k, v].map((e) => waves(e)),
    );
    expect(loops(program.steps)).toEqual([]);
  });
});

/** Rows that attend one after another, each to what the ones before made of theirs: a loop written by hand; and its gradient. */
function byHand(steps: number, n: number): { leaves: readonly Input[]; results: readonly Expr[] } {
  const [q, k] = [leaf('q', steps, n, 2), leaf('k', 40, 2)];
  const { outputs } = scan({
    initial: [literal(0, 'f32', [n, 2])],
    sequences: [q],
    reverse: false,
    body: ([before], [rows]) => {
      const y = matmul(softmax(matmul(add(rows!, before!), transpose(k))), k);
      return { carries: [y], outputs: [y] };
    },
  });
  return { leaves: [q, k], results: [outputs[0]!, ...gradient(sum(tanh(outputs[0]!)), [q, k])] };
}

describe('in blocks', () => {
  it('a training step goes through its rows once forward and once backward', () => {
    const graph = attention(2, 36, 2, { causal: true }, true);
    expect(loops(compileGraph(graph, { ...cpuLike, blocks: ofScores(2, 36) }).steps)).toEqual([2, 12, 2, 12]);
  });

  it('the loss of a vocabulary and its gradient are one loop', () => {
    expect(loops(compileGraph(vocabulary(36, 2, 36), inBlocks).steps)).toHaveLength(1);
  });

  it('a length that is prime leaves a rest', () => {
    const graph = attention(1, 37, 2, {}, true);
    const feeds = graph.inputs.map(({ leaf }) => waves(leaf));
    const capable = { ...cpuLike, blocks: ofScores(1, 37) };
    const [cut, whole] = [capable, cpuLike].map((c) => evaluate(graph, c, feeds));
    expect(loops(cut!.program.steps)).toEqual([12, 12]);
    for (const [k, values] of cut!.outputs.entries())
      values.forEach((v, i) => {
        expect(Math.abs(v - whole!.outputs[k]![i]!)).toBeLessThan(1e-12);
      });
  });

  it('what is not a number stays in its row, and a row that may see nothing is 0', () => {
    const mask = makeInput('mask', [37, 37], 'bool');
    const { inputs, outputs } = attention(1, 37, 2, { mask: mask as never }, true);
    const graph = { inputs: [...inputs, { name: 'mask', leaf: mask }], states: [], outputs };
    const feeds = graph.inputs.map(({ leaf }) => waves(leaf));
    const allowed = Array.from({ length: 37 * 37 }, (_, i) => (Math.floor(i / 37) % 5 === 2 ? 0 : i % 3 && 1));
    feeds[0]![2 * 4] = Number.NaN;
    feeds[1]![2 * 9] = Number.POSITIVE_INFINITY;
    const given = [...feeds.slice(0, 4), allowed];
    const [cut, whole] = [inBlocks, cpuLike].map((c) => evaluate(graph, c, given).outputs);
    const kinds = (values: readonly number[]) => values.map((v) => (Number.isFinite(v) ? 'finite' : `${v}`));
    expect(cut!.map(kinds)).toEqual(whole!.map(kinds));
    expect(kinds(cut![0]!)).toContain('NaN');
    expect(cut![0]!.slice(2 * 2, 2 * 3)).toEqual([0, 0]);
  });

  it('dropout keeps the same weights', async () => {
    const options = () => ({ dropout: dropout(0.5, new Training(() => keyOf(7))) });
    const graph = attention(3, 37, 2, options(), true);
    const run = async (blocks: Blocks | undefined) => {
      const backend = cpu({ fused: false });
      const program = compileGraph(graph, { ...capabilities, ...(blocks ? { blocks } : {}) });
      const instance = await backend.instantiate(program);
      program.inputs.forEach(({ buffer }, i) => {
        instance.write(buffer, waves(graph.inputs[i]!.leaf));
      });
      await instance.run();
      return Promise.all(program.outputs.map(async ({ buffer }) => [...(await instance.read(buffer))]));
    };
    const [cut, whole] = [await run(tiny), await run(undefined)];
    // another mask would be off by about one
    for (const [k, values] of cut.entries())
      values.forEach((v, i) => {
        expect(Math.abs(v - whole[k]![i]!)).toBeLessThan(1e-4);
      });
  });

  it('attention in the body of a loop is in blocks too', () => {
    const { leaves, results } = byHand(3, 40);
    const feeds = leaves.map((e) => waves(e));
    const graph = graphOf(leaves, results.slice(0, 1));
    const capable = { ...cpuLike, blocks: { ...tiny, times: 4 } };
    const [cut, whole] = [capable, cpuLike].map((c) => evaluate(graph, c, feeds));
    expect(loops(cut!.program.steps)).toEqual([3, 13]);
    cut!.outputs[0]!.forEach((v, i) => {
      expect(Math.abs(v - whole!.outputs[0]![i]!)).toBeLessThan(1e-12);
    });
  });
});

describe('a loop of its own', () => {
  it('does not get its products stacked for all steps where they are too large', () => {
    const { leaves, results } = byHand(12, 4);
    const whole = 12 * 4 * 40 * 4;
    const feeds = leaves.map((e) => waves(e));
    const stacked = evaluate(graphOf(leaves, results), cpuLike, feeds);
    expect(largest(stacked.program)).toBe(whole);
    const limits = { ...tiny, from: whole, again: whole - 1 };
    const apart = evaluate(graphOf(leaves, results), { ...cpuLike, blocks: limits }, feeds);
    expect(largest(apart.program)).toBeLessThan(whole / 2);
    expect(apart.outputs.map((o) => o.map((v) => v.toFixed(9)))).toEqual(
      stacked.outputs.map((o) => o.map((v) => v.toFixed(9))),
    );
  });
});
