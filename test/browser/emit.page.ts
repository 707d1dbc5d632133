// In the page: the emitter's programs on gpu.js's browser modes, against the plain interpreter.
import { compileGraph } from '../../compiler/index.ts';
import { capabilities, detect, type Mode } from '../../runtime/backends/gpujs/index.ts';
import { disagreement } from '../emit/gpujsAgree.ts';
import { cases, manyInputs } from '../emit/gpujsCases.ts';
import { graphs } from '../emit/gpujsGraphs.ts';
import { RandomKernel, random } from '../emit/kernels.ts';

const tests = {
  detect,
  names: () => cases.map((c) => c.name),
  async named(mode: Mode, name: string): Promise<string | null> {
    const found = cases.find((c) => c.name === name);
    return found ? disagreement(found.program, mode, found) : `no case ${name}`;
  },
  async inputs(mode: Mode): Promise<string | null> {
    return disagreement(manyInputs(capabilities(mode).maxInputs).program, mode);
  },
  async graph(mode: Mode, name: string): Promise<string | null> {
    return disagreement(compileGraph(graphs[name]!(), capabilities(mode)), mode, { runs: 2, tolerance: 1e-3 });
  },
  async random(mode: Mode, from: number, to: number): Promise<string[]> {
    const failures: string[] = [];
    for (let seed = from; seed < to; seed++) {
      const found = await disagreement(new RandomKernel(random(seed)).build(), mode, { seed }).catch(String);
      if (found) failures.push(`seed ${seed}: ${found}`);
    }
    return failures;
  },
};

Object.assign(globalThis, { tests });
