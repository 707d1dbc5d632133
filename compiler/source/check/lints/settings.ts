// How lints are switched for a project: { "quern": { "lints": { "zero-rate": "off" } } } in its package.json.
import { ts } from 'ts-morph';
import { ProjectError } from '../../project.ts';

/** As ESLint has them. */
export type Setting = 'off' | 'warn' | 'error';

export type Settings = Readonly<Record<string, Setting>>;

const known = new WeakMap<ts.TypeChecker, Map<string, Settings>>();

/** The settings of the nearest package.json above a file that has some. Those of one check are read once. */
export function settingsFor(file: ts.SourceFile, checker: ts.TypeChecker, lints: readonly string[]): Settings {
  const read = known.get(checker) ?? new Map<string, Settings>();
  known.set(checker, read);
  const of = (folder: string): Settings => {
    let found = read.get(folder);
    if (found === undefined) {
      const above = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
      found = settingsIn(`${folder}/package.json`, lints) ?? (above === folder ? {} : of(above));
      read.set(folder, found);
    }
    return found;
  };
  return of(file.fileName.slice(0, Math.max(0, file.fileName.lastIndexOf('/'))));
}

function settingsIn(path: string, lints: readonly string[]): Settings | undefined {
  const text = ts.sys.readFile(path);
  if (text === undefined || !text.includes('"quern"')) return undefined;
  const { config } = ts.parseConfigFileTextToJson(path, text) as { config?: { quern?: { lints?: unknown } } };
  const settings = config?.quern?.lints;
  if (settings === undefined) return undefined;
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings))
    throw new ProjectError(`${path}: quern.lints is an object, { "${lints[0]}": "off" }`);
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, settingOf(path, name, value, lints)]),
  );
}

function settingOf(path: string, name: string, value: unknown, lints: readonly string[]): Setting {
  if (!lints.includes(name))
    throw new ProjectError(`${path}: there is no lint '${name}'; there are ${lints.join(', ')}`);
  if (value === 'off' || value === 'warn' || value === 'error') return value;
  throw new ProjectError(`${path}: ${name} is 'off', 'warn' or 'error', not ${JSON.stringify(value)}`);
}
