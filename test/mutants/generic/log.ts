// What a campaign has found, kept line by line: one that is broken off goes on where it was.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Drawn } from './sample.ts';
import type { Site } from './site.ts';

export interface Plan {
  readonly seed: number;
  readonly sample: number;
  readonly runs: number;
}

/** What became of a mutant. The last finding about a place is the one that counts. */
export interface Finding {
  readonly key: string;
  readonly site: Site;
  /** the run of the fuzzer that convicted it; null: none did */
  readonly run: number | null;
  readonly oracle?: string;
  readonly what?: string;
  /** runs that reach it */
  readonly reached: number;
  /** runs whose program is emitted otherwise than without the mutant; 0: the same programs */
  readonly different: number;
  /** the bundle of the fuzzer is the same with it */
  readonly unreached?: true;
  readonly tests?: Tests;
  readonly seconds: number;
}

export interface Tests {
  readonly killed: boolean;
  /** the first test that failed, or that they took too long */
  readonly by?: string;
}

interface Head extends Plan {
  readonly drawn: Drawn;
}

export class Log {
  readonly findings = new Map<string, Finding>();

  /** of `file`, or of none: nothing is kept then */
  constructor(
    private readonly file: string | undefined,
    readonly plan: Plan,
    draw: () => Drawn,
  ) {
    const lines = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
    const head = lines[0] ? (JSON.parse(lines[0]) as Head) : undefined;
    const { seed, sample, runs } = head ?? plan;
    if (seed !== plan.seed || sample !== plan.sample || runs !== plan.runs)
      throw new RangeError(`--resume: ${file} is the log of ${sample} mutants of seed ${seed} in ${runs} runs`);
    this.drawn = head?.drawn ?? draw();
    if (head === undefined && file !== undefined)
      writeFileSync(file, `${JSON.stringify({ ...plan, drawn: this.drawn } satisfies Head)}\n`);
    for (const line of lines.slice(1)) {
      // a process that ended while it wrote left half a line
      const finding = parsed(line);
      if (finding !== undefined) this.findings.set(finding.key, finding);
    }
  }

  readonly drawn: Drawn;

  add(finding: Finding): void {
    this.findings.set(finding.key, finding);
    if (this.file !== undefined) appendFileSync(this.file, `${JSON.stringify(finding)}\n`);
  }
}

function parsed(line: string): Finding | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as Finding);
  } catch {
    return undefined;
  }
}
