// Values of tensors that derivatives and kernels go wrong at.

import fc from 'fast-check';
import type { DType } from '../../../dsl/dtype.ts';
import { elementCount } from '../../../dsl/expr.ts';
import type { Domain } from '../../../dsl/scalar/op.ts';
import { optionsOf } from '../../../dsl/shape/rules/index.ts';
import { type ShapeOptions, shapeOptions, shapes } from './shapes.ts';

/** How the values of one tensor lie. */
export type Style = 'spread' | 'kinks' | 'zero' | 'hundred' | 'denormal' | 'range' | 'repeated' | 'special';

export interface TensorOptions<S extends readonly number[], D extends DType> extends ShapeOptions {
  /** of this shape; of any of `shapes` if nothing is said */
  readonly shape?: S;
  /** f32 if nothing is said */
  readonly dtype?: D;
  /** where all values lie, and where the function has kinks; if nothing is said, 'spread' is [-2, 2], the rest anywhere */
  readonly domain?: Domain;
  /** the styles to draw from; all but 'special' if nothing is said */
  readonly styles?: readonly Style[];
}

/** A tensor's values with their shape: what checkGradients takes. */
export interface TensorValues<S extends readonly number[] = readonly number[], D extends DType = DType> {
  readonly shape: S;
  readonly dtype: D;
  /** row-major; float32 numbers where dtype is 'f32', so that every backend is given the same */
  readonly data: Float64Array;
}

export const styles: readonly Style[] = ['spread', 'kinks', 'zero', 'hundred', 'denormal', 'range', 'repeated'];

const usual: Domain = { low: -2, high: 2 };
/** the limits of 'range' */
const vast: Domain = { low: -1e12, high: 1e12 };

/**
 * Values of tensors, f32 ones in one style each, and inside the domain:
 *
 * - spread: all over the domain;
 * - kinks: at a kink of the domain, beside it by one unit of rounding, or by 1e-3; without kinks, at whole numbers;
 * - zero: zeros of both signs, and numbers down to 1e-6;
 * - hundred: up to +-100;
 * - denormal: below float32's least normal number, 2^-126;
 * - range: sizes from 1e-12 to the domain's largest, or to 1e12;
 * - repeated: a few values many times, for ties;
 * - special, only where asked for: NaN, both infinities, the largest numbers.
 *
 * i32 are whole numbers of the domain, bool are 0 and 1. Shrinks toward zeros.
 */
export function tensors<const S extends readonly number[] = readonly number[], const D extends DType = 'f32'>(
  options: TensorOptions<S, D> = {},
): fc.Arbitrary<TensorValues<S, D>> {
  // Boundary: where nothing is said, D is its default, and S any shape
  const known = { ...shapeOptions, shape: 1, dtype: 1, domain: 1, styles: 1 };
  const {
    dtype = 'f32' as D,
    domain,
    shape: fixed,
    styles: _,
    ...others
  } = optionsOf<TensorOptions<S, D>>('tensors', options, known);
  const shape = (fixed === undefined ? shapes(others) : fc.constant(fixed)) as fc.Arbitrary<S>;
  const drawn = fc.constantFrom(...(options.styles ?? styles));
  return fc
    .tuple(shape, dtype === 'f32' ? drawn : fc.constant<Style>('spread'))
    .chain(([s, style]) =>
      fc
        .array(elements(dtype, style, domain), { minLength: elementCount(s), maxLength: elementCount(s) })
        .map((list) => ({ shape: s, dtype, data: Float64Array.from(list) })),
    );
}

function elements(dtype: DType, style: Style, given: Domain | undefined): fc.Arbitrary<number> {
  if (dtype === 'bool') return fc.constantFrom(0, 1);
  const domain = given ?? usual;
  if (dtype === 'i32') return fc.integer({ min: Math.ceil(domain.low), max: Math.floor(domain.high) });
  if (style === 'special') return draws.special(domain);
  return draws[style](given ?? (style === 'range' ? vast : usual)).map((v) => inside(Math.fround(v), given ?? vast));
}

/** uniform in [0, 1), and simple when it shrinks */
const share = fc.noBias(fc.integer({ min: 0, max: 2 ** 24 - 1 })).map((i) => i / 2 ** 24);
const sign = fc.constantFrom(1, -1);

/** 10^-a to 10^b, of both signs */
const sized = (a: number, b: number): fc.Arbitrary<number> =>
  fc.tuple(sign, share).map(([s, u]) => s * 10 ** (-a + (a + b) * u));

const draws: Readonly<Record<Style, (domain: Domain) => fc.Arbitrary<number>>> = {
  spread: ({ low, high }) => share.map((u) => low + (high - low) * u),
  kinks: ({ low, high, kinks }) => {
    const whole = Array.from({ length: 7 }, (_, i) => i - 3).filter((v) => v >= low && v <= high);
    const near = kinks !== undefined && kinks.length > 0 ? kinks : whole.length > 0 ? whole : [low];
    return fc
      .tuple(fc.constantFrom(...near), fc.constantFrom(0, 0, 2 ** -23, -(2 ** -23), 1e-3, -1e-3))
      .map(([k, off]) => k + off * Math.max(1, Math.abs(k)));
  },
  zero: () => fc.oneof(fc.constantFrom(0, -0), sized(6, -1)),
  hundred: () => share.map((u) => 200 * u - 100),
  denormal: () => fc.tuple(sign, fc.integer({ min: 0, max: 2 ** 23 - 1 })).map(([s, n]) => s * n * 2 ** -149),
  range: ({ low, high }) => sized(12, Math.log10(Math.max(Math.abs(low), Math.abs(high)))),
  repeated: ({ low, high }) => fc.constantFrom(0, 0.25, 0.5, 1).map((u) => low + (high - low) * u),
  special: () =>
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3.4028234663852886e38, 1),
};

/** The nearest float32 number of the domain, or its middle where rounding leaves a narrow one. */
function inside(v: number, { low, high }: Domain): number {
  const near = Math.fround(Math.min(Math.max(v, low), high));
  return near >= low && near <= high ? near : Math.fround(low + (high - low) / 2);
}
