// Whether a mutant has types: what the compiler refuses is no fault that could be there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { mutated, type Site } from './site.ts';

/** Tells of mutants of these files, one at a time; what is unchanged is parsed once. */
export function typeChecker(root: string, files: readonly string[]): (site: Site) => boolean {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const entries = files.map((file) => join(root, file));
  let changed: { readonly file: string; readonly text: string; readonly version: string } | undefined;
  let version = 0;
  const host: ts.LanguageServiceHost = {
    getCompilationSettings: () => ({ ...options, noEmit: true, incremental: false }),
    getScriptFileNames: () => entries,
    getScriptVersion: (file) => (file === changed?.file ? changed.version : '0'),
    getScriptSnapshot: (file) => {
      if (file === changed?.file) return ts.ScriptSnapshot.fromString(changed.text);
      const text = ts.sys.readFile(file);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  };
  const service = ts.createLanguageService(host);
  return (site) => {
    const file = join(root, site.file);
    changed = { file, text: mutated(readFileSync(file, 'utf8'), site), version: String(++version) };
    return service.getSyntacticDiagnostics(file).length === 0 && service.getSemanticDiagnostics(file).length === 0;
  };
}
