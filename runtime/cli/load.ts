// Loads `FILE#export` from a user's project: TypeScript as it stands, by jiti on every Node since 20.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createJiti } from 'jiti';
import type { Definition } from '../../dsl/graph.ts';

/** The definition that `reference` names. Errors say which part is wrong, and what the file does export. */
export async function loadDefinition(reference: string): Promise<Definition> {
  const [file = '', name = 'default'] = reference.split('#');
  const path = resolve(file);
  if (!existsSync(path)) throw new Error(`${file}: no such file; give FILE#export, e.g. model.ts#step`);
  const loaded: Record<string, unknown> = await createJiti(import.meta.url, { moduleCache: false }).import(path);
  const found = loaded[name];
  if (isDefinition(found)) return found;
  const definitions = Object.keys(loaded).filter((key) => isDefinition(loaded[key]));
  const has =
    definitions.length > 0
      ? `it has ${definitions.join(', ')}`
      : 'it exports none; export the result of trainStep(...)';
  throw new Error(`${file}: '${name}' is not something that compiles; ${has}`);
}

function isDefinition(value: unknown): value is Definition {
  return (
    typeof value === 'object' &&
    value !== null &&
    'trace' in value &&
    typeof value.trace === 'function' &&
    'symbols' in value
  );
}
