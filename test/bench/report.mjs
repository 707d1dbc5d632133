// What the benchmark prints for people.

import { expected } from './agreement.mjs';
import { machineLine } from './machine.mjs';
import { mebibytes } from './statistics.mjs';
import { floorsLine } from './suites/floors.mjs';
import { workloads } from './workloads.mjs';

export const heading = (machine, floors) =>
  `Training step, SGD, loss read back. ${machineLine(machine)}. Milliseconds.\n${floorsLine(floors)}`;

const milliseconds = (ms) => (ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2));
const first = (losses) => [0, losses.length - 1].map((i) => losses[i].toFixed(6)).join(' ... ');

/** One workload: a line for each system, with losses that show that all do the same work. */
export function lines(workload, rows) {
  const truth = expected[workload];
  const table = [
    [
      'system',
      'median',
      'least',
      'most',
      'runs',
      'threads',
      'of floor',
      'peak memory',
      `loss at step 1 and ${truth.length}`,
    ],
    ...rows.map(({ system, why, ms, least, most, runs, threads, floorMs, peakBytes, losses }) =>
      why
        ? [system, `cannot: ${why}`]
        : [
            system,
            ...[ms, least, most].map(milliseconds),
            `${runs}`,
            `${threads}`,
            floorMs ? `${((100 * floorMs) / ms).toFixed(0)} %` : '-',
            mebibytes(peakBytes),
            first(losses),
          ],
    ),
    ['(float64)', '', '', '', '', '', '', '', first(truth)],
  ];
  return `\n${workload}: ${workloads[workload].about}\n${align(table)}`;
}

/** All workloads: systems down, workloads across. */
export function summary(results, versions) {
  const systems = [...new Set(results.map(({ system }) => system))];
  const names = [...new Set(results.map(({ workload }) => workload))];
  const cell = (system, name) => {
    const found = results.find((row) => row.system === system && row.workload === name);
    return found ? milliseconds(found.ms) : '-';
  };
  const floor = (name) => {
    const found = results.find((row) => row.workload === name && row.floorMs);
    return found ? milliseconds(found.floorMs) : '-';
  };
  const table = [
    ['median ms', ...names, 'version'],
    ...systems.map((system) => [system, ...names.map((name) => cell(system, name)), versions.get(system) ?? '']),
    ['(floor)', ...names.map(floor), 'operations at the rate of the micro-kernel, one thread'],
  ];
  return `\n${align(table)}`;
}

/** Columns two spaces apart: the first and the last to the left, numbers to the right. A row may end early. */
function align(table) {
  const width = Math.max(...table.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, i) =>
    Math.max(...table.filter((row) => row.length === width).map((row) => row[i].length)),
  );
  columns[0] = Math.max(...table.map((row) => row[0].length));
  const text = (cell, i, row) =>
    i === 0 ? cell.padEnd(columns[0]) : i === width - 1 || row.length < width ? cell : cell.padStart(columns[i]);
  return table.map((row) => `  ${row.map(text).join('  ')}`.trimEnd()).join('\n');
}
