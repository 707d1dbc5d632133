// What a fuzzer says when it has found a fault: a short program, the two numbers, and the operation.
import { topological } from '../../dsl/expr.ts';
import type { FuzzPoint, FuzzReport } from './fuzz.ts';
import { nameOf } from './print/names.ts';
import { printed } from './print/program.ts';
import type { Failure } from './shrink/index.ts';

export interface Counterexample {
  readonly oracle: string;
  /** the operation at fault, or those that are left where no single one is */
  readonly op: string;
  readonly expected: number;
  readonly actual: number;
  readonly allowed: number;
  readonly seed: number;
  readonly run: number;
  /** TypeScript that fails for the same reason, to be pasted into a test */
  readonly program: string;
  /** a few lines that say all of this */
  readonly message: string;
}

/** A fault was found, or too little could be decided; `report` says what was checked up to then. */
export class FuzzError extends Error {
  override readonly name = 'FuzzError';

  constructor(
    readonly report: FuzzReport,
    message: string,
  ) {
    super(`${report.name}: ${message}`);
  }
}

/** Lines of a program that a message shows. */
const shownLines = 10;

export function counterexample({ specimen, oracle, conviction }: Failure, { seed, run }: FuzzPoint): Counterexample {
  const { expected, actual, allowed, what, thrown } = conviction;
  const ops = topological(specimen.outputs).filter((e) => !['input', 'parameter', 'constant'].includes(e.kind));
  const op = conviction.at === undefined || thrown ? [...new Set(ops.map(nameOf))].join(', ') : nameOf(conviction.at);
  const program = text(specimen, oracle.name);
  const lines = program.split('\n');
  const shown =
    lines.length > shownLines
      ? [...lines.slice(0, shownLines - 1), `// and ${lines.length - shownLines + 1} lines more`]
      : lines;
  const numbers = thrown
    ? `it throws: ${thrown.split('\n')[0]}`
    : `expected ${expected}, got ${actual} (off by more than ${allowed.toExponential(1)})`;
  const message = [
    `${op} is wrong: ${thrown ? oracle.name : what}`,
    numbers,
    `seed ${seed}, run ${run}; this fails for the same reason:`,
    ...shown,
  ].join('\n');
  return { oracle: oracle.name, op, expected, actual, allowed, seed, run, program, message };
}

function text(specimen: Failure['specimen'], oracle: string): string {
  const { lines, leaves, outputs } = printed(specimen);
  return [...lines, `await recheck('${oracle}', [${leaves.join(', ')}], [${outputs.join(', ')}]);`].join('\n');
}
