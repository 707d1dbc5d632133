// What the fuzzing of a test file covers.
import type { Observer } from '../testing/fuzz.ts';
import type { Oracle, Verdict } from '../testing/oracles/oracle.ts';
import type { Specimen } from '../testing/programs/specimen.ts';

export interface Counts {
  readonly programs: number;
  readonly checks: number;
  readonly operations: readonly string[];
  readonly oracles: readonly string[];
  readonly seconds: number;
}

declare module 'vitest' {
  interface TaskMeta {
    fuzzed?: Counts;
  }
}

export class Tally implements Observer {
  programs = 0;
  readonly #oracles = new Set<string>();
  readonly #specimens: Specimen[] = [];
  #checks = 0;
  #milliseconds = 0;
  #last = 0;

  start(): void {
    this.#last = performance.now();
  }

  drawn(specimen: Specimen): void {
    this.programs++;
    this.#specimens.push(specimen);
  }

  verdict(_: Specimen, oracle: Oracle, { outcome }: Verdict): void {
    const now = performance.now();
    this.#milliseconds += now - this.#last;
    this.#last = now;
    if (outcome === 'inapplicable') return;
    this.#checks++;
    this.#oracles.add(oracle.name);
  }

  end(): void {}

  /** Operations are looked for at the end: test files that fuzz nothing do not load what knows them. */
  async counts(): Promise<Counts> {
    const { operations } = await import('../testing/programs/features.ts');
    const found = this.#specimens.flatMap(({ outputs }) => [...operations(outputs)]);
    return {
      programs: this.programs,
      checks: this.#checks,
      operations: [...new Set(found)],
      oracles: [...this.#oracles],
      seconds: this.#milliseconds / 1000,
    };
  }
}

/** 'fuzzing: 820 programs of 143 operations before 24 oracles, 9200 checks, in 35 s (laws.test.ts 20 s, ...)' */
export function lineOf(files: ReadonlyMap<string, Counts>): string {
  const all = [...files.values()];
  const total = (count: (c: Counts) => number) => all.reduce((sum, c) => sum + count(c), 0);
  const distinct = (names: (c: Counts) => readonly string[]) => new Set(all.flatMap(names)).size;
  const shares = [...files].sort(([, a], [, b]) => b.seconds - a.seconds).slice(0, 5);
  const seconds = (n: number) => `${n.toFixed(n < 10 ? 1 : 0)} s`;
  return (
    `fuzzing: ${total((c) => c.programs)} programs of ${distinct((c) => c.operations)} operations before ` +
    `${distinct((c) => c.oracles)} oracles, ${total((c) => c.checks)} checks, in ${seconds(total((c) => c.seconds))} ` +
    `(${shares.map(([file, c]) => `${file} ${seconds(c.seconds)}`).join(', ')})`
  );
}
