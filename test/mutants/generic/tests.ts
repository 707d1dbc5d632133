// A mutant before the tests: those that are likely to see it first, then all that test the same layers.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../plant.ts';
import type { Tests } from './log.ts';
import { mutated, type Site } from './site.ts';

const config = 'test/mutants/generic/vitest.config.ts';

/** Tests of the fuzzer are not among them: this is what it is compared with. */
const layers = ['dsl', 'compiler', 'emit', 'laws', 'faults', 'lecture', 'runtime'].map((folder) => `test/${folder}/`);

/** By the folder of the mutant, where its own tests are. */
const own: readonly (readonly [folder: string, tests: readonly string[]])[] = [
  ['compiler/emit/wasm/threads', ['test/runtime/threads']],
  ['compiler/emit', ['test/emit/']],
  ['compiler', ['test/compiler/', 'test/emit/golden', 'test/emit/wasm-programs']],
  ['dsl/scalar', ['test/laws/scalars', 'test/laws/kinks', 'test/laws/gradients', 'test/dsl/']],
  ['dsl', ['test/dsl/', 'test/laws/gradients', 'test/emit/golden']],
];

/** In the order in which they are run. */
export function stagesFor(file: string): (readonly string[])[] {
  const [, first = []] = own.find(([folder]) => file.startsWith(`${folder}/`)) ?? [];
  return [[...first], layers];
}

/** Longer than a stage takes, in milliseconds: a test that makes something wait for ever. */
const longest = 15 * 60_000;

export async function testMutant(site: Site): Promise<Tests> {
  const folder = mkdtempSync(join(tmpdir(), 'quern-mutant-'));
  try {
    const contents = join(folder, 'mutant.ts');
    writeFileSync(contents, mutated(readFileSync(join(root, site.file), 'utf8'), site));
    for (const stage of stagesFor(site.file)) {
      const by = await firstFailing(stage, JSON.stringify([site.file, contents]), join(folder, 'report.json'));
      if (by !== null) return { killed: true, by };
    }
    return { killed: false };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The name of the first test that fails; null: all pass. */
export async function firstFailing(files: readonly string[], mutant: string, report: string): Promise<string | null> {
  const options = ['--bail', '1', '--reporter', 'json', '--outputFile', report, '--config', config];
  const vitest = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...options, ...files], {
    cwd: root,
    env: { ...process.env, QUERN_MUTANT: mutant },
    stdio: 'ignore',
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    vitest.kill('SIGKILL');
  }, longest);
  const code = await new Promise<number | null>((resolve) => vitest.once('exit', resolve));
  clearTimeout(timer);
  if (late) return `no end in ${longest / 60_000} minutes`;
  return code === 0 ? null : nameIn(report);
}

/** A part of vitest's report in JSON. */
interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

function nameIn(file: string): string {
  try {
    // Boundary: vitest writes it.
    const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const failed = testResults.find((t) => t.status === 'failed');
    const test = failed?.assertionResults.find((a) => a.status === 'failed');
    return failed === undefined
      ? 'vitest failed'
      : `${failed.name.replace(/^.*\/test\//, 'test/')} ${test?.fullName ?? ''}`;
  } catch {
    return 'vitest died';
  }
}
