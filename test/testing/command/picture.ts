// Errors by operation as a picture: one bar each, on a logarithmic axis.
import { element, picture, style, text } from '../../../runtime/pictures/svg.ts';
import type { FuzzReport } from '../fuzz.ts';
import { leaves } from '../print/names.ts';
import { plotFigure, plotHeight } from './plot.ts';
import { errorText } from './table.ts';

/** The axis goes from float64's rounding up to an error as large as the value. */
const [least, most] = [-17, 0];
const [left, top, width, row] = [150, 70, 520, 22];

/** The worst relative error of each operation, over all reports. */
export function errorPicture(title: string, reports: readonly FuzzReport[]): string {
  const worst = new Map<string, number>();
  for (const { ops } of reports)
    for (const [op, found] of Object.entries(ops))
      if (!leaves.has(op)) worst.set(op, Math.max(worst.get(op) ?? 0, found.worst));
  const bars = [...worst].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const bottom = top + row * bars.length;
  const lines = reports.flatMap(({ name, counterexample: found }) =>
    found?.line === undefined ? [] : [{ title: `${name}: ${found.op} is wrong`, line: found.line }],
  );
  const at = (power: number) => left + ((power - least) / (most - least)) * width;
  const grid = Array.from({ length: (most - least) / 4 + 1 }, (_, i) => most - 4 * i).filter((p) => p >= least);
  return picture(
    left + width + 90,
    bottom + 40 + lines.length * plotHeight,
    title,
    text(20, 30, title, { 'font-size': 17, 'font-weight': 600 }),
    text(20, 50, '|gradient - differences| / (1 + |differences|), the largest of each operation alone', {
      fill: style.faint,
    }),
    ...grid.flatMap((p) => [
      element('line', { x1: at(p), y1: top, x2: at(p), y2: bottom, stroke: style.grid }),
      text(at(p), bottom + 20, p === 0 ? '1' : `1e${p}`, { 'text-anchor': 'middle', fill: style.faint }),
    ]),
    ...lines.map(({ title: of, line }, i) => plotFigure(line, of, bottom + 40 + i * plotHeight)),
    ...bars.flatMap(([op, error], i) => {
      const [y, end] = [top + row * i, error === 0 ? left : at(Math.min(most, Math.max(least, Math.log10(error))))];
      return [
        text(left - 10, y + 15, op, { 'text-anchor': 'end' }),
        element('rect', { x: left, y: y + 4, width: end - left, height: row - 8, fill: style.blue }),
        text(end + 6, y + 15, error === 0 ? 'exact' : errorText({ worst: error, checks: {} }), { fill: style.faint }),
      ];
    }),
  );
}
