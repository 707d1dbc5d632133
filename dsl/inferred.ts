// Types that are inferred and seldom written: a declaration file (`declaration`, `composite`) names them, so they are public.
// `export const f = relu` is a FloatFunction<'relu'>; a size made of type parameters is Floor<H, 1, 2> or Product<[C, 7, 7]>.

// layers and stages
export type { Known as KnownSize } from './nn/affine.ts';
export type { Flow, Pipe } from './nn/compose.ts';
export type { BackToImages, BackToSequences, OverImages, OverSequences } from './nn/correlate.ts';
export type { Skip } from './nn/gates.ts';
export type { Speaks } from './nn/vocabulary.ts';
// operations
export type { Arithmetic, Comparison, FloatArithmetic, Logic } from './ops/binary.ts';
export type { Correlate1d, Correlate2d } from './ops/convolve.ts';
export type { F32, Numeric, OfFloats, Ranked } from './ops/operands.ts';
export type { GlobalPool, Pool1d, Pool2d } from './ops/pool.ts';
export type { Reduction } from './ops/reduce.ts';
export type { Where } from './ops/select.ts';
export type { TimesDim } from './ops/sizes.ts';
export type { Transposed1d, Transposed2d } from './ops/transposed.ts';
export type { FloatFunction, NumericFunction } from './ops/unary.ts';
// steps, by the names of their dimensions, inputs and outputs
export type { Binding, Fed, PathsOf, SymbolsOf } from './ports.ts';
// reductions along axes that are type parameters
export type { ReduceGo as ReducedAlong } from './shape/axis.ts';
// sizes and options
export type {
  Add as NumberSum,
  AxisName,
  DimSum,
  Divides,
  Equals as EqualTypes,
  Floor,
  IfNumber,
  IsNegative as IsNegativeNumber,
  Mul as NumberProduct,
  Negate as NumberNegated,
  Now as KnownNow,
  Opaque as IsOpaque,
  Options as KnownOptions,
  Part,
  Same,
  Some as SomeOptions,
  Text as DimText,
  TypedAre,
  TypedIs,
} from './shape/index.ts';
export type { KeptDims } from './shape/open.ts';
