// One step of a definition, compiled for a backend of the laws.
import type { Definition } from '../../dsl/graph.ts';
import { compile } from '../../runtime/index.ts';
import { inNode } from '../laws/targets.ts';

export const ran = async (definition: Definition, on = inNode.cpu!, seed = 1, feeds = { input: [0], target: [0] }) => {
  const step = await compile(definition, {}, { on: await on() });
  return step.run(step.initialState(seed), feeds);
};
