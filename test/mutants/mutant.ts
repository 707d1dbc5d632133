// What a planted fault is: pieces of one source file, and what stands there instead.
import type { Kind } from './kinds.ts';

/** Text that occurs exactly once in a file, and its replacement. */
export type Edit = readonly [from: string, to: string];

export interface Mutant {
  readonly name: string;
  /** what the fuzzer is asked about: the oracles and backends that faults of this kind concern */
  readonly kind: Kind;
  /** the file, from the root of the project */
  readonly file: string;
  readonly edits: readonly Edit[];
}

/** Faults of one file, each by one edit, or by several together. */
export function faultsIn(kind: Kind, file: string, faults: Readonly<Record<string, Edit | readonly Edit[]>>): Mutant[] {
  return Object.entries(faults).map(([name, change]) => ({
    name,
    kind,
    file,
    edits: typeof change[0] === 'string' ? [change as Edit] : (change as readonly Edit[]),
  }));
}

/** The source with the fault in it. Text that is not there, or there twice, is an error: it would plant nothing. */
export function withFault({ name, file, edits }: Mutant, source: string): string {
  return edits.reduce((text, [from, to]) => {
    const times = text.split(from).length - 1;
    if (times !== 1) throw new Error(`mutant '${name}': ${file} has '${from}' ${times} times, expected once`);
    return text.replace(from, () => to);
  }, source);
}
