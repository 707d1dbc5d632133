// What a user's arbitrary gives for an input: a number, numbers in a flat or nested array, a typed array, or a tensor's values.
import type { DType } from '../../../dsl/dtype.ts';
import { elementCount } from '../../../dsl/expr.ts';
import { nameOf } from '../../../dsl/given.ts';
import type { TensorValues } from '../arbitraries/tensors.ts';
import { FuzzOptionError } from '../fuzz.ts';

/** The numbers of one input. */
export type Given = number | boolean | ArrayLike<number> | NestedGiven | TensorValues;
export interface NestedGiven extends ReadonlyArray<number | boolean | ArrayLike<number> | NestedGiven> {}

export interface Shaped {
  readonly shape: readonly number[];
  /** is the shape said, by nesting or as a tensor's values? A flat array may be a tensor of any rank */
  readonly isSaid: boolean;
  /** as the value says it: Int32Array is i32, true and false are bool */
  readonly dtype: DType;
  readonly data: Float64Array;
}

/** `input`: how errors name it. */
export function shapedOf(input: string, value: unknown): Shaped {
  if (typeof value === 'object' && value !== null && 'shape' in value && 'data' in value) {
    const { shape, dtype = 'f32', data } = value as TensorValues;
    return { shape: [...shape], dtype, data: Float64Array.from(data), isSaid: true };
  }
  if (ArrayBuffer.isView(value) && 'length' in value) {
    const data = Float64Array.from(value as unknown as ArrayLike<number>);
    return { shape: [data.length], dtype: /^(Int|Uint)/.test(kindOf(value)) ? 'i32' : 'f32', data, isSaid: false };
  }
  const flat: (number | boolean)[] = [];
  const shape = nested(input, value, flat);
  const dtype = flat.length > 0 && flat.every((v) => typeof v === 'boolean') ? 'bool' : 'f32';
  return { shape, dtype, data: Float64Array.from(flat, Number), isSaid: shape.length !== 1 };
}

const kindOf = (x: object): string => Object.prototype.toString.call(x).slice(8, -1);

/** The shape of nested arrays, whose numbers are added to `flat`. */
function nested(input: string, value: unknown, flat: (number | boolean)[]): readonly number[] {
  if (typeof value === 'number' || typeof value === 'boolean') {
    flat.push(value);
    return [];
  }
  if (!Array.isArray(value) && !ArrayBuffer.isView(value))
    throw new FuzzOptionError(
      `fuzz: ${input}: its arbitrary gave ${nameOf(value)}, expected a number, an array of numbers or nested arrays`,
    );
  const rows = Array.from(value as unknown as ArrayLike<unknown>, (row) => nested(input, row, flat));
  const other = rows.find((row) => row.join() !== rows[0]!.join());
  if (other !== undefined)
    throw new FuzzOptionError(
      `fuzz: ${input}: its arbitrary gave rows of different lengths, [${rows[0]!.join(', ')}] and [${other.join(', ')}]`,
    );
  return [rows.length, ...(rows[0] ?? [])];
}

/** A dimension as it is declared: a size, or a name. */
type Dimension = number | string;

/**
 * The shape that values of an input take, as it is declared. Named dimensions that are not in `binding` yet are bound to what
 * the values have.
 */
export function fitted(
  input: string,
  declared: readonly Dimension[],
  { shape, isSaid, data }: Shaped,
  binding: Record<string, number>,
): readonly number[] {
  const expected = () =>
    `[${declared.map((d) => (typeof d === 'string' && d in before ? `${d} = ${before[d]}` : d)).join(', ')}]`;
  const before = { ...binding };
  const sizeOf = (d: Dimension): number | undefined => (typeof d === 'number' ? d : binding[d]);
  const wrong = (found: string, fix = ''): never => {
    throw new FuzzOptionError(`fuzz: ${input} is ${expected()}, but its arbitrary gave ${found}${fix}`);
  };
  if (isSaid || declared.length === 1) {
    if (shape.length !== declared.length) wrong(`[${shape.join(', ')}]`);
    for (const [k, d] of declared.entries()) {
      const size = sizeOf(d);
      if (size === undefined) {
        if (shape[k]! < 1) wrong(`[${shape.join(', ')}]`, ', where a dimension is 1 or more');
        binding[d] = shape[k]!;
      } else if (size !== shape[k]) wrong(`[${shape.join(', ')}]`);
    }
    return shape;
  }
  const open = [...new Set(declared.filter((d) => sizeOf(d) === undefined))];
  const known = elementCount(declared.map(sizeOf).filter((d) => d !== undefined));
  if (open.length > 1) wrong(`${data.length} numbers`, '; give nested arrays, or their sizes in symbols');
  if (open.length === 1) {
    const size = data.length / known;
    if (!Number.isInteger(size) || size < 1 || declared.filter((d) => d === open[0]).length > 1)
      wrong(`${data.length} numbers`, `, no multiple of ${known}`);
    binding[open[0]!] = size;
  }
  const sizes = declared.map((d) => sizeOf(d)!);
  if (elementCount(sizes) !== data.length) wrong(`${data.length} numbers`, `, not ${elementCount(sizes)}`);
  return sizes;
}
