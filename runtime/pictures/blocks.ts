// A network as a picture: blocks from top to bottom, with the shapes of what flows between them.
import { graphlib, layout } from '@dagrejs/dagre';
import type { Block, Blocks } from '../../compiler/blocks.ts';
import { element, picture, style, text } from './svg.ts';

const line = 17;
/** of a letter at 13 pixels, on average; text is not measured where there is no page */
const letter = 7.2;
const margin = 16;

/** `shapeText` writes what flows: [batch, 784]. */
export function blocksPicture(
  { blocks, flows }: Blocks,
  title: string,
  shapeText: (value: Blocks['flows'][number]['value']) => string,
): string {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 34, edgesep: 16, marginx: margin, marginy: margin + 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  const lines = blocks.map(linesOf);
  for (const [i, block] of blocks.entries()) {
    const width = Math.max(...lines[i]!.map((l) => l.length)) * letter + (block.kind === 'layer' ? 28 : 22);
    graph.setNode(`${i}`, { width, height: lines[i]!.length * line + 12 });
  }
  for (const [i, { from, to, value }] of flows.entries())
    graph.setEdge(`${from}`, `${to}`, { width: shapeText(value).length * 6.4 + 8, height: 16, labelpos: 'c' }, `${i}`);
  layout(graph);
  const edges = flows.map(({ from, to, value }, i) => edge(graph.edge(`${from}`, `${to}`, `${i}`), shapeText(value)));
  const nodes = blocks.map((block, i) => node(block, lines[i]!, graph.node(`${i}`)));
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const size = { width: Math.max(width, title.length * 9 + 2 * margin), height };
  const heading = text(margin, 24, title, { 'font-size': 15, 'font-weight': 600 });
  return picture(Math.ceil(size.width), Math.ceil(size.height), title, arrowHead, heading, ...edges, ...nodes);
}

function linesOf({ kind, name, weights }: Block): string[] {
  if (kind !== 'layer' || weights.length === 0) return [name];
  const count = weights.reduce((n, w) => n + w.shape.reduce((a, b) => a * b, 1), 0);
  const numbers = `${count.toLocaleString('en-US')} numbers`;
  if (weights.length > 3) return [name, `${weights.length} tensors, ${numbers}`];
  const own = weights.map((w) => `${w.name.slice(w.name.lastIndexOf('.') + 1)} [${w.shape.join(', ')}]`);
  return [name, own.join('  '), numbers];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const looks = {
  input: { fill: '#f5f7fa', stroke: style.faint, rx: 14 },
  output: { fill: '#f5f7fa', stroke: style.faint, rx: 14 },
  layer: { fill: '#eaf1ff', stroke: style.blue, rx: 4 },
  operation: { fill: '#fff4ec', stroke: style.orange, rx: 14 },
} as const;

function node({ kind }: Block, lines: readonly string[], { x, y, width, height }: Box): string {
  const box = element('rect', { x: x - width / 2, y: y - height / 2, width, height, ...looks[kind] });
  const first = y - ((lines.length - 1) * line) / 2 + 4.5;
  const words = lines.map((l, i) =>
    text(x, first + i * line, l, {
      'text-anchor': 'middle',
      ...(i === 0 ? { 'font-weight': 600 } : { 'font-size': 12, fill: style.faint }),
    }),
  );
  return element('g', {}, box, ...words);
}

interface Route {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly x?: number;
  readonly y?: number;
}

function edge({ points, x, y }: Route, label: string): string {
  const path = points.map((p, i) => `${i === 0 ? 'M' : 'L'}${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join(' ');
  const way = element('path', { d: path, fill: 'none', stroke: style.faint, 'marker-end': 'url(#arrow)' });
  if (x === undefined || y === undefined) return way;
  const width = label.length * 6.4 + 6;
  const behind = element('rect', { x: x - width / 2, y: y - 8, width, height: 16, fill: '#ffffff' });
  return way + behind + text(x, y + 4, label, { 'text-anchor': 'middle', 'font-size': 11.5 });
}

const arrowHead = element(
  'defs',
  {},
  element(
    'marker',
    { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 8, markerHeight: 8, orient: 'auto' },
    element('path', { d: 'M0 0 L8 4 L0 8 z', fill: style.faint }),
  ),
);
