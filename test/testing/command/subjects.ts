// What `quern fuzz FILE#export` names, and what FILE alone does.
import { relative, resolve } from 'node:path';
import { nameOf } from '../../../dsl/given.ts';
import { type Loaded, loadFile, UsageError } from '../../../runtime/cli/load.ts';
import { isDefinition } from '../../../runtime/given.ts';
import { isFuzzable, isModel } from '../fuzzable.ts';

export interface Subject {
  /** 'examples/lenet.ts#step', from the working directory */
  readonly name: string;
  readonly value: unknown;
}

/** The export, or every model, definition and fuzzable of a file. Errors say what there is. */
export async function subjectsOf(reference: string): Promise<Subject[]> {
  const loaded = await loadFile(reference);
  const file = relative(process.cwd(), resolve(loaded.file)).replaceAll('\\', '/');
  const names =
    loaded.name === undefined ? Object.keys(loaded.exports).filter((n) => fits(loaded.exports[n])) : [loaded.name];
  if (names.length === 0) throw new UsageError(`${loaded.file}: there is nothing to fuzz in it; ${offer(loaded)}`);
  return names.map((name) => ({ name: `${file}#${name}`, value: subjectValue(loaded, name) }));
}

export const fits = (x: unknown): boolean => isModel(x) || isDefinition(x) || isFuzzable(x);

/** Functions of nothing make models: leNet() */
const isMaker = (x: unknown): x is () => unknown =>
  typeof x === 'function' && x.length === 0 && !String(x).startsWith('class');

function subjectValue(loaded: Loaded, name: string): unknown {
  const { file, exports } = loaded;
  if (!(name in exports)) throw new UsageError(`${file}: there is no export '${name}'; ${offer(loaded)}`);
  const found = exports[name];
  if (fits(found)) return found;
  if (isMaker(found)) {
    const made = found();
    if (fits(made)) return made;
    throw new UsageError(`${file}#${name}: calling it gives ${nameOf(made)}, expected a model or a definition`);
  }
  if (typeof found === 'function')
    throw new UsageError(
      `${file}#${name}: say what the function is fed: export const ${name} = fuzzable(f, { inputs: [input('batch', 3)] })`,
    );
  throw new UsageError(`${file}#${name}: expected a model, a definition or fuzzable(...), not ${nameOf(found)}`);
}

function offer({ exports }: Loaded): string {
  const names = Object.keys(exports).filter((n) => fits(exports[n]) || isMaker(exports[n]));
  return names.length > 0
    ? `what can be fuzzed is ${names.join(', ')}`
    : 'export a model, the result of trainStep(...) or predictStep(...), or fuzzable(f, { inputs: [...] })';
}
