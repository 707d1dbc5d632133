// release() gives a program's memory back, whoever still holds the program and its states' handles.
import { expect, it } from 'vitest';
import {
  type Backend,
  compile,
  cpu,
  input,
  model,
  mul,
  onesInitializer,
  parameter,
  predictStep,
} from '../../runtime/index.ts';
import { inNode } from '../laws/targets.ts';
import { held } from '../runtime/memory.ts';

const count = 1_048_576;
const backends: Record<string, () => Promise<Backend>> = {
  ...inNode,
  'two threads': async () => cpu({ threads: 2, smallestShare: 0 }),
};

it.each(Object.entries(backends))('on %s', async (_, open) => {
  // 4 MB in, 4 MB out
  const net = model({ w: parameter('w', [1], onesInitializer) }, input(count), (p, x) => mul(x, p.w));
  const on = await open();
  const data = new Float32Array(count);
  const run = async () => {
    const program = await compile(predictStep(net), {}, { on });
    const { state } = await program.run(program.initialState(1), { input: data });
    return { program, state };
  };
  const megabytes = async () => (await held()).outside / 2 ** 20;
  await (await run()).program.release(); // what a first run leaves
  const before = await megabytes();
  const { program, state } = await run();
  const during = await megabytes();
  await program.release();
  await program.release();
  const after = await megabytes();
  // threads' memory is not counted by every engine
  if (program.threads === 1) expect(during - before).toBeGreaterThan(4);
  expect(after - before).toBeLessThan(2);
  expect((await state.snapshot()).get('w')!.data).toEqual(Float32Array.of(1));
  await expect(program.run(state, { input: data })).rejects.toThrow('was released');
  expect(program.backend).toBe(on.name);
});
