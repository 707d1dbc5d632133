// A module with its calls of `lift` replaced by what they give: what bundlers ship, which then needs no parser.
import { ts } from 'ts-morph';
import type { ScalarProgram } from '../../../dsl/scalar/program.ts';
import { type Files, Modules } from './declarations.ts';
import { type Edit, edited } from './edit.ts';
import { isLiftImport, liftCalls, source } from './find.ts';
import { liftCall } from './lift.ts';

export interface Transformed {
  readonly code: string;
  /** a source map, version 3, as JSON */
  readonly map: string;
  /** other modules that were read: what is made changes when they do */
  readonly read: readonly string[];
}

/** Whether a module may lift anything: tells most apart without parsing them. */
export const mayLift = (code: string): boolean => code.includes(source);

/** Whether scripts stand in the file among other things. */
export const isComponent = (path: string): boolean => /\.(?:vue|svelte)$/.test(path);

/**
 * The module, or component, with each lift(f) as lifted({ ... }); null where there is none. Throws LiftError.
 */
export function transform(code: string, path: string, files: Files, component = false): Transformed | null {
  if (!mayLift(code)) return null;
  const modules = new Modules(files);
  const file = modules.add(path, component ? scriptsOf(code) : code);
  const calls = liftCalls(file);
  if (calls.length === 0) return null;
  const name = unused('lifted', code);
  const as = name === 'lifted' ? name : `lifted as ${name}`;
  const edits: Edit[] = calls.map((call) => {
    const text = `/* @__PURE__ */ ${name}(${programText(liftCall(modules, call))})`;
    return { start: call.getStart(), end: call.getEnd(), text };
  });
  for (const [k, declaration] of file.statements.filter(isLiftImport).entries()) {
    const importLifted = k === 0 ? `import { ${as} } from 'quern';` : '';
    const end = declaration.getEnd();
    const start = needsNothingElse(declaration, file, calls) ? declaration.getStart() : end;
    edits.push({ start, end, text: importLifted });
  }
  return { ...edited(path, code, edits), read: modules.paths };
}

/** Comments, and scripts with what is in them. */
const scripts = /<!--[\s\S]*?-->|<script(?:\s(?:[^>"']|"[^"]*"|'[^']*')*)?(?<!\/)>([\s\S]*?)<\/script\s*>/dgi;

/** A component's scripts, each where it stands: what is around them is blank. */
function scriptsOf(code: string): string {
  const blank = (from: number, to?: number) => code.slice(from, to).replace(/[^\r\n]/g, ' ');
  let made = '';
  for (const { indices } of code.matchAll(scripts)) {
    const [start, end] = indices?.[1] ?? [];
    if (start !== undefined) made += blank(made.length, start) + code.slice(start, end);
  }
  return made + blank(made.length);
}

/** An import of `lift` alone, all of whose uses were replaced. */
function needsNothingElse({ importClause }: ts.ImportDeclaration, file: ts.SourceFile, calls: readonly ts.Node[]) {
  const bindings = importClause?.namedBindings;
  if (bindings === undefined || importClause?.name !== undefined) return false;
  const names = ts.isNamespaceImport(bindings) ? [bindings.name.text] : bindings.elements.map((e) => e.name.text);
  let uses = 0;
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) return;
    if (ts.isIdentifier(node) && names.includes(node.text)) uses++;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return uses === calls.length;
}

function unused(name: string, code: string): string {
  let found = name;
  for (let k = 1; code.includes(found); k++) found = `${name}${k}`;
  return found;
}

/** A program as JavaScript source: JSON, but for numbers that JSON has not. */
export function programText({ takes, constants, steps, result }: ScalarProgram): string {
  const numbers = constants.map((c) => (Object.is(c, -0) ? '-0' : `${c}`));
  const parts = [
    `takes:${takes}`,
    `constants:[${numbers.join()}]`,
    `steps:${JSON.stringify(steps)}`,
    `result:${result}`,
  ];
  return `{${parts.join()}}`;
}
