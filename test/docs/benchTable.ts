// README's tables of measured times, from the record of runs of `npm run bench -- --json`: the last under each Node.
import { existsSync, readFileSync } from 'node:fs';
import { root } from './markdown.ts';

const recordFile = 'test/bench/record.json';

/** One run, on one machine under one Node. */
export interface Run {
  readonly date: string;
  readonly machine: Machine;
  readonly results: readonly Result[];
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** 'v20.20.2' */
  readonly node: string;
  readonly platform: string;
}

export interface Result {
  readonly workload: string;
  readonly system: string;
  readonly threads: number;
  /** the median */
  readonly ms: number;
  readonly leastMs?: number;
  /** the step's operations at the rate of a micro-kernel, on one thread */
  readonly floorMs?: number;
}

/** The last line that a run of the benchmark printed, as of today. */
export function runOf(output: string): Run {
  const line = output.trim().split('\n').at(-1) ?? '';
  const { machine, results } = JSON.parse(line) as { machine?: Machine; results?: Result[] };
  if (!machine || !Array.isArray(results) || results.length === 0)
    throw new Error('no results: give the output of npm run bench -- --json');
  const kept = results.map(({ workload, system, threads, ms, leastMs, floorMs }) => ({
    workload,
    system,
    threads,
    ms,
    ...(leastMs !== undefined && { leastMs }),
    ...(floorMs !== undefined && { floorMs }),
  }));
  return { date: new Date().toISOString().slice(0, 10), machine, results: kept };
}

const major = ({ machine }: Run) => Number(/\d+/.exec(machine.node)?.[0]);

/** The runs with this one in the place of the one under the same Node, the oldest Node first. */
export function recorded(runs: readonly Run[], run: Run): readonly Run[] {
  return [...runs.filter((r) => major(r) !== major(run)), run].sort((a, b) => major(a) - major(b));
}

export const recordPath = root + recordFile;

export function runsOnRecord(): readonly Run[] {
  return existsSync(recordPath) ? (JSON.parse(readFileSync(recordPath, 'utf8')) as Run[]) : [];
}

/** The tables, or null where nothing was recorded. */
export function benchTable(): string | null {
  const runs = runsOnRecord();
  return runs.length === 0 ? null : runs.map(tableOf).join('\n\n');
}

const milliseconds = (ms: number) => (ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2));
const unique = (names: readonly string[]) => [...new Set(names)];

const timesOf = ({ ms, leastMs }: Result) =>
  leastMs === undefined ? milliseconds(ms) : `${milliseconds(ms)} (${milliseconds(leastMs)})`;

/** Systems down, workloads across; the threads that a system used behind its name; the floor last. */
export function tableOf({ date, machine, results }: Run): string {
  const { processor, cores, node, platform } = machine;
  const workloads = unique(results.map((r) => r.workload));
  const systems = unique(results.map((r) => r.system));
  const versions = peers();
  const rows = systems.map((system) => {
    const own = results.filter((r) => r.system === system);
    const threads = Math.max(...own.map((r) => r.threads));
    const label = [versions[system] ?? system, threads > 1 ? `, ${threads} threads` : ''].join('');
    const cells = workloads.map((w) => own.find((r) => r.workload === w)).map((r) => (r ? timesOf(r) : '–'));
    return [label, ...cells];
  });
  const floors = workloads.map((w) => results.find((r) => r.workload === w && r.floorMs !== undefined)?.floorMs);
  const floor = ['floor', ...floors.map((ms) => (ms === undefined ? '–' : milliseconds(ms)))];
  const head = [`Node ${node.slice(1)}, ms`, ...workloads];
  const measured = floors.some((ms) => ms !== undefined) ? [floor] : [];
  return [
    ...[head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows, ...measured].map(
      (row) => `| ${row.join(' | ')} |`,
    ),
    '',
    `Measured on ${date}: ${processor}, ${cores} logical cores, Node ${node}, ${platform}. –: cannot train it, or one thread is faster. Floor: the`,
    `step's operations at the rate of a register-tiled micro-kernel in the first cache, one thread. In brackets the least`,
    'time of a step: others use the machine too, and halve its rate for moments.',
  ].join('\n');
}

/** Systems with the versions that test/bench pins. */
function peers(): { readonly [system: string]: string | undefined } {
  const { dependencies } = JSON.parse(readFileSync(`${root}test/bench/package.json`, 'utf8')) as {
    dependencies: { readonly [name: string]: string | undefined };
  };
  const tfjs = dependencies['@tensorflow/tfjs'];
  return {
    'jax-js': `jax-js ${dependencies['@jax-js/jax']} (wasm)`,
    'tfjs-wasm': `TensorFlow.js ${tfjs} (wasm)`,
    'tfjs-cpu': `TensorFlow.js ${tfjs} (cpu)`,
    'quern-cpu': 'Quern (cpu)',
    'quern-cpu-threads': 'Quern (cpu)',
    'quern-gpujs-webasm': 'Quern (gpujs:webasm)',
    pytorch: 'PyTorch',
    'pytorch-threads': 'PyTorch',
  };
}
