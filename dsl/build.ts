// Constructors of expression nodes: validated, frozen, hash-consed, with the few identities that hold for every value
// (a view of a view is one view, a reshape of a reshape is one reshape, an identity is its source).
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
import { composeViews, isIdentity } from './view.ts';

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

/** A constant scalar, as a value of `shape` by broadcast. */
export function literal(value: number, dtype: DType, shape: readonly number[] = []): Expr {
  const key = `c${dtype}:${Object.is(value, -0) ? '-0' : value}`;
  const data = dtype === 'f32' ? Float64Array.of(value) : Int32Array.of(value);
  const scalar = intern<Constant>(key, () => ({ kind: 'constant', id: nextId(), shape: [], dtype, data }));
  return broadcastScalar(scalar, shape);
}

/** Literal data. Large arrays are not compared by content: each call is a new node. */
export function makeConstant(data: TypedArray, shape: readonly number[], dtype: DType): Expr {
  if (data.length !== elementCount(shape)) {
    throw new RangeError(`constant: ${data.length} values do not fill shape [${shape.join(', ')}]`);
  }
  if (data.length === 1) return makeReshape(literal(data[0]!, dtype), shape);
  const make = (): Constant => ({ kind: 'constant', id: nextId(), shape: checked(shape), dtype, data: data.slice() });
  if (data.length > 64) return Object.freeze(make());
  return intern(`k${dtype}:${shape.join()}:${data.join()}`, make);
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
  if (source.kind === 'view') {
    const one = composeViews(source, shape, axes, fill);
    if (one !== null) return makeView(source.source, shape, one.axes, one.fill);
  }
  const key = `v${source.id}:${shape.join()}:${fill}:${axes.map((a) => `${a.offset},${a.coefficients.join()},${a.divisor}`).join(';')}`;
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

export function makeReshape(source: Expr, shape: readonly number[]): Expr {
  if (elementCount(source.shape) !== elementCount(shape)) {
    throw new RangeError(`reshape: [${source.shape.join(', ')}] cannot become [${shape.join(', ')}]`);
  }
  if (source.kind === 'reshape') return makeReshape(source.source, shape);
  if (source.shape.join() === shape.join()) return source;
  return intern<Reshape>(`r${source.id}:${shape.join()}`, () => ({
    kind: 'reshape',
    id: nextId(),
    shape: checked(shape),
    dtype: source.dtype,
    source,
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

export function makeScatter(rows: number, indices: Expr, updates: Expr): Expr {
  const shape = [rows, ...updates.shape.slice(indices.shape.length)];
  return intern<Scatter>(`s${rows}:${indices.id}:${updates.id}`, () => ({
    kind: 'scatter',
    id: nextId(),
    shape,
    dtype: updates.dtype,
    indices,
    updates,
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
