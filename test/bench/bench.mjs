// The measurement: start, check, warm up, take turns, report.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { disagreement, expected } from './agreement.mjs';
import { writeDataFile } from './data-file.mjs';
import { machine } from './machine.mjs';
import { Cannot, SystemProcess } from './process.mjs';
import { heading, lines, summary } from './report.mjs';
import { median, rounded } from './statistics.mjs';
import { better, floorOf, measureFloors } from './suites/floors.mjs';
import { absent, commandOf, standIns } from './systems/index.mjs';
import { generate } from './workloads.mjs';

const mostRuns = 100;
const rounds = 10;

/** A system gets as many steps as take about this long. */
const timedBudgetMs = 3_000;
const fewestRuns = 3;

/** Others have used the caches since the last turn: where a step is shorter, one is not timed in each turn. */
const shortMs = 300;

/** Warm-up after the checked steps: enough for the engine's optimising compiler to have come and gone. */
const warmUpMs = 2000;
const warmUpSteps = 30;

/**
 * @returns `{ machine, results, failures }`: a row for each system that trained a workload as it should, a
 * sentence for each that failed.
 */
export async function bench(options, print) {
  const folder = mkdtempSync(join(tmpdir(), 'quern-bench-'));
  const dataFile = (workload) => {
    const path = join(folder, workload);
    writeDataFile(path, generate(workload));
    return path;
  };
  const results = [];
  const failures = [];
  const versions = new Map();
  try {
    let floors = measureFloors();
    print(heading(machine(), floors));
    for (const workload of options.workloads) {
      const { rows, failed } = await measure(workload, options, dataFile);
      floors = better(floors, measureFloors());
      // all systems train the same network: the arithmetic is what Quern's program counts
      const operations = rows.find((row) => row.operations)?.operations;
      for (const row of rows) if (operations && row.ms) row.floorMs = rounded(floorOf(floors, { operations }));
      print(lines(workload, rows));
      for (const { system, version, note } of rows)
        if (version) versions.set(system, note ? `${version} (${note})` : version);
      results.push(...rows.filter((row) => row.ms !== undefined));
      failures.push(...failed);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  if (results.length > 0) print(summary(results, versions));
  else failures.push('no system could train any of the workloads here');
  return { machine: machine(), results: results.map(published), failures };
}

/** The agreed fields of a row, in their order. */
const published = ({ workload, system, threads, ms, least, runs, peakBytes, floorMs }) => ({
  workload,
  system,
  threads,
  ms,
  leastMs: least,
  runs,
  peakBytes,
  floorMs,
});

async function measure(workload, options, dataFile) {
  const rows = [];
  const failed = [];
  const running = [];
  const fail = (system, error) => {
    rows.push({ workload, system, why: error.message.split('\n')[0] });
    // What cannot be done here is part of the comparison, unless somebody asked for just that.
    if (!(error instanceof Cannot) || options.chosen) failed.push(`${system} on ${workload}: ${error.message}`);
  };

  try {
    const queue = [...options.systems];
    while (queue.length > 0) {
      const system = queue.shift();
      try {
        running.push(await start(workload, system, dataFile));
      } catch (error) {
        fail(system, error);
        const standIn = standIns[system];
        if (error instanceof Cannot && standIn && !options.chosen) queue.unshift(standIn);
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (const entry of running) await turn(entry, round, options.runs);
    }
  } finally {
    for (const { process } of running) process.end();
  }
  for (const entry of running) rows.push(row(workload, entry));
  const order = options.systems.flatMap((system) => [system, standIns[system]]);
  rows.sort((a, b) => order.indexOf(a.system) - order.indexOf(b.system));
  return { rows, failed };
}

/** Starts a system, checks its first losses, warms it up. */
async function start(workload, system, dataFile) {
  const missing = absent(system);
  if (missing) throw new Cannot(missing);
  const process = new SystemProcess(commandOf(system, workload, dataFile));
  try {
    const about = await process.ready();
    const { losses, ms } = await process.run(expected[workload].length);
    const disagrees = disagreement(workload, losses);
    if (disagrees) throw new Error(disagrees);
    const began = performance.now();
    let last = ms;
    for (let i = 0; i < warmUpSteps && performance.now() - began < warmUpMs; i++) last = (await process.run(1)).ms;
    return { system, process, about, losses, estimate: last.at(-1), ms: [], peakBytes: 0 };
  } catch (error) {
    process.end();
    throw error;
  }
}

/** One system's turn in a round: its share of the steps. */
async function turn(entry, round, asked) {
  const affordable = Math.max(fewestRuns, Math.floor(timedBudgetMs / entry.estimate));
  const runs = asked ?? Math.min(mostRuns, affordable);
  const share = Math.floor((runs * (round + 1)) / rounds) - Math.floor((runs * round) / rounds);
  if (share === 0) return;
  const before = entry.estimate < shortMs ? 1 : 0;
  const { ms, peakBytes } = await entry.process.run(before + share);
  entry.ms.push(...ms.slice(before));
  entry.peakBytes = peakBytes;
}

const row = (workload, { system, about, losses, ms, peakBytes }) => ({
  workload,
  system,
  ...about,
  ms: rounded(median(ms)),
  least: rounded(Math.min(...ms)),
  most: rounded(Math.max(...ms)),
  runs: ms.length,
  peakBytes,
  losses,
});
