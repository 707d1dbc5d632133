// Hash-consing: structurally equal nodes are one object. The table holds nodes weakly, so that graphs nobody refers to
// are collected.
import { shared } from './shared.ts';

// ids are unique across all copies of this package
const interned = shared('interned', () => ({ table: new Map<string, WeakRef<object>>(), last: 0 }));
const { table } = interned;
const registry = new FinalizationRegistry<string>((key) => {
  if (table.get(key)?.deref() === undefined) table.delete(key);
});

/** Never given before in this process. */
export function nextId(): number {
  return ++interned.last;
}

/** The node of this key, made by `make` if it does not exist. */
export function intern<T extends object>(key: string, make: () => T): T {
  // The key names the kind and every field, so the object found under it has the type that `make` returns.
  const known = table.get(key)?.deref() as T | undefined;
  if (known !== undefined) return known;
  const made = Object.freeze(make());
  table.set(key, new WeakRef(made));
  registry.register(made, key);
  return made;
}
