// What tests of built modules share: a folder to build into, and a built module as its user imports it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Built, buildFile } from '../../runtime/cli/build/build.ts';
import type { BuildOptions } from '../../runtime/cli/build/options.ts';

export const root = resolve(import.meta.dirname, '../..');

type Data = ArrayLike<number>;

/** A module as the tests use it, whatever its own types say. */
export interface Loaded {
  run(inputs: Readonly<Record<string, Data>>): Record<string, Float32Array>;
  step(inputs: Readonly<Record<string, Data>>): Record<string, number>;
  weights(): Record<string, Float32Array | Int32Array>;
  save(): Uint8Array;
}

export interface Module {
  load(options?: object): Promise<Loaded>;
}

export interface Workshop {
  readonly folder: string;
  build(reference: string, options?: Partial<BuildOptions>): Promise<Built>;
  /** the module of that name, as it is on the disk now */
  module(name: string): Promise<Module>;
  close(): void;
}

let imports = 0;

/** A built module as it is on the disk now. */
export function importModule(path: string): Promise<Module> {
  const url = pathToFileURL(path);
  url.search = `?${imports++}`;
  return import(/* @vite-ignore */ url.href) as Promise<Module>; // what the builder wrote
}

/** A folder outside the project, where nothing can be imported from. */
export function workshop(): Workshop {
  const folder = mkdtempSync(join(tmpdir(), 'quern-build-'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  return {
    folder,
    build: (reference, options = {}) =>
      buildFile(join(root, reference), { symbols: {}, output: folder, backend: 'cpu', seed: 1, ...options }),
    module: (name) => importModule(join(folder, `${name}.js`)),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
