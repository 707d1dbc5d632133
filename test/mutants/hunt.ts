// Every fault before the fuzzer, as many at a time as there are processors, and the sources without any as a control.
import { availableParallelism } from 'node:os';
import type { Kind } from './kinds.ts';
import type { Mutant } from './mutant.ts';
import { planted, run } from './plant.ts';
import type { Outcome } from './worker.ts';

export interface Hunt {
  readonly mutants: readonly Mutant[];
  readonly seeds: readonly number[];
  readonly runs: number;
}

/** A mutant's, or the control's, for one seed. */
export interface Finding extends Outcome {
  readonly mutant: Mutant | null;
  readonly kind: Kind;
  readonly seed: number;
  readonly seconds: number;
}

export async function hunt(
  { mutants, seeds, runs }: Hunt,
  report: (finding: Finding, left: number) => void = () => {},
): Promise<Finding[]> {
  const concerned = [...new Set(mutants.map((m) => m.kind))];
  const suspects = [
    ...concerned.map((kind) => ({ mutant: null, kind })),
    ...mutants.map((m) => ({ mutant: m, kind: m.kind })),
  ];
  const tasks = suspects.flatMap((s) => seeds.map((seed) => ({ ...s, seed })));
  const findings: Finding[] = [];
  let next = 0;
  const work = async () => {
    for (let task = tasks[next++]; task !== undefined; task = tasks[next++]) {
      const { mutant, kind, seed } = task;
      const source = await planted(mutant);
      const start = performance.now();
      const outcome = await run(source, { kind, seed, runs });
      const finding = { ...outcome, ...task, seconds: (performance.now() - start) / 1000 };
      findings.push(finding);
      report(finding, tasks.length - findings.length);
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), tasks.length) }, work));
  return findings;
}

export interface Summary {
  readonly planted: number;
  /** with every seed */
  readonly caught: number;
  readonly medianRuns: number;
  /** mutants that a seed let live */
  readonly survivors: readonly string[];
}

export function summary(findings: readonly Finding[]): Summary {
  const ofMutants = findings.filter((f) => f.mutant !== null);
  const names = new Set(ofMutants.map((f) => f.mutant!.name));
  const survivors = [...new Set(ofMutants.filter((f) => f.run === null).map((f) => f.mutant!.name))].sort();
  const runs = ofMutants.flatMap((f) => (f.run === null ? [] : [f.run])).sort((a, b) => a - b);
  return {
    planted: names.size,
    caught: names.size - survivors.length,
    medianRuns: runs[Math.floor((runs.length - 1) / 2)] ?? 0,
    survivors,
  };
}

/** Convictions of sources that nothing was planted in. */
export function falseAlarms(findings: readonly Finding[]): Finding[] {
  return findings.filter((f) => f.mutant === null && f.run !== null);
}
