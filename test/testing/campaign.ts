// Many runs that go on after a fault: each fault is shrunk and told, and what was covered is counted.
import { Coverage, type OpCoverage } from './coverage.ts';
import { type Counterexample, counterexample } from './failure.ts';
import { type FuzzPoint, firstFailure } from './fuzz.ts';
import type { Oracle } from './oracles/oracle.ts';
import type { Specimen } from './programs/specimen.ts';
import { shrink } from './shrink/index.ts';

/** What runs have come to: as data, so that threads and pages can send it. */
export interface Stretch {
  readonly runs: number;
  readonly checks: number;
  readonly inconclusive: number;
  readonly ops: Readonly<Record<string, OpCoverage>>;
  readonly found: readonly Counterexample[];
}

export const nothing: Stretch = { runs: 0, checks: 0, inconclusive: 0, ops: {}, found: [] };

/** Puts the program of each point before the oracles. A point ends with its first fault, the stretch does not. */
export async function stretch(
  specimenAt: (point: FuzzPoint) => Specimen,
  oracles: readonly Oracle[],
  points: readonly FuzzPoint[],
): Promise<Stretch> {
  const coverage = new Coverage();
  const found: Counterexample[] = [];
  const observer = {
    start: () => {},
    end: () => {},
    verdict: (...[specimen, oracle, verdict]: Parameters<Coverage['add']>) => coverage.add(specimen, oracle, verdict),
  };
  for (let next = 0; next < points.length; ) {
    const fault = await firstFailure(specimenAt, oracles, points.slice(next), observer);
    if (fault === null) break;
    found.push(counterexample(await shrink(fault.failure), fault.point));
    next += fault.done;
  }
  const { checks, inconclusive } = coverage;
  return { runs: points.length, checks, inconclusive, ops: coverage.ops(), found };
}

/** Both together. */
export function joined(a: Stretch, b: Stretch): Stretch {
  const ops: Record<string, OpCoverage> = { ...a.ops };
  for (const [op, { checks, worst }] of Object.entries(b.ops)) {
    const before = ops[op] ?? { checks: {}, worst: 0 };
    const counts: Record<string, number> = { ...before.checks };
    for (const [oracle, n] of Object.entries(checks)) counts[oracle] = (counts[oracle] ?? 0) + n;
    ops[op] = { checks: counts, worst: Math.max(worst, before.worst) };
  }
  return {
    runs: a.runs + b.runs,
    checks: a.checks + b.checks,
    inconclusive: a.inconclusive + b.inconclusive,
    ops,
    found: [...a.found, ...b.found],
  };
}
