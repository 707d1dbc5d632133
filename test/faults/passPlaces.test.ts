// Kind: errors of passes without a place. Each names the pass and the line of the user's model that made what it was at.
import { expect, it } from 'vitest';
import type { Backend } from '../../runtime/backends/backend.ts';
import { cpu } from '../../runtime/backends/cpu/backend.ts';
import { add, affine, compile, input, mean, model, predictStep, tanh } from '../../runtime/index.ts';

const here = /\(at [^()]*passPlaces\.test\.ts:(\d+)\)$/;
const messageOf = (error: Error) => error.message;

it('a leaf that nothing declares', async () => {
  const stranger = input(3);
  const net = model({}, input('n', 3), (_, x) => add(tanh(x), stranger));
  const said = String(await compile(predictStep(net), { n: 2 }).catch(messageOf));
  expect(said).toMatch(/^check: input \[3\] is used but is not among the inputs of model; declare it there: /);
  expect(said).toMatch(here);
});

it('more inputs than a backend allows', async () => {
  const { capabilities, ...rest } = cpu();
  const narrow: Backend = { ...rest, capabilities: { ...capabilities, maxInputs: 1 } };
  const net = model({}, { a: input('n', 3), b: input('n', 3) }, (_, { a, b }) => {
    const sum = add(a, b);
    return mean(tanh(sum), 0);
  });
  const said = String(await compile(predictStep(net), { n: 2 }, { on: narrow }).catch(messageOf));
  expect(said).toMatch(/^lower: fuse: add of shape \[2, 3\] reads more than the backend's 1 buffers/);
  expect(said).toMatch(here);
});

it('names the layer whose parameters are the nearest', async () => {
  const { capabilities, ...rest } = cpu();
  const narrow: Backend = { ...rest, capabilities: { ...capabilities, maxInputs: 1 } };
  const net = model({ head: { out: affine(3, 3) } }, input('n', 3), (p, x) => mean(tanh(p.head.out(x))));
  const said = String(await compile(predictStep(net), { n: 2 }, { on: narrow }).catch(messageOf));
  expect(said).toMatch(/\(layer 'head\.out', at [^()]*passPlaces\.test\.ts:\d+\)$/);
});
