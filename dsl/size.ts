// Named dimensions whose size is known when the program runs, before a model is made: the columns of a file.
import { boundName } from './binding.ts';
import { ShapeError, userPlace } from './error.ts';
import type { PlainName } from './shape/index.ts';
import { linear, numbersIn } from './shape/rules/index.ts';
import { shared } from './shared.ts';

interface Said {
  readonly value: number;
  readonly place: string | undefined;
}
const sizes = shared('sizes', () => new Map<string, Said>());

/**
 * `value`, as a dimension that types know by its name: affine(size('features', columns.length), 10). It fits the dimension
 * 'features' and no other one. The value is the number itself, for layers, leaves and shapes of parameters alike, so nothing
 * has to be bound when a model is compiled.
 *
 * Errors: a text that is no name, a value that is no whole number, 1 or more, and another number than the same name has at
 * another place of the source or in the binding of the model that is traced. One place may be run for one number after
 * another, as a function that makes a model for any file is.
 */
export function size<const N extends string>(name: PlainName<N>, value: number): N {
  const text: string = name;
  if (linear(text)?.name !== text) throw new ShapeError('dimensionName', [text]);
  numbersIn('size', 'a whole number, 1 or more', { [text]: value });
  const place = userPlace(new Error().stack);
  const said = sizes.get(text);
  const twice = (other: number, where: string) =>
    new RangeError(
      `size: '${text}' is ${value}${place === undefined ? '' : ` (at ${place})`}, but ${other} ${where}; give one of them another name`,
    );
  if (said !== undefined && said.value !== value && said.place !== place) {
    throw twice(said.value, `at ${said.place ?? 'another place'}`);
  }
  const bound = boundName(text);
  if (bound !== undefined && bound !== value) throw twice(bound, 'where the model is compiled');
  sizes.set(text, { value, place });
  // Boundary: types see the name, which the number stands for
  return value as unknown as N;
}
