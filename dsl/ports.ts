// The names that a definition has, in types: its named dimensions, and the paths of what it is fed and what it gives.
// Where a type says nothing of them (`any`, an open record) they are `string`: any name.
import type { DType } from './dtype.ts';
import type { LeastOf, MeantAmong, Message } from './shape/index.ts';
import type { AnyTensor, Tensor } from './tensor.ts';

type IsAny<T> = 0 extends 1 & T ? true : false;
/** Of a size that is a product, '4*H', either is bound: any name. */
type NamesIn<S extends unknown[]> =
  IsAny<S> extends true
    ? string
    : [Extract<S[number], `${string}${'*' | '+' | '-' | '/'}${string}`>] extends [never]
      ? Extract<S[number], string>
      : string;

/** The named dimensions of a tree of inputs: 'batch' | 'T'. */
export type SymbolsOf<T> =
  IsAny<T> extends true
    ? string
    : T extends Tensor<infer S, DType>
      ? NamesIn<S>
      : T extends readonly (infer Y)[]
        ? SymbolsOf<Y>
        : T extends object
          ? string extends keyof T
            ? string
            : SymbolsOf<T[keyof T]>
          : unknown extends T
            ? string
            : never;

type Below<Path extends string, K> = K extends string | number ? (Path extends '' ? `${K}` : `${Path}.${K}`) : never;
/** The paths of a tree's tensors, 'x' | 'state.h', below `Path`; a tensor alone is called `Single`. */
export type PathsOf<T, Single extends string, Path extends string = ''> =
  IsAny<T> extends true
    ? string
    : T extends AnyTensor
      ? Path extends ''
        ? Single
        : Path
      : T extends readonly unknown[]
        ? number extends T['length']
          ? PathsOf<T[number], Single, Below<Path, number>>
          : { [I in keyof T]: PathsOf<T[I], Single, Below<Path, I>> }[number]
        : T extends object
          ? string extends keyof T
            ? string
            : { [K in keyof T]: PathsOf<T[K], Single, Below<Path, K>> }[keyof T]
          : unknown extends T
            ? string
            : never;

type UnknownSymbol<By extends string, X extends string, S extends string> = [MeantAmong<X, S>] extends [never]
  ? Message<'symbol', [By, 'the model', X]>
  : Message<'symbolMeant', [By, 'the model', X, MeantAmong<X, S>]>;
/**
 * B, sizes of the named dimensions S and no others, or the sentence. Sizes that are not known by name, and dimensions that
 * are not, are compared at run time; so is what lacks, as `size` may have given it.
 */
export type Binding<By extends string, S extends string, B> = string extends S | keyof B
  ? B
  : [Exclude<keyof B, S>] extends [never]
    ? B
    : UnknownSymbol<By, LeastOf<Extract<Exclude<keyof B, S>, string>>, S>;

type UnknownInput<By extends string, X extends string, F extends string> = [MeantAmong<X, F>] extends [never]
  ? Message<'input', [By, X]>
  : Message<'inputMeant', [By, X, MeantAmong<X, F>]>;
/** G, data of the inputs F and no others, or the sentence; names that are not known are compared at run time. */
export type Fed<By extends string, F extends string, G> = string extends F | keyof G
  ? G
  : [Exclude<keyof G, F>] extends [never]
    ? [Exclude<F, keyof G>] extends [never]
      ? G
      : Message<'inputMissing', [By, LeastOf<Exclude<F, keyof G>>]>
    : UnknownInput<By, LeastOf<Extract<Exclude<keyof G, F>, string>>, F>;
