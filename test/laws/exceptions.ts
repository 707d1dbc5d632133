// Where a backend cannot give the reference's value of a scalar operation, and what it gives instead. One table, for the
// tests and for the documentation: the law holds everywhere else, and an exception that is not needed fails too.
import type { DType } from '../../dsl/dtype.ts';
import type { ScalarName } from '../../dsl/scalar/op.ts';

/** One value that differs from the reference's. */
export interface Point {
  readonly backend: string;
  readonly op: ScalarName;
  /** of the result */
  readonly dtype: DType;
  readonly args: readonly number[];
  readonly expected: number;
  readonly actual: number;
}

export interface Exception {
  readonly operations: readonly ScalarName[];
  readonly dtype: DType;
  /** in words */
  readonly on: string;
  readonly where: string;
  readonly instead: string;
  /** the same three as tests */
  readonly isOn: (backend: string) => boolean;
  readonly isWhere: (p: Point) => boolean;
  readonly isInstead: (p: Point) => boolean;
}

/** Floats count whole numbers up to here. */
const countable = 2 ** 24;

/** The result of integer arithmetic without an end. */
function unwrapped({ op, args: [a, b] }: Point): number {
  return op === 'mul' ? a! * b! : op === 'add' ? a! + b! : a! - b!;
}

export const exceptions: readonly Exception[] = [
  {
    operations: ['add', 'sub', 'mul'],
    dtype: 'i32',
    on: 'gpu.js, every mode',
    where: 'results beyond 2^24: integers travel as 32-bit floats',
    instead: 'the result in 24 bits, saturated instead of wrapped',
    isOn: (backend) => backend.startsWith('gpujs:'),
    isWhere: (p) => Math.abs(unwrapped(p)) > countable,
    isInstead: (p) => p.actual === Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.fround(unwrapped(p)))),
  },
  {
    operations: ['sin', 'cos', 'tan'],
    dtype: 'f32',
    on: 'gpu.js, every mode',
    where: '|x| of 2^22 or more',
    instead: 'NaN',
    isOn: (backend) => backend.startsWith('gpujs:'),
    isWhere: ({ args: [x] }) => Math.abs(x!) >= 2 ** 22,
    isInstead: ({ actual }) => Number.isNaN(actual),
  },
  {
    operations: ['mod'],
    dtype: 'f32',
    on: 'gpu.js, every mode but cpu (float64 within one operation)',
    where: 'a mod b with |a / b| of 2^24 or more: the quotient has no units',
    instead: 'a number from 0 to b',
    isOn: (backend) => backend.startsWith('gpujs:') && backend !== 'gpujs:cpu',
    isWhere: ({ args: [a, b] }) => Math.abs(a! / b!) >= countable,
    isInstead: ({ args: [, b], actual }) => actual * b! >= 0 && Math.abs(actual) < Math.abs(b!),
  },
  {
    operations: ['pow'],
    dtype: 'f32',
    on: 'gpu.js on a GPU',
    where: 'a^b far from 1: GPUs compute 2^(b log2 a) in 32-bit floats',
    instead: 'a relative error of up to 10^-7 |b log2 a|',
    isOn: (backend) => /^gpujs:(webg|headless)/.test(backend),
    isWhere: ({ expected }) => Number.isFinite(expected),
    isInstead: ({ args: [a, b], expected, actual }) =>
      Math.abs(actual / expected - 1) <= 1e-7 * Math.abs(b! * Math.log2(Math.abs(a!))),
  },
];

/** The place in the table of the exception that allows this value, or null. */
export function exceptionAt(p: Point): number | null {
  const at = exceptions.findIndex(
    (e) => e.operations.includes(p.op) && e.dtype === p.dtype && e.isOn(p.backend) && e.isWhere(p) && e.isInstead(p),
  );
  return at < 0 ? null : at;
}
