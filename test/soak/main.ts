// npm run soak: random programs by the ten thousand. A fault is told and the soak goes on.
import { Command, InvalidArgumentError } from 'commander';
import { wholeTargets } from '../fuzz/whole.ts';
import type { Stretch } from '../testing/campaign.ts';
import { regressionFile } from '../testing/regressionFile.ts';
import { beginning, type Log, opened, save } from './logbook.ts';
import { type Hand, page, soak } from './soak.ts';
import { thread } from './thread.ts';

interface Flags {
  readonly runs: number;
  readonly seed: number;
  readonly backends?: readonly string[];
  readonly workers: number;
  readonly patience: number;
  readonly browser?: true;
  readonly json?: true;
  readonly regressions?: string;
  readonly resume?: string;
}

const inBrowser = ['gpujs:webgl2', 'gpujs:webgpu'];

function whole(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('expected a whole number, 1 or more');
  return n;
}

const flags = new Command('soak')
  .description(
    'Random programs before every oracle of the fuzzer. Each fault is shrunk and printed, and the soak goes on.\n' +
      'Exit code 1: a backend disagreed, or 2% and more of the checks stayed undecided; 130: stopped by Ctrl-C.',
  )
  .option('--runs <runs>', 'programs', whole, 10_000)
  .option('--seed <seed>', 'the same seed gives the same programs', whole, 1)
  .option(
    '--backends <names>',
    `compared with the reference, joined by commas without a space; in Node these: ${wholeTargets.join(',')}`,
    (s) => s.split(/,(?! )/),
  )
  .option('--workers <count>', 'threads', whole, 2)
  .option('--patience <seconds>', 'a check that takes longer does not end', whole, 120)
  .option('--browser', `in headless Chromium, on ${inBrowser.join(' and ')}`)
  .option('--regressions <file>', 'keep what fails in this file')
  .option('--resume <file>', 'keep what was done in this file, and go on from there where it exists')
  .option('--json', 'end with one line of JSON: {"runs", "disagreements", "inconclusive", "perSecond"}')
  .parse()
  .opts<Flags>();

const { runs, seed, workers, browser } = flags;
const backends = flags.backends ?? (browser ? inBrowser : wholeTargets);
const store = flags.regressions === undefined ? undefined : regressionFile(flags.regressions);
const subject = 'random programs';
const plan = { runs, seed, backends };
const stop = new AbortController();
let log = flags.resume === undefined ? beginning(plan) : opened(flags.resume, plan);
let told = performance.now();

function summary({ all: { runs: done, found, checks, inconclusive }, seconds }: Log) {
  return {
    runs: done,
    disagreements: found.length,
    inconclusive: checks === 0 ? 0 : Number((inconclusive / checks).toFixed(5)),
    perSecond: seconds === 0 ? 0 : Number((done / seconds).toFixed(2)),
  };
}

function progress(now: Log): void {
  const { runs: done, disagreements, inconclusive, perSecond } = summary(now);
  const line = `${done} of ${runs} runs, ${disagreements} disagreements, ${(100 * inconclusive).toFixed(2)}% undecided, ${perSecond} a second`;
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${line}`);
  else if (performance.now() - told > 30_000 || done === runs) {
    told = performance.now();
    process.stderr.write(`${line}\n`);
  }
}

async function tell(now: Log, piece: Stretch): Promise<void> {
  log = now;
  if (flags.resume !== undefined) save(flags.resume, now);
  for (const { message, oracle, op, program, seed: s, run } of piece.found) {
    process.stderr.write(`${process.stderr.isTTY ? '\r\x1b[K' : ''}${message}\n\n`);
    await store?.save({ subject, seed: s, run, oracle, op, program });
  }
  progress(now);
}

process.once('SIGINT', () => stop.abort());

const hands: Hand[] = browser
  ? [await page()]
  : Array.from({ length: workers }, () => thread(new URL('./worker.js', import.meta.url), 1000 * flags.patience));
try {
  // most are small, so that there are many of them
  const small = { hand: 1, maxChoices: 10 };
  const sizes = [...Array<typeof small>(7).fill(small), { hand: 4, maxChoices: 48 }];
  const piece = browser ? 5 : 20;
  const onProgress = (now: Log, latest: Stretch) => void tell(now, latest);
  log = await soak(hands, { runs, seed, backends, sizes, piece, signal: stop.signal, onProgress }, log);
} catch (error) {
  // Ctrl-C ends the browser too, in the middle of a task
  if (!stop.signal.aborted) throw error;
} finally {
  await Promise.all(hands.map((h) => h.close()));
}
if (process.stderr.isTTY) process.stderr.write('\n');
const { disagreements, inconclusive, perSecond, runs: done } = summary(log);
if (flags.json) console.log(JSON.stringify({ runs: done, disagreements, inconclusive, perSecond }));
else
  console.log(
    `${done} runs, ${disagreements} disagreements, ${(100 * inconclusive).toFixed(2)}% undecided, ${perSecond} a second`,
  );
process.exitCode = stop.signal.aborted ? 130 : disagreements > 0 || inconclusive >= 0.02 ? 1 : 0;
