// The benchmark's command line.

import { parseArgs } from 'node:util';
import { known, onGpu, usual } from './systems/index.mjs';
import { workloads } from './workloads.mjs';

export const usage = `Usage: npm run bench -- [options]

Prints the median time of one training step (SGD, loss read back), side by side.

  --workload NAME   ${Object.keys(workloads).join(', ')}; may be given several times; default all but
                    resnet18
  --system NAME     ${known.join(', ')};
                    may be given several times; default all that can run
                    (tfjs-cpu only where tfjs-wasm cannot train the workload)
  --runs N          timed steps of each system; default 100, fewer where a step is slow
  --backend gpu     gpu.js on the GPU instead: ${onGpu.join(', ')}
  --node current    under a current Node, from the package that test/bench pins
  --json            the last line is {"machine": {processor, cores, node, platform},
                    "results": [{workload, system, threads, ms, leastMs, runs, peakBytes, floorMs}]}
  --help            this text

ms is the median, leastMs the least; peakBytes the largest resident set of the system's whole process; floorMs the
step's operations at the measured rate of a micro-kernel on one thread.
Exits with 1 if a system fails or its losses are not those of the same training in float64.`;

const spec = {
  workload: { type: 'string', multiple: true },
  system: { type: 'string', multiple: true },
  runs: { type: 'string' },
  backend: { type: 'string' },
  node: { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

const usualWorkloads = Object.keys(workloads).filter((name) => !workloads[name].onlyIfAsked);

export function parse(args) {
  const { values } = parseArgs({ args, options: spec, strict: true });
  const names = (option, all, otherwise) => {
    for (const name of values[option] ?? []) {
      if (!all.includes(name)) throw new Error(`--${option} ${name}: there are ${all.join(', ')}`);
    }
    return values[option] ?? otherwise;
  };
  if (values.backend !== undefined && values.backend !== 'gpu') {
    throw new Error(`--backend ${values.backend}: there is gpu; for other systems use --system`);
  }
  const runs = values.runs === undefined ? undefined : Number(values.runs);
  if (runs !== undefined && !(Number.isInteger(runs) && runs > 0)) {
    throw new Error(`--runs ${values.runs}: a whole number of steps, 1 or more`);
  }
  return {
    help: values.help,
    json: values.json,
    node: values.node,
    runs,
    workloads: names('workload', Object.keys(workloads), usualWorkloads),
    systems: names('system', known, values.backend === 'gpu' ? onGpu : usual),
    chosen: values.system !== undefined,
  };
}
