// Pictures as SVG text: no canvas, no native library, and they print at any size.
import { markupText } from '../../compiler/escape.ts';

/** Colours and type of every picture, so that they look like one family. */
export const style = {
  font: 'system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif',
  ink: '#1f2933',
  faint: '#7b8794',
  grid: '#e4e7eb',
  blue: '#2563eb',
  paleBlue: '#bfd3fb',
  orange: '#c2410c',
} as const;

type Attributes = Readonly<Record<string, string | number>>;

const attribute = (value: string | number): string =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : markupText(value);

/** One element; `children` are markup already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${attribute(value)}"`);
  const open = `<${name}${list.join('')}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`;
}

export function text(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, markupText(words));
}

/** A whole picture on white, with its title for those who cannot see it. */
export function picture(width: number, height: number, title: string, ...children: readonly string[]): string {
  const frame = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: 'img',
    'font-family': style.font,
    'font-size': 13,
    fill: style.ink,
  };
  const background = element('rect', { width, height, fill: '#ffffff' });
  return `${element('svg', frame, element('title', {}, markupText(title)), background, ...children)}\n`;
}

/** About `count` round numbers (1, 2 or 5 times a power of ten) that cover [low, high]. */
export function ticks(low: number, high: number, count: number): number[] {
  const rough = (high - low) / count;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough)!;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
