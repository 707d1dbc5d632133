// Loads `FILE#export` from a user's project: TypeScript as it stands, by jiti on every Node since 20.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Definition } from '../../dsl/graph.ts';
import { requireDefinition } from '../expected.ts';
import { isDefinition } from '../given.ts';
import { missingTool } from './tools.ts';
import { isWatched, tellLoaded } from './watch.ts';

/** What was asked for is not there, or cannot be what it is asked to be. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A module of the user's, and the export of it that was asked for, if one was. */
export interface Loaded {
  readonly file: string;
  readonly name: string | undefined;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** The file and the export that FILE or FILE#export says; folders and files may have '#' in their names. */
export function splitReference(reference: string): { readonly file: string; readonly name: string | undefined } {
  const at = reference.lastIndexOf('#');
  const isFile = at < 0 || reference.slice(at).includes('/') || existsSync(reference);
  return isFile
    ? { file: reference, name: undefined }
    : { file: reference.slice(0, at), name: reference.slice(at + 1) };
}

/** Loads what `FILE#export` or `FILE` says. Errors say which part is wrong. */
export async function loadFile(reference: string): Promise<Loaded> {
  const { file, name } = splitReference(reference);
  const path = resolve(file);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    throw new UsageError(`${file || reference}: no such file; give FILE#export, e.g. model.ts#step`);
  }
  return { file, name, exports: await importFile(file, path) };
}

/**
 * The definition that `reference` names; a file alone will do where it exports only one. Errors say which part is wrong,
 * and what the file does export.
 */
export async function loadDefinition(reference: string, command = 'explain'): Promise<Definition> {
  return selectDefinition(await loadFile(reference), command).definition;
}

/** TypeScript is loaded as JavaScript is, by jiti. */
async function importFile(file: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  const { createJiti } = await import('jiti');
  // a run that is watched loads once, and tells what
  const jiti = createJiti(import.meta.url, { moduleCache: isWatched() });
  try {
    return await jiti.import(path);
  } catch (cause) {
    if (missingTool(cause) !== undefined) throw cause;
    throw new UsageError(`${file}: loading it failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  } finally {
    if (isWatched()) tellLoaded(Object.keys(jiti.cache).filter((f) => !f.includes('node_modules')));
  }
}

/** The definition among a file's exports that was asked for, or the only one; errors are UsageErrors. */
export function selectDefinition(
  { file, name, exports }: Loaded,
  command: string,
): { readonly definition: Definition; readonly exported: string } {
  const definitions = Object.keys(exports).filter((key) => isDefinition(exports[key]));
  if (name === undefined && definitions.length !== 1) {
    throw new UsageError(`${file}: say which export to ${command}, ${file}#NAME; ${offer(definitions)}`);
  }
  const exported = name ?? definitions[0]!;
  if (!(exported in exports)) throw new UsageError(`${file}: there is no export '${exported}'; ${offer(definitions)}`);
  const definition = exports[exported];
  try {
    requireDefinition(`${file}#${exported}`, definition);
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
  return { definition, exported };
}

function offer(definitions: readonly string[]): string {
  return definitions.length > 0
    ? `what compiles there is ${definitions.join(', ')}`
    : 'nothing there compiles; export the result of trainStep(...), evaluateStep(...) or predictStep(...)';
}
