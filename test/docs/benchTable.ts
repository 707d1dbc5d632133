// README's table of measured times, from the record of one run of `npm run bench -- --json`.
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { root } from './markdown.ts';

const recordFile = 'test/bench/record.json';

export interface Record {
  readonly date: string;
  /** processor, cores, Node, platform */
  readonly machine: string;
  readonly results: readonly Result[];
}

export interface Result {
  readonly workload: string;
  readonly system: string;
  readonly threads: number;
  readonly ms: number;
}

/** The last line that a run of the benchmark printed, as a record of this machine, today. */
export function recordOf(output: string): Record {
  const line = output.trim().split('\n').at(-1) ?? '';
  const { results } = JSON.parse(line) as { results?: Result[] };
  if (!Array.isArray(results) || results.length === 0)
    throw new Error('no results: give the output of npm run bench -- --json');
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const machine = `${processor}, ${cpus().length} logical cores, Node ${process.version}, ${process.platform} ${process.arch}`;
  const kept = results.map(({ workload, system, threads, ms }) => ({ workload, system, threads, ms }));
  return { date: new Date().toISOString().slice(0, 10), machine, results: kept };
}

/** The table, or null where nothing was recorded. */
export function benchTable(): string | null {
  if (!existsSync(root + recordFile)) return null;
  return tableOf(JSON.parse(readFileSync(root + recordFile, 'utf8')) as Record);
}

export const recordPath = root + recordFile;

const milliseconds = (ms: number) => (ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2));
const unique = (names: readonly string[]) => [...new Set(names)];

/** Systems down, workloads across; the threads that a system used behind its name. */
export function tableOf({ date, machine, results }: Record): string {
  const workloads = unique(results.map((r) => r.workload));
  const systems = unique(results.map((r) => r.system));
  const versions = peers();
  const rows = systems.map((system) => {
    const own = results.filter((r) => r.system === system);
    const threads = Math.max(...own.map((r) => r.threads));
    const label = [versions[system] ?? system, threads > 1 ? `, ${threads} threads` : ''].join('');
    const cells = workloads.map((w) => own.find((r) => r.workload === w)).map((r) => (r ? milliseconds(r.ms) : '–'));
    return [label, ...cells];
  });
  const head = ['ms', ...workloads];
  return [
    ...[head, head.map((_, i) => (i === 0 ? '---' : '--:')), ...rows].map((row) => `| ${row.join(' | ')} |`),
    '',
    `Measured on ${date}: ${machine}. –: cannot train it.`,
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
    pytorch: 'PyTorch',
  };
}
