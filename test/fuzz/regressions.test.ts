// Programs that the fuzzer found to be wrong once, as it printed them.
import { expect, test } from 'vitest';
import { expression as e, recheck } from '../testing/index.ts';

const gpu = { maxInputs: 6, multipleOutputs: false, scatter: false, inPlace: false, packedContractions: false };

test('a kernel whose results never reach inside of the reduction that it carries', async () => {
  const x0 = e.input('x0', [2]);
  const a = e.apply('tanh', e.apply('div', x0, e.apply('sigmoid', x0)));
  const b = e.view(e.apply('min', e.apply('log', e.apply('sigmoid', a)), a), [2, 2], ['(i + 2 j - 1) / 2']);
  const c = e.view(e.reshape(e.reduce('sum', b, [1]), [2, 1]), [2, 2], ['i', '0']);
  const d = e.apply('sub', b, c);
  await expect(recheck('passes for a gpu', [[x0, [0, 0]]], [d], { targets: { gpu } })).resolves.toBeUndefined();
});
