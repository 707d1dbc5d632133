// The type level of shapes: dimensions, their arithmetic, and one type per shape rule.
export type { Add, ExactDiv, FloorDiv, IsNegative, Lt, Mul, Negate, Sub } from './arith.ts';
export type { At, IsPermutation, NewAxis, OneAxis, Permute, PermuteAxis, Reduce, ReduceAxis, Splice } from './axes.ts';
export type { Axis, AxisName, AxisOf, Numbered } from './axis.ts';
export type { Broadcast, Broadcasts, Stretches } from './broadcast.ts';
export type {
  Concat,
  Divides,
  Part,
  Parts,
  Repeat,
  SliceDim,
  SliceError,
  SliceFits,
  SliceLength,
  SplitDim,
  Strided,
} from './concat.ts';
export type { Equals, Last, Now, Opaque } from './decide.ts';
export type { Affine, Bad, Bind, Canonical, Dim, DimAdd, DimSum, Floor, Shape, Window, WindowOffset } from './dims.ts';
export type { EinsumError, EinsumIn, EinsumOut, EinsumSpec } from './einsum.ts';
export type { Gradual, IfNumber } from './gradual.ts';
export type { LeastOf, LengthsDiffer } from './lengths.ts';
export type { Literal, PlainName } from './literal.ts';
export type { Message, MessageArgument, Sentence } from './messages.ts';
export { message, sentences } from './messages.ts';
export type { Operand, TypedAre, TypedIs } from './operand.ts';
export type { MeantAmong, Options, Some } from './options.ts';
export type { Arranged, PatternOp, Sizes } from './pattern.ts';
export type { Product, Reshape, ReshapeError } from './reshape.ts';
export type { Same } from './same.ts';
export type { Join, Show, Text } from './text.ts';
export type { Win, WindowOptions } from './window.ts';
