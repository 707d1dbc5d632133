// Hash-consing: structurally equal nodes are one object. The table holds nodes weakly, so that graphs nobody refers to
// are collected.
const table = new Map<string, WeakRef<object>>();
const registry = new FinalizationRegistry<string>((key) => {
  if (table.get(key)?.deref() === undefined) table.delete(key);
});

let last = 0;
/** Ascending: a node's id is larger than its operands'. */
export function nextId(): number {
  return ++last;
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
