// Every operation of the scalar core at all tuples of special values and along its domain, on a backend against the
// float64 reference: point by point. A new operation is tested without writing a test.
import { makeInput } from '../../dsl/build.ts';
import type { DType } from '../../dsl/dtype.ts';
import { map } from '../../dsl/scalar/map.ts';
import type { ScalarOp } from '../../dsl/scalar/op.ts';
import { scalars } from '../../dsl/scalar/ops.ts';
import type { Backend } from '../../runtime/backends/backend.ts';
import { evaluate } from '../../runtime/backends/reference/index.ts';
import { isClose, outputsOf } from './agreement.ts';
import { type Exception, exceptionAt } from './exceptions.ts';

/** An operation on arguments of these element types. */
export interface Signature {
  readonly name: string;
  readonly op: ScalarOp;
  readonly types: readonly DType[];
}

const onGPU = /^gpujs:(webg|headless)/;

/** f32 rounding of an elementary function, relative; below 1/1000 the error is held absolutely. */
const tolerance = 4e-6;

const special = [0, -0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 3, -7, 88, 100, -100, 1e10, Infinity, -Infinity, Number.NaN];
/** near 0 and 1, where careless forms cancel, and further out */
const along = [1e-30, 1e-6, 1e-3, 0.1, 0.3, 0.7, 0.999, 1.001, 2, 5, 12, 20, 50, 3000, 65_536, 1e6, 4e6];
const whole = [0, 1, -1, 2, -2, 3, 7, -7, 12, -17, 4093, 65_536, -1_000_003, 2 ** 24 - 1];

export const signatures: readonly Signature[] = Object.values(scalars).flatMap((op) =>
  accepted(op).map((types) => ({ name: `${op.name}(${types.join(', ')})`, op, types })),
);

/** The element types that an operation takes: all alike, or a condition and two alike. */
function accepted(op: ScalarOp): DType[][] {
  return (['f32', 'i32', 'bool'] as const)
    .map((t): DType[] => (op.name === 'select' ? ['bool', t, t] : new Array<DType>(op.arity).fill(t)))
    .filter((types) => typeof op.result(...types) === 'string');
}

function pointsOf({ op, types }: Signature): number[][] {
  const lists = types.map((t) => {
    if (t !== 'f32') return t === 'i32' ? whole : [0, 1];
    return op.arity > 1 ? special : [...special, ...along, ...along.map((x) => -x)];
  });
  const tuples = lists.reduce<number[][]>((known, list) => known.flatMap((t) => list.map((x) => [...t, x])), [[]]);
  return tuples.map((t) => t.map((x, k) => (types[k] === 'f32' ? Math.fround(x) : x)));
}

export interface Verdict {
  /** 'pow(2, 3) = 9, expected 8' */
  readonly wrong: readonly string[];
  /** the exceptions that were needed, by their place in the table */
  readonly excepted: readonly number[];
}

export async function judge(s: Signature, backend: Backend): Promise<Verdict> {
  const points = pointsOf(s);
  const leaves = s.types.map((t, k) => makeInput(`x${k}`, [points.length], t));
  const data = s.types.map((_, k) => Float64Array.from(points, (p) => p[k]!));
  const value = map(s.op, ...leaves);
  const [expected] = evaluate([value], new Map(leaves.map((leaf, k) => [leaf, data[k]!])));
  const [actual] = await outputsOf([value], leaves, data, backend);
  const wrong: string[] = [];
  const excepted = new Set<number>();
  points.forEach((args, i) => {
    const want = value.dtype === 'f32' ? Math.fround(expected![i]!) : expected![i]!;
    const error = value.dtype === 'f32' ? tolerance * Math.max(1e-3, Math.abs(want)) : 0;
    // zeros have their sign, but on a GPU, and but for remainders
    const unsigned = s.op.name === 'mod' || onGPU.test(backend.name) || want !== 0 || actual![i] !== 0;
    const signed = unsigned || Object.is(actual![i]!, want);
    if (signed && isClose(actual![i]!, want, error)) return;
    const at = { backend: backend.name, op: s.op.name, dtype: value.dtype, args, expected: want, actual: actual![i]! };
    const exception = exceptionAt(at);
    if (exception !== null) excepted.add(exception);
    else wrong.push(`${s.op.name}(${args.map(shown).join(', ')}) = ${shown(at.actual)}, expected ${shown(want)}`);
  });
  return { wrong, excepted: [...excepted] };
}

const shown = (x: number) => (Object.is(x, -0) ? '-0' : `${x}`);

/** The signatures that an exception is about. */
export const excused = (e: Exception): readonly Signature[] =>
  signatures.filter((s) => e.operations.includes(s.op.name));
