// Hash-consing: structurally equal nodes are one object. The table holds nodes weakly, so that graphs nobody refers to
// are collected.
import { userPlace } from './error.ts';
import { shared } from './shared.ts';

// ids are unique across all copies of this package
const interned = shared('interned', () => ({ table: new Map<string, WeakRef<object>>(), last: 0 }));
const { table } = interned;
const registry = new FinalizationRegistry<string>((key) => {
  if (table.get(key)?.deref() === undefined) table.delete(key);
});

/**
 * What explains a program is told of its nodes as they are made, with what finds the user's place in this copy's stack.
 * Nobody is told otherwise.
 */
export const watch = shared(
  'watch',
  (): {
    node?: ((made: object, placeIn: typeof userPlace) => void) | undefined;
    /** the node whose derivative, or whose rewriting, is being made */
    from?: object | undefined;
    gradient?: ((wrt: readonly object[], derivatives: readonly object[]) => void) | undefined;
  } => ({}),
);

export function seen<T extends object>(made: T): T {
  watch.node?.(made, userPlace);
  return made;
}

/** Never given before in this process. */
export function nextId(): number {
  return ++interned.last;
}

/** The node of this key, made by `make` if it does not exist. */
export function intern<T extends object>(key: string, make: () => T): T {
  // The key names the kind and every field, so the object found under it has the type that `make` returns.
  const known = table.get(key)?.deref() as T | undefined;
  if (known !== undefined) return seen(known);
  const made = Object.freeze(make());
  table.set(key, new WeakRef(made));
  registry.register(made, key);
  return seen(made);
}
