// npm run fuzz: does the fuzzer see anything wrong with the sources as they stand?
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import { planted } from '../mutants/plant.ts';
import { defaultRuns } from '../testing/fuzzPrograms.ts';
import { ask } from './ask.ts';

interface Flags {
  readonly seed: number;
  readonly runs: number;
  readonly only?: string;
  readonly workers: number;
  readonly patience: number;
  readonly json?: true;
}

function whole(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('expected a whole number, 1 or more');
  return n;
}

const { seed, runs, only, workers, patience, json } = new Command('fuzz')
  .description(
    'Asks the fuzzer everything about the language and the compiler as they stand: random programs, every oracle, every\n' +
      'target of Node and its variants. Exit code 1: the first program that something is wrong with, shrunk.',
  )
  .option('--seed <seed>', 'the same seed gives the same programs', whole, 1)
  .option('--runs <runs>', 'programs', whole, defaultRuns)
  .option('--only <oracle>', 'the oracles whose names hold this, e.g. "gpujs" or "differences"')
  .option('--workers <count>', 'threads that share the programs', whole, availableParallelism())
  .option('--patience <seconds>', 'a check that takes longer does not end, which is a fault', whole, 120)
  .option(
    '--json',
    'end with one line of JSON: {"seed", "runs", "run", "oracle", "what", "program"}; run is null or the fault\'s',
  )
  .parse()
  .opts<Flags>();

const start = performance.now();
let told = start;
const seconds = (): string => ((performance.now() - start) / 1000).toFixed(1);

function progress(done: number): void {
  const { isTTY } = process.stderr;
  const now = performance.now();
  if (now - told < (isTTY ? 100 : 10_000)) return;
  told = now;
  process.stderr.write(`${isTTY ? '\r\x1b[K' : ''}${done} of ${runs} runs, ${seconds()} s${isTTY ? '' : '\n'}`);
}

try {
  const task = { kind: 'whole', seed, runs, ...(only === undefined ? {} : { only }) } as const;
  const found = await ask(await planted(null), task, { workers, patience: 1000 * patience, onProgress: progress });
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  const { run, oracle, what, shown } = found;
  if (json) console.log(JSON.stringify({ seed, runs, run, oracle, what, program: shown?.program }));
  else if (run === null) console.log(`no fault in ${runs} runs of seed ${seed}, ${seconds()} s`);
  else console.log(`run ${run} of seed ${seed}, ${seconds()} s: ${oracle}: ${what}\n\n${shown?.message ?? ''}`);
  process.exitCode = run === null ? 0 : 1;
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.error(`fuzz: ${error.message}`);
  process.exitCode = 2;
}
