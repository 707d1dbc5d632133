// What was covered, as a table: how often each operation was put before each kind of oracle, to a verdict.
import type { OpCoverage } from '../coverage.ts';

/** Of one operation: verdicts on first derivatives, on second ones, and on each backend. */
export interface Row {
  readonly op: string;
  readonly counts: Readonly<Record<string, number>>;
  /** the largest relative error of its derivative, alone */
  readonly worst: number;
}

const first = 'differences';
const second = 'second differences';
const against = ' against the reference';

/** A row for each operation, in their order; what was never met has zeros. */
export function coverageRows(
  ops: Readonly<Record<string, OpCoverage>>,
  names: readonly string[],
  backends: readonly string[],
): Row[] {
  return names.map((op) => {
    const { checks = {}, worst = 0 } = ops[op] ?? {};
    const counts: Record<string, number> = { 'order 1': checks[first] ?? 0, 'order 2': checks[second] ?? 0 };
    for (const b of backends) counts[b] = checks[`${b}${against}`] ?? 0;
    return { op, counts, worst };
  });
}

/** The rows under their headings, columns aligned. */
export function coverageTable(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0]?.counts ?? {});
  const cells = [
    ['operation', ...columns, 'worst error'],
    ...rows.map(({ op, counts, worst }) => [op, ...columns.map((c) => String(counts[c])), worst.toExponential(1)]),
  ];
  const widths = cells[0]!.map((_, k) => Math.max(...cells.map((line) => line[k]!.length)));
  return cells
    .map((line) => line.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!))).join('  '))
    .join('\n');
}
