// The clock of the suites: systems take turns, so that a slow moment of the machine falls on all of them alike.

import { median } from '../statistics.mjs';

const now = () => performance.now();

async function times(run, count) {
  const start = now();
  for (let i = 0; i < count; i++) {
    const pending = run();
    if (pending) await pending;
  }
  return now() - start;
}

/** The least is of so much time: moments in which others use the machine are longer. */
const momentMs = 1;

/** A turn of `count` runs, `chunk` at a time. @returns milliseconds of one run: the mean, and the least of a chunk */
async function turn(run, { count, chunk }) {
  let [sum, least] = [0, Infinity];
  for (let done = 0; done < count; done += chunk) {
    const ms = await times(run, chunk);
    sum += ms;
    least = Math.min(least, ms / chunk);
  }
  return { mean: sum / count, least };
}

/** A system whose run is slow gets fewer turns, so that all of its own take about this many turns' time. */
const affordableTurns = 30;

/** The engine's optimising compiler works beside the first runs: for so many turns' time nothing is timed. */
const warmUpTurns = 10;

/**
 * Runs until the engine's optimising compiler has come and gone.
 *
 * @returns how many runs make a turn and a chunk of it, and how many turns
 */
async function warmUp(run, { rounds, turnMs }) {
  const began = now();
  let last = await times(run, 1);
  for (let i = 0; i < 2000 && now() - began < warmUpTurns * turnMs; i++) last = Math.min(last, await times(run, 1));
  const inTime = (ms) => Math.max(1, Math.round(ms / Math.max(last, 1e-4)));
  const chunk = inTime(Math.min(momentMs, turnMs));
  const count = Math.ceil(inTime(turnMs) / chunk) * chunk;
  const affordable = Math.ceil((affordableTurns * turnMs) / (count * Math.max(last, 1e-4)));
  return { count, chunk, turns: Math.min(rounds, affordable) };
}

/**
 * Milliseconds of one run of each system.
 *
 * @param runners `{ system: run }`
 * @returns `{ system: { ms, least, runs } }`: the median over the rounds, the least of any moment, and the runs timed
 */
export async function inTurn(runners, length) {
  const entries = [];
  for (const [system, run] of Object.entries(runners)) {
    entries.push({ system, run, ...(await warmUp(run, length)), ms: [], least: Infinity });
  }
  for (let round = 0; round < length.rounds; round++) {
    for (const entry of entries) {
      if (round >= entry.turns) continue;
      const { mean, least } = await turn(entry.run, entry);
      entry.ms.push(mean);
      entry.least = Math.min(entry.least, least);
    }
  }
  return Object.fromEntries(
    entries.map(({ system, ms, least, count, turns }) => [system, { ms: median(ms), least, runs: count * turns }]),
  );
}
