// Sizes that are declared, '4*H' and 'T+1', in what reads a model: fit, verify, and quern shapes.
import { describe, expect, it } from 'vitest';
import { openProjects, type Project } from '../../compiler/source/project.ts';
import { shapesOf } from '../../compiler/source/shapes/collect.ts';
import { shapesText } from '../../compiler/source/shapes/text.ts';
import { dataset } from '../../runtime/data/index.ts';
import {
  adam,
  affine,
  compile,
  crossCorrelate,
  crossEntropy,
  globalMaxPool,
  input,
  maxPool,
  model,
  pipe,
  fit as steps,
  trainStep,
} from '../../runtime/index.ts';

const net = model(
  { first: crossCorrelate(1, 4, 3, { padding: 1 }), out: affine(4, 2) },
  input('batch', 1, '4*H', '2*W+1'),
  (p, x) => pipe(x, p.first, maxPool(2, { stride: 2 }), globalMaxPool, p.out),
  'net',
);
const step = trainStep(net, crossEntropy, adam(0.05));

describe('fit', () => {
  // light pictures and dark ones, of 8 rows and 5 columns
  const labels = Int32Array.from({ length: 12 }, (_, i) => i % 2);
  const inputs = Float32Array.from({ length: 12 * 40 }, (_, i) => labels[Math.floor(i / 40)]! + (i % 7) / 100);
  const data = dataset({ inputs, labels, shape: [8, 5], classes: 2 });
  const losses = async (sizes: Readonly<Record<string, number>>) => {
    const seen: number[] = [];
    for await (const { outputs } of steps(step, { data, batch: 4, epochs: 20, seed: 3, sizes }))
      seen.push(outputs.loss[0]!);
    return seen;
  };

  it('learns, and takes the names or what they are multiplied to', async () => {
    const byName = await losses({ H: 2, W: 2 });
    expect(byName.at(-1)).toBeLessThan(byName[0]! / 2);
    expect(await losses({ '4*H': 8, '2*W+1': 5 })).toEqual(byName);
  });

  it('refuses what is no multiple, and other pictures', async () => {
    await expect(losses({ '4*H': 9, W: 2 })).rejects.toThrow("'4*H' is 9, and no whole number H gives that");
    await expect(losses({ H: 3, W: 2 })).rejects.toThrow('[4, 1, 12, 5]');
  });
});

it('verify agrees with the reference at each size', async () => {
  const options = { verify: true } as const;
  const programs = [
    await compile(step, { batch: 2, H: 1, W: 1 }, options),
    await compile(step, { batch: 2, '4*H': 12, '2*W+1': 9 }, options),
  ];
  for (const { verified } of programs) {
    expect(verified).toMatchObject({ points: 2, open: [] });
    expect(verified!.results).toContain("state 'first.w'");
  }
});

it('quern shapes shows them, and what becomes of them', () => {
  const [{ files, program }] = openProjects({ files: ['examples/unet.ts'] }, process.cwd()) as [Project];
  const text = shapesText(shapesOf(files[0]!, program.getTypeChecker()), (t) => t);
  for (const line of [
    'network: model: [batch, 1, 4*H, 4*W] -> [batch, 1, 4*H, 4*W]',
    'halves: [batch, 16, 2*H, 2*W]',
    'quarters: [batch, 32, H, W]',
    'second: [batch, 16, 2*H, 2*W]',
  ])
    expect(text).toContain(line);
});
