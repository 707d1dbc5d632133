// A project and the tools that work on it may load two copies of this package (one installed, one linked): expressions
// made by either are one language.
import { expect, test, vi } from 'vitest';

type Package = typeof import('../../runtime/index.ts');

async function twoCopies(): Promise<[Package, Package]> {
  const first: Package = await import('../../runtime/index.ts');
  vi.resetModules();
  const second: Package = await import('../../runtime/index.ts');
  expect(second.add).not.toBe(first.add);
  return [first, second];
}

test('equal expressions of both copies are one node', async () => {
  const [a, b] = await twoCopies();
  const x = a.input(3);
  expect(b.tanh(b.add(x, 1))).toBe(a.tanh(a.add(x, 1)));
  expect(b.mul(a.square(x), x)).not.toBe(b.mul(x, x));
});

test('a model of layers, stages and inputs from both copies is trained by either', async () => {
  const [a, b] = await twoCopies();
  const net = b.model({ hidden: a.affine(4, 8), out: b.affine(8, 3) }, a.input('batch', 4), (p, x) => {
    const h = a.relu(p.hidden(x));
    return p.out(b.add(h, a.zeros('batch', 8)));
  });
  const losses: number[] = [];
  for (const { compile, crossEntropy, sgd, trainStep } of [a, b]) {
    const step = await compile(trainStep(net, crossEntropy, sgd(0.1)), { batch: 2 });
    let state = step.initialState(1);
    for (let i = 0; i < 5; i++) {
      const result = await step.run(state, { input: [1, 2, 3, 4, 4, 3, 2, 1], target: [0, 2] });
      state = result.state;
      losses.push(result.outputs.loss![0]!);
    }
  }
  expect(losses.slice(5)).toEqual(losses.slice(0, 5));
  expect(losses[4]).toBeLessThan(losses[0]!);
});
