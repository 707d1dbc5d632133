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

/** A system whose run is slow gets fewer turns, so that all of its own take about this many turns' time. */
const affordableTurns = 30;

/** The engine's optimising compiler works beside the first runs: for so many turns' time nothing is timed. */
const warmUpTurns = 10;

/** Runs until the engine's optimising compiler has come and gone. @returns how many runs make a turn, and how many turns */
async function warmUp(run, { rounds, turnMs }) {
  const began = now();
  let last = await times(run, 1);
  for (let i = 0; i < 2000 && now() - began < warmUpTurns * turnMs; i++) last = Math.min(last, await times(run, 1));
  const count = Math.max(1, Math.round(turnMs / Math.max(last, 1e-4)));
  const affordable = Math.ceil((affordableTurns * turnMs) / (count * Math.max(last, 1e-4)));
  return { count, turns: Math.min(rounds, affordable) };
}

/**
 * Milliseconds of one run of each system.
 *
 * @param runners `{ system: run }`
 * @returns `{ system: { ms, least, runs } }`: the median over the rounds, the least, and the runs timed
 */
export async function inTurn(runners, length) {
  const entries = [];
  for (const [system, run] of Object.entries(runners)) {
    entries.push({ system, run, ...(await warmUp(run, length)), ms: [] });
  }
  for (let round = 0; round < length.rounds; round++) {
    for (const entry of entries) {
      if (round < entry.turns) entry.ms.push((await times(entry.run, entry.count)) / entry.count);
    }
  }
  return Object.fromEntries(
    entries.map(({ system, ms, count, turns }) => [
      system,
      { ms: median(ms), least: Math.min(...ms), runs: count * turns },
    ]),
  );
}
