// npm run mutants:generic: of all the faults that one change of the syntax tree can be, how many does the fuzzer see?
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { defaultRuns } from '../../testing/fuzzPrograms.ts';
import { root } from '../plant.ts';
import { cleanFor } from './clean.ts';
import { huntMutant } from './hunt.ts';
import { judgementOf } from './judged.ts';
import { type Finding, Log } from './log.ts';
import { reportOf, tableOf } from './report.ts';
import { draw, fieldsOf } from './sample.ts';
import { keyOf, type Site } from './site.ts';
import { testMutant } from './tests.ts';
import { typeChecker } from './types.ts';

interface Flags {
  readonly sample: number;
  readonly seed: number;
  readonly runs: number;
  readonly workers: number;
  readonly resume?: string;
  readonly again?: true;
  readonly judged?: true;
  readonly first?: number;
  readonly tests: boolean;
  readonly json?: true;
}

function whole(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('expected a whole number, 1 or more');
  return n;
}

const flags = new Command('mutants:generic')
  .description(
    'Plants mutants that a seed draws from the syntax trees of the language and the compiler, and asks the fuzzer everything\n' +
      'about each; what survives goes before the tests. Exit code 1: less than 92 % (fuzzer) or 98 % (with tests) are seen.',
  )
  .option('--sample <count>', 'mutants', whole, 300)
  .option('--seed <seed>', 'the same seed draws the same mutants, and the same programs', whole, 1)
  .option('--runs <runs>', 'programs that a mutant may survive', whole, defaultRuns)
  .option('--workers <count>', 'mutants at a time', whole, availableParallelism())
  .option('--resume <file>', 'keep what was found in this file, and go on from there where it exists')
  .option('--again', 'ask about those again that survived in that file')
  .option('--judged', 'ask about those too that were judged to be no faults: none may be seen')
  .option('--first <count>', 'the first so many of the sample alone', whole)
  .option('--no-tests', 'the fuzzer alone')
  .option('--json', 'end with one line of JSON: {"folders", "all", "fuzzerShare", "bothShare"}')
  .parse()
  .opts<Flags>();

const { seed, sample, runs } = flags;
const start = performance.now();
const tell = (line: string) => process.stderr.write(`${line}\n`);

tell(`recording ${runs} programs of seed ${seed} without any mutant`);
const clean = await cleanFor(seed, runs);
const fields = fieldsOf(root, clean.loaded);
const log = new Log(flags.resume, { seed, sample, runs }, () => {
  const files = fields.flatMap((f) => f.sites.map((s) => s.file));
  tell(`drawing ${sample} of ${files.length} places in ${fields.length} folders`);
  return draw(fields, sample, seed, typeChecker(root, [...new Set(files)]));
});
// where the sources have changed since they were drawn, places are found by what they are
const places = new Map(fields.flatMap((f) => f.sites.map((s) => [keyOf(s), s] as const)));
const chosen = log.drawn.sites.slice(0, flags.first).flatMap((drawn) => {
  const site = places.get(keyOf(drawn));
  if (site === undefined) tell(`no longer there: ${drawn.file} ${drawn.within}: ${drawn.text}`);
  return site ?? [];
});
const isOver = (f: Finding | undefined, site: Site): boolean => {
  if (f === undefined) return judgementOf(site) !== undefined && !flags.judged;
  if (f.run !== null || judgementOf(site) !== undefined) return true;
  return !flags.again && (!flags.tests || f.tests !== undefined);
};
const tasks = chosen.filter((site) => !isOver(log.findings.get(keyOf(site)), site));
let done = 0;

async function about(site: Site): Promise<Finding> {
  const began = performance.now();
  const key = keyOf(site);
  const before = flags.again ? undefined : log.findings.get(key);
  const { run, oracle, what, different, reached, unreached } = before ?? (await huntMutant(site, clean));
  const survived = run === null && judgementOf(site) === undefined;
  const tests = flags.tests && survived ? { tests: await testMutant(site) } : {};
  const seconds = (performance.now() - began) / 1000;
  return {
    ...{ key, site, run, reached, different, seconds },
    ...(oracle !== undefined && { oracle }),
    ...(what !== undefined && { what }),
    ...(unreached && { unreached }),
    ...tests,
  };
}

function line({ site, run, oracle, reached, different, unreached, tests, seconds }: Finding): string {
  const place = `${site.file}:${site.line} ${site.operator}`.padEnd(64);
  const survived = unreached ? 'out of reach' : `SURVIVED, ${reached} programs reach it, ${different} differ`;
  const outcome = run === null ? survived : `run ${run}, ${oracle}`;
  const seen = tests === undefined ? '' : tests.killed ? `; seen by ${tests.by}` : '; no test sees it';
  return `${String(tasks.length - done).padStart(4)} left  ${place} ${outcome}${seen}, ${seconds.toFixed(1)} s`;
}

let next = 0;
const work = async () => {
  for (let site = tasks[next++]; site !== undefined; site = tasks[next++]) {
    const finding = await about(site);
    done++;
    log.add(finding);
    tell(line(finding));
  }
};
await Promise.all(Array.from({ length: Math.min(flags.workers, tasks.length) }, work));
const report = reportOf(fields, log, keyOf);
tell(`${((performance.now() - start) / 60_000).toFixed(1)} minutes`);
console.log(flags.json ? JSON.stringify(report) : tableOf(report).join('\n'));
process.exitCode = report.fuzzerShare < 92 || (flags.tests && report.bothShare < 98) ? 1 : 0;
