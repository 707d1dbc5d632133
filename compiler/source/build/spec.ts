// What a built module embeds besides its code and its weights: where tensors lie, and its test vectors.
import type { DType } from '../../../dsl/dtype.ts';
import type { Words } from '../../../dsl/key.ts';
import type { IndexRange } from '../../../dsl/ranges.ts';

/** A tensor of the program and its place: a byte of the memory, or the number of a buffer. */
export interface Slot {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly at: number;
  /** of an input: what its whole numbers are held to */
  readonly ranges?: readonly IndexRange[];
}

/** A tensor that is kept between runs. */
export interface StateSlot extends Slot {
  /** CRC-32 of its bytes when the module was built; null: training begins with zeros, which the file need not hold */
  readonly digest: string | null;
}

/** Some elements of an output or of a state after a run on the test inputs. */
export interface Sample {
  readonly name: string;
  readonly at: readonly number[];
  readonly expected: readonly number[];
  /** how far each may be off */
  readonly tolerance: number;
}

/** Inputs are drawn from a key, so that only what they give has to be kept. */
export interface Vectors {
  readonly key: Words;
  /** by input: f32 is drawn between them, whole numbers are drawn from low to high */
  readonly inputs: Readonly<Record<string, { readonly low: number; readonly high: number }>>;
  readonly outputs: readonly Sample[];
  readonly states: readonly Sample[];
}
