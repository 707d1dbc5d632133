// What `compile` is given, looked at: expected.ts says what is wrong.
import type { Definition } from '../dsl/graph.ts';
import type { Backend } from './backends/backend.ts';

export const isObject = (x: unknown): x is object => typeof x === 'object' && x !== null;

export const isDefinition = (x: unknown): x is Definition => isObject(x) && 'trace' in x && 'symbols' in x;

export const isBackend = (x: unknown): x is Backend => isObject(x) && 'instantiate' in x && 'capabilities' in x;

/** May it be the size of a dimension? */
export const isSize = (x: unknown): x is number => Number.isSafeInteger(x) && Number(x) >= 1;

/** Have the named dimensions of the definition, and no others, sizes? */
export const isBound = ({ symbols }: Definition, binding: Readonly<Record<string, number>>): boolean =>
  symbols.every((s) => Object.hasOwn(binding, s) && isSize(binding[s])) &&
  Object.keys(binding).every((s) => symbols.includes(s));
