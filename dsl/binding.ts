// Named dimensions: 'batch' is a number only while a model is traced. The binding is in force for the synchronous extent
// of one trace, so that leaves made inside a model's body (`zeros('batch', 10)`) know their sizes.
import { ShapeError } from './error.ts';
import { checkShape, evaluateDimension, linear } from './shape/rules/index.ts';
import { shared } from './shared.ts';

export type Binding = Readonly<Record<string, number>>;

const inForce = shared('binding', (): { names: Binding | null } => ({ names: null }));

/** Runs `trace` with the named dimensions bound; bindings nest, the innermost wins. */
export function bindingOf<T>(binding: Binding, trace: () => T): T {
  const outer = inForce.names;
  // without a prototype: 'constructor' may be a name
  inForce.names = Object.assign(Object.create(null), outer, binding);
  try {
    return trace();
  } finally {
    inForce.names = outer;
  }
}

/** The sizes of `shape` under the binding in force, or null when a name in it is not bound. */
export function sizesOf(shape: readonly (number | string)[]): number[] | null {
  checkShape(shape);
  const sizes = shape.map((d) => (typeof d === 'number' ? d : boundSize(d)));
  return sizes.some((d) => d === null) ? null : (sizes as number[]);
}

/** What a name is bound to. */
export const boundName = (name: string): number | undefined => inForce.names?.[name];

/** The size of 'batch' or '4*H', or null where the name is not bound. */
function boundSize(text: string): number | null {
  const { times, name, plus } = linear(text)!;
  const value = boundName(name);
  if (value === undefined) return null;
  const size = times * value + plus;
  if (size < 0) throw new ShapeError('dimensionSize', [size], `'${text}' where ${name} is ${value}`);
  return size;
}

/** The same where there must be sizes. `op` and the names are in the error. */
export function boundSizes(op: string, shape: readonly (number | string)[]): number[] {
  const sizes = sizesOf(shape);
  if (sizes !== null) return sizes;
  throw unbound(op, shape);
}

/** Sizes of a target such as reshape's, where dimensions may be arithmetic on names too: 'T-2', '64*B*T', '(T+1)/2'. */
export function targetSizes(op: string, shape: readonly (number | string)[]): number[] {
  const sizes = shape.map((d: unknown) => {
    if (typeof d === 'number') return d;
    if (typeof d !== 'string') throw new ShapeError('literal', [typeof d]);
    return evaluateDimension(d, boundName);
  });
  if (sizes.some((d) => d === null)) throw unbound(op, shape);
  return sizes as number[];
}

export function unbound(op: string, shape: readonly (number | string)[]): Error {
  const names = shape.filter((d) => typeof d === 'string').map((d) => `'${d}'`);
  return new Error(
    `${op}: [${shape.join(', ')}] has no size yet: ${names.join(', ')} is bound when a model is compiled; use it inside a model's function`,
  );
}

/** The names in a list of declared shapes, each once, in order: 'H' of '4*H'. */
export function symbolsOf(shapes: readonly (readonly (number | string)[])[]): string[] {
  return [...new Set(shapes.flat().flatMap((d) => (typeof d === 'string' ? linear(d)!.name : [])))];
}
