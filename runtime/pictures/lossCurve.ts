// The loss of every step, its running mean, and the held-out loss where it was measured.
import { element, picture, style, text, ticks } from './svg.ts';

export interface LossCurve {
  readonly title: string;
  /** under the title, e.g. the test accuracy */
  readonly subtitle?: string;
  /** the step of losses[0]: 1, or later in a run that was resumed */
  readonly firstStep?: number;
  readonly losses: ArrayLike<number>;
  readonly heldOut?: readonly { readonly step: number; readonly loss: number }[];
}

const size = { width: 820, height: 460, left: 68, right: 28, top: 72, bottom: 56 } as const;
/** Points of the pale line: more than pixels would only weigh. */
const maximumPoints = 800;

/** An SVG with a logarithmic loss axis, for the end of training is where the interest is. */
export function lossCurve(curve: LossCurve): string {
  const { firstStep = 1, heldOut = [] } = curve;
  const losses = Array.from(curve.losses);
  const smooth = runningMean(losses, Math.max(1, Math.round(losses.length / 40)));
  const all = [...losses, ...heldOut.map((h) => h.loss)].filter((loss) => loss > 0 && Number.isFinite(loss));
  const [low, high] = bounds(all);
  const last = Math.max(firstStep + losses.length - 1, firstStep + 1, ...heldOut.map((h) => h.step));
  const x = (step: number) =>
    size.left + ((step - firstStep) / (last - firstStep)) * (size.width - size.left - size.right);
  const y = (loss: number) => {
    const part = Math.log(Math.min(Math.max(loss, low), high) / low) / Math.log(high / low);
    return size.height - size.bottom - part * (size.height - size.top - size.bottom);
  };
  const line = (values: readonly number[], stroke: string, width: number) =>
    element('polyline', {
      points: thin(values)
        .map(([i, loss]) => `${x(firstStep + i).toFixed(1)},${y(loss).toFixed(1)}`)
        .join(' '),
      fill: 'none',
      stroke,
      'stroke-width': width,
      'stroke-linejoin': 'round',
    });
  return picture(
    size.width,
    size.height,
    curve.title,
    text(size.left, 32, curve.title, { 'font-size': 18, 'font-weight': 600 }),
    text(size.left, 53, curve.subtitle ?? '', { fill: style.faint }),
    ...lossAxis(low, high, y),
    ...stepAxis(firstStep, last, x),
    line(losses, style.paleBlue, 1),
    line(smooth, style.blue, 2),
    ...heldOut.map((h) =>
      element('circle', {
        cx: x(h.step),
        cy: y(h.loss),
        r: 4.5,
        fill: style.orange,
        stroke: '#ffffff',
        'stroke-width': 1.5,
      }),
    ),
    legend(heldOut.length > 0),
  );
}

function bounds(losses: readonly number[]): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (const loss of losses) [low, high] = [Math.min(low, loss), Math.max(high, loss)];
  if (high === 0) return [0.1, 1];
  // a few near-zero minibatch losses would squeeze everything else: three decades are shown at most
  low = Math.max(low, high / 1000);
  return [low / 1.15, high * 1.15];
}

/** The mean of up to `window` losses that end at each step. */
function runningMean(losses: readonly number[], window: number): number[] {
  let sum = 0;
  return losses.map((loss, i) => {
    sum += loss;
    if (i >= window) sum -= losses[i - window]!;
    return sum / Math.min(i + 1, window);
  });
}

function thin(values: readonly number[]): [number, number][] {
  const stride = Math.ceil(values.length / maximumPoints);
  return values.flatMap((value, i): [number, number][] =>
    i % stride === 0 || i === values.length - 1 ? [[i, value]] : [],
  );
}

function lossAxis(low: number, high: number, y: (loss: number) => number): string[] {
  const decades = Array.from({ length: 16 }, (_, i) => 10 ** (i - 8));
  const steps = high / low > 8 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 6, 8];
  const values = decades.flatMap((d) => steps.map((s) => Number((d * s).toPrecision(3))));
  const marks = values.filter((value) => value >= low && value <= high);
  return [
    ...marks.flatMap((loss) => [
      element('line', { x1: size.left, x2: size.width - size.right, y1: y(loss), y2: y(loss), stroke: style.grid }),
      text(size.left - 10, y(loss) + 4.5, String(loss), { 'text-anchor': 'end', fill: style.faint }),
    ]),
    text(20, (size.top + size.height - size.bottom) / 2, 'loss', {
      'text-anchor': 'middle',
      fill: style.faint,
      transform: `rotate(-90 20 ${(size.top + size.height - size.bottom) / 2})`,
    }),
  ];
}

function stepAxis(first: number, last: number, x: (step: number) => number): string[] {
  const bottom = size.height - size.bottom;
  return [
    element('line', { x1: size.left, x2: size.width - size.right, y1: bottom, y2: bottom, stroke: style.faint }),
    ...ticks(first, last, 8)
      .filter(Number.isInteger)
      .map((step) => text(x(step), bottom + 21, String(step), { 'text-anchor': 'middle', fill: style.faint })),
    text((size.left + size.width - size.right) / 2, bottom + 44, 'step', {
      'text-anchor': 'middle',
      fill: style.faint,
    }),
  ];
}

function legend(heldOut: boolean): string {
  const right = size.width - size.right;
  const entries = [
    { words: 'minibatch', colour: style.paleBlue },
    { words: 'running mean', colour: style.blue },
    ...(heldOut ? [{ words: 'held out', colour: style.orange }] : []),
  ];
  return entries
    .map(({ words, colour }, i) => {
      const left = right - 118 * (entries.length - i) + 14;
      return element('circle', { cx: left, cy: 48, r: 5, fill: colour }) + text(left + 11, 52.5, words);
    })
    .join('');
}
