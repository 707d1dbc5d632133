// quern explain --schedule and --after: what the compiler has made of a definition at one point of its way.
import { describe, expect, it } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import { stagesOf } from '../../compiler/stages.ts';
import { step } from '../../examples/lenet.ts';
import { capabilities } from '../../runtime/backends/cpu/index.ts';
import { stageOf } from '../../runtime/cli/explain.ts';
import { input, model, predictStep, scan, sum, tanh } from '../../runtime/index.ts';

const lenet = 'examples/lenet.ts#step';
const on = (backend: string) => ({ symbols: { batch: 4 }, backend });

describe('--schedule', () => {
  it('prints ways, loops, packing and functions that kernels share', async () => {
    const text = await stageOf(lenet, { ...on('cpu'), schedule: true });
    expect(text).toMatch(/^k\w+: contraction (direct|dot|packed), tile \d+ x \d+, workspace \d+ bytes$/m);
    expect(text).toMatch(/^ +pack rows in panels of 2, \w+/m);
    expect(text).toMatch(/ by f32x4 x 2$/m);
    expect(text).not.toContain('undefined');
  });

  it('is refused by name where a target has none', async () => {
    await expect(stageOf(lenet, { ...on('gpujs:cpu'), schedule: true })).rejects.toThrow(
      'explain: gpujs:cpu has no schedule: a thread computes an element, and kernels run in their order',
    );
  });
});

describe('--after', () => {
  it.each(['check', 'simplify', 'pad factors'])('%s prints a graph', async (after) => {
    expect(await stageOf(lenet, { ...on('cpu'), after })).toContain('const v1 = ');
  });

  it.each(['lower', 'prune', 'order', 'reuse', 'plan'])('%s prints kernels', async (after) => {
    expect(await stageOf(lenet, { ...on('cpu'), after })).toMatch(/^k\d+_\w+: i\d+ < \d+/m);
  });

  it('says where a pass has nothing to do, and which passes there are', async () => {
    expect(await stageOf(lenet, { ...on('cpu'), after: 'unloop' })).toBe(
      "'unloop' has nothing to do for this definition",
    );
    await expect(stageOf(lenet, { ...on('cpu'), after: 'fuse' })).rejects.toThrow(
      /^explain: there is no pass 'fuse' for cpu; its passes are 'check', 'simplify', .*'lower', 'prune', .*'plan'$/,
    );
  });
});

it('the stages end with the program that is compiled', () => {
  const f = model({}, { x: input(5, 3) }, (_, { x }) => sum(scan(sum(x, 0), x, (h, row) => [tanh(h), row]).outputs));
  for (const graph of [step.trace({ batch: 2 }), predictStep(f).trace({})]) {
    const last = stagesOf(graph, capabilities).at(-1)!;
    expect(last).toEqual({ pass: 'plan', kind: 'program', program: compileGraph(graph, capabilities) });
  }
});
