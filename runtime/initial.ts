// What states begin as: parameters drawn by their initialisers, everything else as it declares.
import { allocate, type TypedArray } from '../dsl/dtype.ts';
import { elementCount } from '../dsl/expr.ts';
import type { State } from '../dsl/graph.ts';
import { fold, keyOf, uniform } from '../dsl/key.ts';

/** Each state's values drawn from `seed` and its own name, but for those that are `given`. */
export function initialValues(
  states: readonly State[],
  seed: number,
  given: ReadonlySet<string> = new Set(),
): Map<string, Float32Array | Int32Array> {
  const key = keyOf(seed);
  return new Map(
    states.flatMap((s) => {
      if (given.has(s.name)) return [];
      const stream = fold(key, s.name);
      return [[s.name, draw(s, (i) => uniform(stream, i))] as const];
    }),
  );
}

function draw({ leaf }: State, stream: (i: number) => number): Float32Array | Int32Array {
  const values: TypedArray =
    leaf.kind === 'parameter'
      ? leaf.initializer.draw(leaf.shape, stream)
      : allocate(leaf.dtype, elementCount(leaf.shape));
  if (leaf.dtype === 'f32') return values instanceof Float32Array ? values : Float32Array.from(values);
  return Int32Array.from(values);
}
