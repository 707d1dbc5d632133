// What belongs to the process and not to the module: a project and the tools that work on it may load two copies of this
// package, and an expression of either must be one of both.
declare global {
  var quernShared: Map<string, object> | undefined;
}

/** The object of this name, made by the first copy that asks. */
export function shared<T extends object>(name: string, make: () => T): T {
  globalThis.quernShared ??= new Map();
  // a name stands for one type: all copies in a process are of one version, or agree on what they share
  const known = globalThis.quernShared.get(name) as T | undefined;
  if (known !== undefined) return known;
  const made = make();
  globalThis.quernShared.set(name, made);
  return made;
}
