// What callers without types pass by mistake: said in words, at the door, with the fix.
import { nameOf } from '../dsl/given.ts';
import type { Definition } from '../dsl/graph.ts';
import type { Backend } from './backends/backend.ts';
import { isBackend, isDefinition, isObject, isSize } from './given.ts';

/** A TypeError unless `x` is what trainStep, evaluateStep or predictStep return. `by` is the function that was called. */
export function requireDefinition(by: string, x: unknown): asserts x is Definition {
  if (isDefinition(x)) return;
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
  if (isBackend(x)) return;
  throw new TypeError(`${by}: 'on' is a backend, cpu() or await choose('auto') of 'quern/gpujs', not ${nameOf(x)}`);
}

/** An error unless the named dimensions of the definition, and no others, have sizes. */
export function requireBinding(by: string, definition: Definition, binding: Readonly<Record<string, number>>): void {
  for (const symbol of definition.symbols) {
    const value = Object.hasOwn(binding, symbol) ? binding[symbol] : undefined;
    if (value === undefined) {
      throw new Error(
        `${by}: ${definition.name} needs the size of '${symbol}'; write compile(definition, { ${symbol}: 32 })`,
      );
    }
    if (!isSize(value)) {
      throw new RangeError(`${by}: '${symbol}' is ${value}; a dimension must be a whole number, 1 or more`);
    }
  }
  for (const symbol of Object.keys(binding)) {
    if (!definition.symbols.includes(symbol)) {
      const known = definition.symbols.length > 0 ? `it has ${definition.symbols.join(', ')}` : 'it has none';
      throw new Error(`${by}: ${definition.name} has no dimension named '${symbol}'; ${known}`);
    }
  }
}

/** An error for what of these is not as `by` expects it. */
export function requireAll(
  by: string,
  definition: unknown,
  backend: unknown,
  binding: Readonly<Record<string, number>>,
): void {
  requireDefinition(by, definition);
  requireBackend(by, backend);
  requireBinding(by, definition, binding);
}
