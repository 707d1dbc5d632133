// Dimensions of functions that are generic in them, as they read.
import { describe, expect, it } from 'vitest';
import { plain } from '../../compiler/source/check/sentence.ts';
import { arithmeticIn } from '../../compiler/source/types/dimension.ts';

describe('arithmetic on a type parameter', () => {
  it.each([
    ['Floor<T, -1, 1>', 'T-1'],
    ['Floor<T, 2, 1>', 'T+2'],
    ['Floor<H, 1, 2>', '(H+1)/2'],
    ['Floor<Floor<H, 1, 2>, 1, 2>', '(H+3)/4'],
    ['Tensor<[B, Floor<T, -1, 1>, C], "f32">', 'Tensor<[B, T-1, C], "f32">'],
    ['Floor<T, -1, M>', 'Floor<T, -1, M>'],
  ])('%s is %s', (type, text) => expect(arithmeticIn(type)).toBe(text));

  it('is written so in sentences', () =>
    expect(
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as TypeScript writes a template type
      plain('add: cannot broadcast [${B}, ${Floor<T, -1, 1>}] with [${B}, ${T}]: ${Floor<T, -1, 1>} vs ${T}'),
    ).toBe('add: cannot broadcast [B, T-1] with [B, T]: T-1 vs T'));
});
