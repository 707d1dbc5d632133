// What callers without types pass by mistake: said in words, at the door, with the fix.
import type { Definition } from '../dsl/graph.ts';
import type { Backend } from './backends/backend.ts';

const isObject = (x: unknown): x is object => typeof x === 'object' && x !== null;

/** How a message names a value that is not what was expected. */
export function nameOf(x: unknown): string {
  if (typeof x === 'string') return `'${x}'`;
  if (x === null || x === undefined) return `${x}`;
  if (isPromise(x)) return 'a promise: await it';
  return Array.isArray(x) ? 'an array' : typeof x === 'object' ? 'an object' : `a ${typeof x}`;
}

const isPromise = (x: unknown): boolean => isObject(x) && 'then' in x && typeof x.then === 'function';

/** A TypeError unless `x` is what trainStep, evaluateStep or predictStep return. `by` is the function that was called. */
export function requireDefinition(by: string, x: unknown): asserts x is Definition {
  if (isObject(x) && 'trace' in x && 'symbols' in x) return;
  const found = !isObject(x)
    ? nameOf(x)
    : 'forward' in x
      ? 'a model alone'
      : 'initialState' in x
        ? 'a compiled one'
        : nameOf(x);
  throw new TypeError(`${by}: expected trainStep(model, loss, optimizer), evaluateStep or predictStep, not ${found}`);
}

/** A TypeError unless `x` is a backend. */
export function requireBackend(by: string, x: unknown): asserts x is Backend {
  if (isObject(x) && 'instantiate' in x && 'capabilities' in x) return;
  throw new TypeError(`${by}: 'on' is a backend, cpu() or await gpu() of 'quern/gpujs', not ${nameOf(x)}`);
}
