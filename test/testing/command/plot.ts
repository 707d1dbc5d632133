// The function along a direction, drawn in characters and as SVG: its values, and both slopes through the point.
import { element, style, text } from '../../../runtime/pictures/svg.ts';
import { type AlongLine, extentOf, short } from '../alongLine.ts';

const rows = 11;

/** Lines of a terminal. A slope is drawn where it stays within the values. */
export function plotLines(line: AlongLine): string[] {
  const { of, h, f, measured, claimed } = line;
  const { low, span } = extentOf(f);
  const at = f[(f.length - 1) / 2]!;
  const rowOf = (v: number) => Math.round(((low + span - v) / span) * (rows - 1));
  const grid = Array.from({ length: rows }, () => h.map(() => ' '));
  const put = (values: readonly number[], mark: string) => {
    for (const [i, v] of values.entries()) {
      const row = rowOf(v);
      if (row >= 0 && row < rows) grid[row]![i] = mark;
    }
  };
  put(
    h.map((x) => at + claimed * x),
    '×',
  );
  put(
    h.map((x) => at + measured * x),
    '·',
  );
  put(f, '●');
  const [top, bottom] = [short(low + span), short(low)];
  const width = Math.max(top.length, bottom.length);
  return [
    ...grid.map(
      (row, k) => `${(k === 0 ? top : k === rows - 1 ? bottom : '').padStart(width)} │${row.join('').trimEnd()}`,
    ),
    `${' '.repeat(width)} └${'─'.repeat(h.length)}`,
    `${' '.repeat(width)}  h from ${h[0]} to ${h.at(-1)}`,
    `${' '.repeat(width)}  ● ${of}   · slope by differences: ${short(measured)}   × slope by the gradient: ${short(claimed)}`,
  ];
}

export const plotHeight = 230;
const [left, width, height] = [150, 520, 150];

/** The same as a figure whose top is at `top`. */
export function plotFigure({ of, h, f, measured, claimed }: AlongLine, title: string, top: number): string {
  const { low, span } = extentOf(f);
  const x = (v: number) => left + ((v - h[0]!) / (h.at(-1)! - h[0]!)) * width;
  const y = (v: number) => top + 50 + height - ((v - low) / span) * height;
  const at = f[(f.length - 1) / 2]!;
  const path = h
    .map((v, i) =>
      Number.isFinite(f[i])
        ? `${i > 0 && Number.isFinite(f[i - 1]) ? 'L' : 'M'}${x(v).toFixed(1)} ${y(f[i]!).toFixed(1)}`
        : '',
    )
    .join('');
  const tangent = (slope: number, colour: string) => {
    // as far as it stays in the frame
    const most =
      slope === 0 ? h.at(-1)! : Math.min(h.at(-1)!, Math.abs((slope > 0 ? low + span - at : at - low) / slope));
    const least = slope === 0 ? -h[0]! : Math.min(-h[0]!, Math.abs((slope > 0 ? at - low : low + span - at) / slope));
    return Number.isFinite(slope + at)
      ? element('line', {
          ...{ x1: x(-least), y1: y(at - least * slope), x2: x(most), y2: y(at + most * slope) },
          ...{ stroke: colour, 'stroke-width': 2, 'stroke-dasharray': '5 3' },
        })
      : '';
  };
  return [
    text(20, top + 18, title, { 'font-weight': 600 }),
    text(20, top + 36, `${of}; slope by differences ${short(measured)}, by the gradient ${short(claimed)} (orange)`, {
      fill: style.faint,
    }),
    element('rect', { x: left, y: top + 50, width, height, fill: 'none', stroke: style.grid }),
    text(left - 10, top + 62, short(low + span), { 'text-anchor': 'end', fill: style.faint }),
    text(left - 10, top + 50 + height, short(low), { 'text-anchor': 'end', fill: style.faint }),
    text(left, top + 66 + height, String(h[0]), { fill: style.faint }),
    text(left + width, top + 66 + height, String(h.at(-1)), { 'text-anchor': 'end', fill: style.faint }),
    tangent(measured, style.blue),
    tangent(claimed, style.orange),
    element('path', { d: path, fill: 'none', stroke: style.ink, 'stroke-width': 2 }),
  ].join('');
}
