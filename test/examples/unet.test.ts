// The U-Net learns at one size, and takes noise off at two.
import { expect, it } from 'vitest';
import { digits } from '../../examples/kit/classify.ts';
import { denoising, left } from '../../examples/unet.ts';
import { studio } from './studio.ts';

it('takes noise off pictures of two sizes with one set of weights', { timeout: 60_000 }, async () => {
  const { train, test } = await digits(studio);
  const { state } = await denoising(studio, train, 20);
  // the best line through pixels one by one leaves var x / (var x + var noise) = 0.28 of it
  for (const side of [28, 32]) expect(await left(studio, state, test, side), `${side}`).toBeLessThan(0.22);
});
