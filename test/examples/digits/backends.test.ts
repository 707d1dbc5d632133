// The first steps of the main job itself, at its real size, on the backends that Node has: the same losses.
import { beforeAll, expect, test } from 'vitest';
import { loadDigits } from '../../../examples/digits/data.ts';
import { taskOf } from '../../../examples/digits/models.ts';
import { defaults } from '../../../examples/digits/options.ts';
import { shifted } from '../../../examples/digits/shift.ts';
import { fit as train } from '../../../runtime/fit.ts';
import { type BackendName, choose } from '../../../runtime/gpujs.ts';

const steps = 20;

async function losses(name: BackendName): Promise<number[]> {
  const { batch, seed } = defaults;
  const { train: data } = await loadDigits(undefined);
  const task = taskOf('lenet', 250);
  const feeds = (part: Parameters<typeof shifted>[0]) => ({ input: shifted(part, seed), target: part.labels });
  const found: number[] = [];
  for await (const event of train(task.step, { data, batch, epochs: 1, seed, feeds, on: await choose(name) })) {
    found.push(event.outputs.loss![0]!);
    if (found.length === steps) break;
  }
  return found;
}

let onCpu: number[];
beforeAll(async () => {
  onCpu = await losses('cpu');
  expect(onCpu[steps - 1]).toBeLessThan(onCpu[0]!);
});

test.each(['gpujs:webasm', 'gpujs:cpu'] as const)('%s follows the CPU', async (name) => {
  const found = await losses(name);
  expect(found.length).toBe(steps);
  const errors = found.map((loss, i) => Math.abs(loss - onCpu[i]!) / onCpu[i]!);
  // rounding alone: 3e-7 was measured; 1e-3 is what is promised for a whole epoch
  expect(Math.max(...errors), `${found}\n${onCpu}`).toBeLessThan(1e-5);
});
