// What callers without types pass by mistake: said in words, at the door, with the fix.
import { nameOf } from '../dsl/given.ts';
import type { Definition } from '../dsl/graph.ts';
import { message } from '../dsl/shape/messages.ts';
import { linear, oneMeant } from '../dsl/shape/rules/index.ts';
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
  // a slip in a name is a name too many before it is one that is missing
  for (const symbol of Object.keys(binding)) {
    if (!definition.symbols.includes(symbol)) {
      const meant = oneMeant(symbol, definition.symbols);
      if (meant !== undefined) throw new Error(message('symbolMeant', [by, definition.name, symbol, meant]));
      const known = definition.symbols.length > 0 ? `it has ${definition.symbols.join(', ')}` : 'it has none';
      throw new Error(`${message('symbol', [by, definition.name, symbol])}; ${known}`);
    }
  }
  for (const symbol of definition.symbols) {
    const value = Object.hasOwn(binding, symbol) ? binding[symbol] : undefined;
    if (value === undefined) {
      throw new Error(
        `${message('symbolSize', [by, definition.name, symbol])}; write compile(definition, { ${symbol}: 32 })`,
      );
    }
    if (!isSize(value)) {
      throw new RangeError(`${by}: '${symbol}' is ${value}; a dimension must be a whole number, 1 or more`);
    }
  }
}

/** An error for what of these is not as `by` expects it; else the sizes of the names. */
export function requireAll(
  by: string,
  definition: unknown,
  backend: unknown,
  sizes: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  requireDefinition(by, definition);
  requireBackend(by, backend);
  const binding = namesOf(by, sizes);
  requireBinding(by, definition, binding);
  return binding;
}

/** The names of a binding, where some are given by their multiples: { '4*H': 32 } is { H: 8 }. */
export function namesOf(by: string, sizes: Readonly<Record<string, number>>): Record<string, number> {
  const names: Record<string, number> = {};
  for (const [text, size] of Object.entries(sizes)) {
    const read = linear(text);
    if (read === null || read.name === text) names[text] = size;
    else {
      const { times: c, name, plus: k } = read;
      const value = (size - k) / c;
      if (!isSize(value)) {
        const below = Math.max(1, Math.floor(value));
        const near = [below, below + 1].map((n) => n * c + k).filter((n) => n >= 1);
        throw new RangeError(
          `${by}: '${text}' is ${size}, and no whole number ${name} gives that; the nearest sizes are ${near.join(' and ')}`,
        );
      }
      if ((names[name] ?? sizes[name] ?? value) !== value) {
        throw new RangeError(
          `${by}: '${text}' is ${size}, so ${name} is ${value}, but it is ${names[name] ?? sizes[name]} as well`,
        );
      }
      names[name] = value;
    }
  }
  return names;
}
