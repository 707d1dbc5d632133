// What a run of the fuzzer has seen: how often each operation came under each oracle, and the worst errors.
import type { Oracle, Verdict } from './oracles/oracle.ts';
import { operations } from './programs/features.ts';
import type { Specimen } from './programs/specimen.ts';

export interface OpCoverage {
  /** verdicts that were reached, by oracle */
  readonly checks: Readonly<Record<string, number>>;
  /** the largest |gradient - differences| / (1 + |differences|) of the operation alone */
  readonly worst: number;
  /** checks that stayed open, by oracle */
  readonly open?: Readonly<Record<string, number>>;
}

interface Counts {
  readonly checks: Record<string, number>;
  worst: number;
  open?: Record<string, number>;
}

export class Coverage {
  readonly #ops = new Map<string, Counts>();
  /** the largest error of each oracle, as a share of what it allows */
  readonly worst: Record<string, number> = {};
  checks = 0;
  /** checks without a verdict; where a check compares several results, the share of them that stayed open */
  inconclusive = 0;

  add(specimen: Specimen, { name }: Oracle, verdict: Verdict): void {
    if (verdict.outcome === 'inapplicable') return;
    this.checks++;
    if (verdict.outcome === 'inconclusive') {
      this.inconclusive++;
      for (const op of new Set(operations(specimen.outputs))) {
        const entry = this.#of(op);
        entry.open = { ...entry.open, [name]: (entry.open?.[name] ?? 0) + 1 };
      }
    }
    if (verdict.outcome !== 'agrees') return;
    this.inconclusive += verdict.undecided ?? 0;
    this.worst[name] = Math.max(this.worst[name] ?? 0, verdict.worst);
    for (const op of new Set(operations(specimen.outputs))) {
      const { checks } = this.#of(op);
      checks[name] = (checks[name] ?? 0) + 1;
    }
    for (const [op, error] of verdict.errors ?? []) {
      const entry = this.#of(op);
      entry.worst = Math.max(entry.worst, error);
    }
  }

  /** The share of checks that could not be decided. */
  get share(): number {
    return this.checks === 0 ? 0 : this.inconclusive / this.checks;
  }

  ops(): Readonly<Record<string, OpCoverage>> {
    return Object.fromEntries([...this.#ops].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #of(op: string): Counts {
    const known: Counts = this.#ops.get(op) ?? { checks: {}, worst: 0 };
    this.#ops.set(op, known);
    return known;
  }
}
