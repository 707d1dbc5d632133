// Pictures, by Apache ECharts: it draws SVG without a page.
import * as echarts from 'echarts';
import type { Curve } from './example.ts';

type Option = echarts.EChartsOption;

const size = { width: 860, height: 480 } as const;

function drawn(option: Option, { width, height }: { width: number; height: number } = size): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, backgroundColor: '#ffffff', ...option });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

/** The mean of up to `window` values that end at each place. */
function smooth(values: readonly number[], window: number): number[] {
  let sum = 0;
  return values.map((value, i) => {
    sum += value - (i >= window ? values[i - window]! : 0);
    return sum / Math.min(i + 1, window);
  });
}

/** At most `count` of the points, evenly spaced; the last is among them. */
function thin<T>(points: readonly T[], count: number): T[] {
  const stride = Math.max(1, Math.ceil(points.length / count));
  return points.filter((_, i) => i % stride === 0 || i === points.length - 1);
}

/** Running means of the losses over the steps, on a logarithmic scale. */
export function lossPlot(title: string, curves: readonly Curve[]): string {
  const lines = curves.map(({ name, losses }) => {
    const means = smooth(losses, Math.max(1, losses.length >> 5));
    return {
      name,
      points: thin(
        means.map((loss, i): [number, number] => [i + 1, loss]),
        400,
      ),
    };
  });
  return linePlot({ title, x: 'step', y: 'loss', logarithmic: true, lines });
}

export interface Lines {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly logarithmic?: boolean;
  readonly lines: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[];
}

export function linePlot({ title, x, y, logarithmic = false, lines }: Lines): string {
  const positive = ([, value]: readonly [number, number]) => Number.isFinite(value) && (!logarithmic || value > 0);
  return drawn({
    title: { text: title, left: 'center' },
    legend: { top: 38 },
    grid: { left: 80, right: 30, top: 70, bottom: 55 },
    xAxis: { type: 'value', name: x, nameLocation: 'middle', nameGap: 30, min: 'dataMin', max: 'dataMax' },
    yAxis: { type: logarithmic ? 'log' : 'value', name: y, nameLocation: 'middle', nameGap: 55, scale: true },
    series: lines.map(({ name, points }) => ({
      name,
      type: 'line',
      showSymbol: points.length <= 40,
      data: points.filter(positive).map(([px, py]) => [px, py]),
    })),
  });
}

export interface Grid {
  readonly title: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** [rows][columns] */
  readonly values: readonly (readonly number[])[];
}

/** Heat maps side by side, on one scale: attention weights, or a table of results. */
export function heatMaps(grids: readonly Grid[], numbers = false): string {
  const perLine = Math.min(2, grids.length);
  const cell = {
    width: size.width / (perLine === 1 ? 1 : 1.4),
    height: 90 + 22 * Math.max(8, ...grids.map((g) => g.rows.length)),
  };
  const place = (i: number) => ({
    left: (i % perLine) * cell.width + 110,
    top: Math.floor(i / perLine) * cell.height + 60,
    width: cell.width - 130,
    height: cell.height - 110,
  });
  const option = {
    title: grids.map((g, i) => ({
      text: g.title,
      left: place(i).left,
      top: place(i).top - 45,
      textStyle: { fontSize: 14 },
    })),
    grid: grids.map((_, i) => place(i)),
    xAxis: grids.map((g, gridIndex) => ({
      type: 'category' as const,
      gridIndex,
      data: [...g.columns],
      axisLabel: { interval: 0 },
    })),
    yAxis: grids.map((g, gridIndex) => ({
      type: 'category' as const,
      gridIndex,
      data: [...g.rows],
      inverse: true,
      axisLabel: { interval: 0 },
    })),
    visualMap: { show: false, min: 0, max: 1, inRange: { color: ['#ffffff', '#93b4f5', '#1d3f94'] } },
    series: grids.map((g, i) => ({
      type: 'heatmap' as const,
      xAxisIndex: i,
      yAxisIndex: i,
      label: {
        show: numbers,
        formatter: ({ value }: { value: unknown }) => (Array.isArray(value) ? Number(value[2]).toFixed(2) : ''),
      },
      data: g.values.flatMap((row, r) => row.map((value, c) => [c, r, Math.round(value * 1000) / 1000])),
    })),
  };
  return drawn(option as Option, {
    width: perLine * cell.width,
    height: Math.ceil(grids.length / perLine) * cell.height,
  });
}
