// Programs that the fuzzer found to be wrong once, as it printed them.
import { expect, test } from 'vitest';
import { choose } from '../../runtime/gpujs.ts';
import { expression as e, recheck } from '../testing/index.ts';

const gpu = {
  maxInputs: 6,
  multipleOutputs: false,
  scatter: false,
  inPlace: false,
  packedContractions: false,
  largestIndex: 2 ** 24,
};

test('a kernel whose results never reach inside of the reduction that it carries', async () => {
  const x0 = e.input('x0', [2]);
  const a = e.apply('tanh', e.apply('div', x0, e.apply('sigmoid', x0)));
  const b = e.view(e.apply('min', e.apply('log', e.apply('sigmoid', a)), a), [2, 2], ['(i + 2 j - 1) / 2']);
  const c = e.view(e.reshape(e.reduce('sum', b, [1]), [2, 1]), [2, 2], ['i', '0']);
  const d = e.apply('sub', b, c);
  await expect(recheck('passes for a gpu', [[x0, [0, 0]]], [d], { targets: { gpu } })).resolves.toBeUndefined();
});

test('the negative of a negative number of the text, in kernels that round', async () => {
  const x0 = e.input('x0', [1, 2, 1]);
  const a = e.apply('rsqrt', e.apply('add', e.apply('mul', e.apply('sigmoid', x0), 3.7), 0.3));
  const c = e.apply('neg', e.view(x0, [1, 4, 1], ['i', 'j - 2', 'k'], -1));
  const d = e.view(x0, [1, 4, 1], ['i + j + k', '0', '0']);
  const y = e.customGradient(e.apply('mul', e.apply('sin', c), d), [c, d], (g) => [
    e.apply('mul', g, e.apply('mul', e.apply('cos', c), d)),
    e.apply('mul', g, e.apply('sin', c)),
  ]);
  const backends = [await choose('gpujs:cpu')];
  await expect(
    recheck('gpujs:cpu against the reference', [[x0, [0, 0]]], [a, y], { backends }),
  ).resolves.toBeUndefined();
});
