// Errors by operation as text: how often each came under each oracle, and the worst relative error.
import type { Style } from '../../../runtime/cli/style.ts';
import type { OpCoverage } from '../coverage.ts';
import type { FuzzReport } from '../fuzz.ts';
import { leaves } from '../print/names.ts';

/** Columns are as wide as this, and no wider: the names of oracles break into lines. */
const columnWidth = 11;

export function table({ ops }: FuzzReport, style: Style): string[] {
  const rows = Object.entries(ops).filter(([name]) => !leaves.has(name));
  const oracles = [...new Set(rows.flatMap(([, { checks }]) => Object.keys(checks)))];
  const head = ['operation', ...oracles, 'worst error'].map((name) => wrapped(name));
  const cells = rows.map(([name, op]) => [name, ...oracles.map((o) => String(op.checks[o] ?? 0)), errorText(op)]);
  const widths = head.map((lines, i) => Math.max(...lines.map((l) => l.length), ...cells.map((c) => c[i]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((c, i) => (i === 0 ? c.padEnd(widths[i]!) : c.padStart(widths[i]!)))
      .join('  ')
      .trimEnd();
  const height = Math.max(...head.map((lines) => lines.length));
  const heading = Array.from({ length: height }, (_, k) =>
    line(head.map((lines) => lines[k - height + lines.length] ?? '')),
  );
  return [...heading.map(style.dim), ...cells.map(line)];
}

/** Relative; an operation without a derivative has none. */
export const errorText = ({ worst }: OpCoverage): string => (worst === 0 ? '0' : worst.toExponential(1));

function wrapped(name: string): string[] {
  const lines = [''];
  for (const word of name.split(' ')) {
    const longer = lines.at(-1) === '' ? word : `${lines.at(-1)} ${word}`;
    if (longer.length <= columnWidth || lines.at(-1) === '') lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
