import { mkdir, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { markupText } from '../../compiler/escape.ts';
import { confusionCounts, confusionMatrix } from '../../runtime/pictures/confusion.ts';
import { gallery } from '../../runtime/pictures/gallery.ts';
import { lossCurve } from '../../runtime/pictures/lossCurve.ts';
import { ticks } from '../../runtime/pictures/svg.ts';

/** Throws unless every tag is closed in order and no stray markup is left: what XML asks of these documents. */
function requireXml(svg: string): string[] {
  const open: string[] = [];
  const words: string[] = [];
  let at = 0;
  for (const tag of svg.matchAll(/<(\/?)([a-z]+)((?: [\w:-]+="[^"<]*")*)(\/?)>/g)) {
    const between = svg.slice(at, tag.index);
    expect(between).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot);)/);
    if (between.trim() !== '') words.push(between);
    if (tag[1] === '/') expect(open.pop()).toBe(tag[2]);
    else if (tag[4] !== '/') open.push(tag[2]!);
    expect(tag[3]).not.toMatch(/NaN|Infinity|undefined/);
    at = tag.index + tag[0].length;
  }
  expect(open).toEqual([]);
  expect(svg.slice(at)).toBe('\n');
  return words;
}

/** Pictures to look at: PICTURES=folder npx vitest run test/runtime/pictures.test.ts */
async function show(name: string, svg: string): Promise<string> {
  const folder = process.env.PICTURES;
  if (folder !== undefined) {
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/${name}.svg`, svg);
  }
  return svg;
}

const noise = (i: number) => Math.abs(Math.sin(i * 12.9898) * 43758.5453) % 1;

test('a loss curve', async () => {
  const losses = Array.from({ length: 1500 }, (_, i) => (2.3 * Math.exp(-i / 150) + 0.04) * (0.4 + 1.2 * noise(i)));
  const heldOut = [1, 2, 3, 4, 5, 6].map((epoch) => ({ step: 250 * epoch, loss: 0.3 / epoch }));
  const subtitle = 'LeNet-5 <test> & "accuracy" 98.4%';
  const words = requireXml(await show('loss', lossCurve({ title: 'Training loss', subtitle, losses, heldOut })));
  expect(words).toContain('LeNet-5 &lt;test&gt; &amp; &quot;accuracy&quot; 98.4%');
  expect(words).toEqual(expect.arrayContaining(['step', 'loss', 'held out', '200', '0.1', '1']));
});

test.each([
  ['no loss', []],
  ['one loss', [0.5]],
  ['equal losses', [1, 1, 1]],
  ['losses that are no numbers', [1, Number.NaN, Number.POSITIVE_INFINITY, 0]],
])('a loss curve of %s', (_, losses) => {
  requireXml(lossCurve({ title: 't', losses: losses.filter(Number.isFinite), firstStep: 40 }));
});

test('a confusion matrix', async () => {
  const labels = Array.from({ length: 2000 }, (_, i) => i % 10);
  const predictions = labels.map((label, i) => (noise(i) < 0.03 ? Math.floor(noise(i + 0.5) * 10) : label));
  const counts = confusionCounts(labels, predictions, 10);
  expect(counts.flat().reduce((sum, count) => sum + count)).toBe(2000);
  expect(confusionCounts([1, 1, 0], [0, 1, 0], 2)).toEqual([
    [1, 0],
    [1, 1],
  ]);
  const classes = [...'0123456789'];
  const subtitle = '1,962 of 2,000 right';
  const words = requireXml(
    await show('confusion', confusionMatrix({ title: 'Confusion matrix', subtitle, classes, counts })),
  );
  expect(words).toContain(`${((100 * counts[3]![3]!) / 200).toFixed(1)}%`);
});

test('a gallery', async () => {
  const ring = (r: number) =>
    Float32Array.from({ length: 784 }, (_, i) => {
      const distance = Math.hypot((i % 28) - 13.5, Math.floor(i / 28) - 13.5) - r;
      return Math.exp(-distance * distance * 0.4);
    });
  const items = Array.from({ length: 21 }, (_, i) => ({
    pixels: ring(4 + (i % 7)),
    label: String(i % 10),
    prediction: '7',
    confidence: noise(i),
  }));
  const svg = gallery({ title: 'Wrong guesses', subtitle: 'true → predicted', rows: 28, columns: 28, items });
  expect(requireXml(await show('mistakes', svg))).toContain('3 → 7');
  expect(requireXml(gallery({ title: 'Wrong guesses', rows: 28, columns: 28, items: [] }))).toContain('none');
});

test('a gallery paints each pixel once, in its shade', () => {
  const item = { pixels: [0, 1, 1, 0.5], label: 'a', prediction: 'b' };
  const svg = gallery({ title: '', rows: 2, columns: 2, items: [item] });
  const paths = [...svg.matchAll(/<path d="([^"]*)" fill="#1f2933" fill-opacity="([^"]*)"/g)].map((m) => [m[1], m[2]]);
  expect(paths).toEqual([
    ['M1 1h1v1h-1z', '0.5'],
    ['M1 0h1v1h-1zM0 1h1v1h-1z', '1'],
  ]);
});

test('ticks are round numbers inside the range', () => {
  expect(ticks(0, 1, 5)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(ticks(1, 1500, 8)).toEqual([200, 400, 600, 800, 1000, 1200, 1400]);
  expect(ticks(3, 3, 8)).toEqual([3]);
});

test('text is escaped, and control characters are left out', () => {
  expect(markupText('a<b>&"\u0000\u001b')).toBe('a&lt;b&gt;&amp;&quot;');
});
