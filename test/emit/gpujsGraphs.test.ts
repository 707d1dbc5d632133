// Real operations, compiled for gpu.js, in the modes that Node has.
import { describe, expect, test } from 'vitest';
import { compileGraph } from '../../compiler/index.ts';
import { capabilities } from '../../runtime/backends/gpujs/index.ts';
import { disagreement } from './gpujsAgree.ts';
import { graphs } from './gpujsGraphs.ts';

describe.each(['cpu', 'webasm'] as const)('gpu.js %s', (mode) => {
  test.each(Object.keys(graphs))('%s', async (name) => {
    const program = compileGraph(graphs[name]!(), capabilities(mode));
    expect(await disagreement(program, mode, { runs: 2, tolerance: 1e-3 })).toBeNull();
  });
});
