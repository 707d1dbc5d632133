// A gallery of grey images with what they are and what they were taken for.
import { element, picture, style, text } from './svg.ts';

export interface GalleryItem {
  /** [rows, columns] in row-major order, 0 (paper) to 1 (ink) */
  readonly pixels: ArrayLike<number>;
  readonly label: string;
  readonly prediction: string;
  /** the probability that the model gave its prediction */
  readonly confidence?: number;
}

export interface Gallery {
  readonly title: string;
  readonly subtitle?: string;
  readonly rows: number;
  readonly columns: number;
  readonly items: readonly GalleryItem[];
}

const perRow = 8;
const tile = { width: 96, height: 132, image: 84 } as const;
const margin = { left: 28, top: 74, bottom: 16 } as const;

export function gallery(description: Gallery): string {
  const { items, title, subtitle = '' } = description;
  const lines = Math.max(1, Math.ceil(items.length / perRow));
  return picture(
    margin.left * 2 + perRow * tile.width - (tile.width - tile.image),
    margin.top + lines * tile.height + margin.bottom,
    title,
    text(margin.left, 32, title, { 'font-size': 18, 'font-weight': 600 }),
    text(margin.left, 53, subtitle, { fill: style.faint }),
    ...(items.length === 0 ? [text(margin.left, margin.top + 40, 'none')] : []),
    ...items.map((item, i) => {
      const x = margin.left + (i % perRow) * tile.width;
      const y = margin.top + Math.floor(i / perRow) * tile.height;
      return element('g', { transform: `translate(${x} ${y})` }, itemOf(item, description));
    }),
  );
}

function itemOf(item: GalleryItem, { rows, columns }: Gallery): string {
  const { image } = tile;
  const confidence = item.confidence === undefined ? '' : `${Math.round(100 * item.confidence)}%`;
  return [
    element('rect', { width: image, height: image, rx: 4, fill: '#f5f7fa' }),
    element(
      'g',
      {
        transform: `scale(${(image / columns).toFixed(4)} ${(image / rows).toFixed(4)})`,
        'shape-rendering': 'crispEdges',
      },
      ...shades(item.pixels, rows, columns),
    ),
    text(0, image + 19, `${item.label} → ${item.prediction}`, { 'font-weight': 600 }),
    text(image, image + 19, confidence, { 'text-anchor': 'end', fill: style.faint }),
  ].join('');
}

const levels = 8;

/** One path for each of a few shades of ink, of horizontal runs: a tenth of the size of a rectangle per pixel. */
function shades(pixels: ArrayLike<number>, rows: number, columns: number): string[] {
  const paths = new Array<string>(levels + 1).fill('');
  const level = (row: number, column: number) =>
    Math.round(Math.min(1, Math.max(0, pixels[row * columns + column]!)) * levels) || 0;
  for (let row = 0; row < rows; row++) {
    for (let start = 0, column = 1; column <= columns; column++) {
      if (column < columns && level(row, column) === level(row, start)) continue;
      paths[level(row, start)] += `M${start} ${row}h${column - start}v1h${start - column}z`;
      start = column;
    }
  }
  return paths.flatMap((d, i) =>
    i === 0 || d === '' ? [] : [element('path', { d, fill: style.ink, 'fill-opacity': i / levels })],
  );
}
