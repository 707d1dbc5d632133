// Constructors of expression nodes: validated, frozen, hash-consed. What an operation is applied to stays an operand of
// its result, so that derivatives by it can be taken: a view of a view becomes one in the compiler. (A view or reshape
// that changes nothing is its source.)
import type { DType, TypedArray } from './dtype.ts';
import { ShapeError } from './error.ts';
import type {
  AxisMap,
  Constant,
  Expr,
  Gather,
  GradientRule,
  Input,
  Iota,
  MapNode,
  Monoid,
  Parameter,
  Reduce,
  Reshape,
  RuleForm,
  Scan,
  ScanOutput,
  Scatter,
  View,
} from './expr.ts';
import { elementCount } from './expr.ts';
import type { Initializer } from './initializer.ts';
import { intern, nextId, seen } from './intern.ts';
import type { ScalarOp } from './scalar/op.ts';
import { isIdentity } from './view.ts';

export function makeInput(name: string, shape: readonly number[], dtype: DType): Input {
  return seen(Object.freeze({ kind: 'input', id: nextId(), name, shape: checked(shape), dtype }));
}

export function makeParameter(
  name: string,
  shape: readonly number[],
  initializer: Initializer,
  trainable: boolean,
  dtype: DType = 'f32',
): Parameter {
  return seen(
    Object.freeze({ kind: 'parameter', id: nextId(), name, shape: checked(shape), dtype, initializer, trainable }),
  );
}

/** A number, as a value of `shape` by broadcast. Equal numbers are one node. */
export function literal(value: number, dtype: DType, shape: readonly number[] = []): Expr {
  const data = dtype === 'f32' ? Float64Array.of(value) : Int32Array.of(value);
  const scalar = intern<Constant>(`c${dtype}:${textOf(data)}`, () => constantNode(data, [], dtype));
  return broadcastScalar(scalar, shape);
}

/** A number that an operation was given, or writes itself: no derivative is taken by one. */
export function isLiteral(e: Expr): boolean {
  return e.kind === 'constant' && e.shape.length === 0 && literal(e.data[0]!, e.dtype) === e;
}

/** Literal data. Large arrays are not compared by content: each call is a new node. */
export function makeConstant(data: TypedArray, shape: readonly number[], dtype: DType): Expr {
  if (data.length > 64) return leafConstant(data, shape, dtype);
  const make = () => constantNode(data, shape, dtype);
  return data.length === 1
    ? makeReshape(literal(data[0]!, dtype), shape)
    : intern(`k${dtype}:${shape.join()}:${textOf(data)}`, make);
}

/** Literal data as a leaf of its own, even where another has the same: derivatives by either are not those by the other. */
export function leafConstant(data: TypedArray, shape: readonly number[], dtype: DType): Constant {
  return seen(Object.freeze(constantNode(data, shape, dtype)));
}

/** A number everywhere, as such a leaf. */
export function leafNumber(value: number, shape: readonly number[]): Expr {
  return broadcastScalar(leafConstant(Float64Array.of(value), [], 'f32'), shape);
}

function constantNode(data: TypedArray, shape: readonly number[], dtype: DType): Constant {
  if (data.length !== elementCount(shape)) {
    throw new RangeError(`constant: ${data.length} values do not fill shape [${shape.join(', ')}]`);
  }
  // one NaN stands for all: which bits it has is no matter of who came first
  const plain = data.map((x) => (Number.isNaN(x) ? Number.NaN : x));
  return { kind: 'constant', id: nextId(), shape: checked(shape), dtype, data: plain };
}

/** Equal texts, equal data: signs of zeros included. */
function textOf(data: TypedArray): string {
  return Array.from(data, (x) => (Object.is(x, -0) ? '-0' : x)).join();
}

export function makeIota(shape: readonly number[], axis: number): Expr {
  // one row along the axis, broadcast: index nodes of all shapes share it
  const row = intern<Iota>(`i${shape[axis]}`, () => ({
    kind: 'iota',
    id: nextId(),
    shape: checked([shape[axis]!]),
    dtype: 'i32',
    axis: 0,
  }));
  return makeView(row, shape, [axisMap(shape.length, axis)]);
}

/** out = op(args); all arguments must have one shape. */
export function makeMap(op: ScalarOp, args: readonly Expr[]): Expr {
  const shape = args[0]!.shape;
  for (const a of args) {
    if (a.shape.join() !== shape.join()) {
      throw new TypeError(`${op.name}: argument shapes differ: [${args.map((x) => x.shape.join()).join('] and [')}]`);
    }
  }
  const dtype = op.result(...args.map((a) => a.dtype));
  if (typeof dtype !== 'string') throw new TypeError(`${op.name}: ${dtype.error}`);
  return intern<MapNode>(`m${op.name}:${args.map((a) => a.id).join()}`, () => ({
    kind: 'map',
    id: nextId(),
    shape,
    dtype,
    op,
    args,
  }));
}

/** A source axis that is read at output axis `axis`, unchanged. */
export function axisMap(outputRank: number, axis: number, coefficient = 1, offset = 0, divisor = 1): AxisMap {
  const coefficients = new Array<number>(outputRank).fill(0);
  coefficients[axis] = coefficient;
  return { offset, coefficients, divisor };
}

export function makeView(source: Expr, shape: readonly number[], axes: readonly AxisMap[], fill = 0): Expr {
  if (isIdentity(source.shape, shape, axes)) return source;
  const key = `v${source.id}:${shape.join()}:${Object.is(fill, -0) ? '-0' : fill}:${axes.map((a) => `${a.offset},${a.coefficients.join()},${a.divisor}`).join(';')}`;
  return intern<View>(key, () => ({
    kind: 'view',
    id: nextId(),
    shape: checked(shape),
    dtype: source.dtype,
    source,
    axes: Object.freeze([...axes]),
    fill,
  }));
}

/** Equal shapes with other labels are other nodes until they are simplified: 'S' and 'T' may be of one size. */
export function makeReshape(source: Expr, shape: readonly number[], labels?: Reshape['labels']): Expr {
  if (elementCount(source.shape) !== elementCount(shape)) {
    throw new RangeError(`reshape: [${source.shape.join(', ')}] cannot become [${shape.join(', ')}]`);
  }
  if (source.shape.join() === shape.join() && (labels ?? []).every((l, j) => l === j)) return source;
  return intern<Reshape>(`r${source.id}:${shape.join()}${labels ? `:${labels.join()}` : ''}`, () => ({
    kind: 'reshape',
    id: nextId(),
    shape: checked(shape),
    dtype: source.dtype,
    source,
    ...(labels && { labels }),
  }));
}

export function makeReduce(monoid: Monoid, source: Expr, axes: readonly number[]): Expr {
  if (axes.length === 0) return source;
  const sorted = [...axes].sort((a, b) => a - b);
  const shape = source.shape.filter((_, i) => !sorted.includes(i));
  const dtype = monoid === 'argMax' || monoid === 'argMin' ? 'i32' : source.dtype;
  return intern<Reduce>(`d${monoid}:${source.id}:${sorted.join()}`, () => ({
    kind: 'reduce',
    id: nextId(),
    shape,
    dtype,
    monoid,
    source,
    axes: sorted,
  }));
}

export function makeGather(source: Expr, indices: Expr): Expr {
  const shape = [...indices.shape, ...source.shape.slice(1)];
  return intern<Gather>(`g${source.id}:${indices.id}`, () => ({
    kind: 'gather',
    id: nextId(),
    shape,
    dtype: source.dtype,
    source,
    indices,
  }));
}

export function makeScatter(rows: number, indices: Expr, updates: Expr, uniqueIndices = false): Expr {
  const shape = [rows, ...updates.shape.slice(indices.shape.length)];
  return intern<Scatter>(`${uniqueIndices ? 'S' : 's'}${rows}:${indices.id}:${updates.id}`, () => ({
    kind: 'scatter',
    id: nextId(),
    shape,
    dtype: updates.dtype,
    indices,
    updates,
    uniqueIndices,
  }));
}

export function makeScanOutput(scan: Scan, index: number): Expr {
  const carries = scan.nextCarries.length;
  const from = index < carries ? scan.initial[index]! : scan.outputs[index - carries]!;
  const shape = index < carries ? from.shape : [scan.length, ...from.shape];
  return intern<ScanOutput>(`n${scan.id}:${index}`, () => ({
    kind: 'scanOutput',
    id: nextId(),
    shape,
    dtype: from.dtype,
    scan,
    index,
  }));
}

export function makeGradientRule(
  source: Expr,
  inputs: readonly Expr[],
  pullback: (cotangent: Expr) => readonly Expr[],
  form: RuleForm = 'any',
): GradientRule {
  const { shape, dtype } = source;
  return seen(Object.freeze({ kind: 'gradientRule', id: nextId(), shape, dtype, source, inputs, pullback, form }));
}

/** A scalar as a value of `shape`. */
export function broadcastScalar(scalar: Expr, shape: readonly number[]): Expr {
  return shape.length === 0 ? scalar : makeView(scalar, shape, []);
}

/** What an i32 counts to: positions are i32. */
export const mostCounted = 2 ** 31 - 1;

function checked(shape: readonly number[]): readonly number[] {
  for (const d of shape) {
    if (!Number.isSafeInteger(d) || d < 0) {
      throw new RangeError(`shape [${shape.join(', ')}]: every dimension must be a whole number, 0 or more`);
    }
    if (d > mostCounted) throw new ShapeError('dimensionMost', [shape, d, mostCounted]);
  }
  return Object.freeze([...shape]);
}
