// The tensors of a file as types: what `quern types` writes of a safetensors file is compared with a model's parameters
// when the program that loads it is type-checked.
import type { DType } from '../dsl/dtype.ts';
import type { Params } from '../dsl/nn/tree.ts';
import type { Message, Same } from '../dsl/shape/index.ts';
import type { Tensor } from '../dsl/tensor.ts';
import type { Bytes } from './bytes.ts';

/** Element type and shape of each tensor of a file, by its name: what `quern types FILE.safetensors` writes. */
export type FileTensors = Readonly<Record<string, { readonly dtype: string; readonly shape: readonly number[] }>>;

/** A path or bytes, of a file with the tensors F. Nothing has this property when the program runs. */
export type OfTensors<S extends string | Bytes, F> = S & { readonly tensors?: F };

/**
 * A file of weights whose tensors the types know: loadWeights(weightsFile<Tensors>('lenet.safetensors'), network) is a
 * compile error where the tensors are not those of the model. Tensors is what `quern types` writes.
 */
export function weightsFile<F extends FileTensors>(path: string): OfTensors<string, F>;
export function weightsFile<F extends FileTensors>(bytes: Bytes): OfTensors<Bytes, F>;
export function weightsFile(source: string | Bytes): string | Bytes {
  return source;
}

/** What is below a node of a tree: of a list of unknown length all in one. */
type Names<P> = P extends readonly unknown[]
  ? number extends P['length']
    ? number
    : Extract<keyof P, `${number}`>
  : keyof P;

/** The path of each parameter and its shape, as a union of pairs. Lists of unknown length have `${number}` in theirs. */
type Parameters<P, Path extends string = ''> =
  P extends Tensor<infer S, DType>
    ? [Path, S]
    : { [K in Names<P>]: K extends keyof P ? Parameters<P[K], Below<Path, K>> : never }[Names<P>];

type Below<Path extends string, K> = K extends string | number ? (Path extends '' ? `${K}` : `${Path}.${K}`) : never;

/** The sentences for what one parameter is not in the file; never where it is. */
type Unlike<F, Pair> = Pair extends [infer Path extends string, infer S extends readonly unknown[]]
  ? [Extract<keyof F, Path>] extends [never]
    ? Message<'weightMissing', [Path, S]>
    : Different<F, Extract<keyof F, Path>, S>
  : never;

/** For each tensor of that path. A dimension that is only a number is not compared. */
type Different<F, K extends keyof F, S extends readonly unknown[]> = K extends string
  ? F[K] extends { readonly dtype: infer T extends string; readonly shape: infer R extends readonly unknown[] }
    ? number extends S[number]
      ? never
      : Same<[T, R], ['F32', S], never, Message<'weightDiffers', [K, T, R, S]>>
    : never
  : never;

type Extra<F, Path> =
  Exclude<keyof F, Path> extends infer K
    ? K extends keyof F & string
      ? F[K] extends { readonly shape: infer R extends readonly unknown[] }
        ? Message<'weightExtra', [K, R]>
        : never
      : never
    : never;

type Unfit<F, Pairs extends readonly unknown[]> = Unlike<F, Pairs> | Extra<F, Pairs[0]>;

/** M where the tensors F are its weights, or nothing is known of them; otherwise what differs, in sentences. */
export type Fitting<F, M> = unknown extends F
  ? M
  : M extends { readonly layers: infer L }
    ? Parameters<Params<L>> extends infer Pairs extends readonly unknown[]
      ? [Unfit<F, Pairs>] extends [never]
        ? M
        : Unfit<F, Pairs>
      : M
    : M;
