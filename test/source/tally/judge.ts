// How right quern check is about the broken models. Each says for itself what is right:
//
//   //! SENTENCE          above the line of the first cause: the place, and the cause in words
//   //> OLD ~> NEW        a right fix: OLD, which occurs once, becomes NEW; `&&` joins several replacements
//   //> none              no fix can be known: none told is right
//
// Several `//>` are alternatives. A fix that is told is right if the program with it compiles and is, but for imports and
// blanks, one of those stated. None told where one is stated is wrong; and so is one told beside a right one that is not stated.
import { readdirSync, readFileSync } from 'node:fs';
import { ts } from 'ts-morph';
import type { Fault } from '../../../compiler/source/check/fault.ts';
import { edited } from '../../../compiler/source/check/fix.ts';
import { checkAll, type Report } from '../../../compiler/source/check/index.ts';
import { Trials } from '../../../compiler/source/check/trial.ts';
import { positionOf } from '../../../compiler/source/frame.ts';
import { openProjects, type Project } from '../../../compiler/source/project.ts';

export const folder = 'test/source/broken';

export interface Stated {
  readonly line: number;
  readonly sentence: string;
  /** each a list of replacements; an empty list: none */
  readonly fixes: readonly (readonly (readonly [before: string, after: string])[])[];
}

export interface Verdict {
  readonly file: string;
  readonly place: boolean;
  readonly cause: boolean;
  readonly fix: boolean;
  /** what was told instead */
  readonly told: string;
}

/** What a broken model says is right. */
export function stated(text: string): Stated {
  const lines = text.split('\n');
  const at = lines.findIndex((l) => l.trim().startsWith('//! '));
  const fixes = lines.flatMap((l) => {
    const fix = /^\s*\/\/> (.*)$/.exec(l)?.[1];
    if (fix === undefined) return [];
    return [fix === 'none' ? [] : fix.split(' && ').map(replacement)];
  });
  return { line: at + 2, sentence: lines[at]!.trim().slice(4), fixes };
}

const replacement = (text: string): readonly [string, string] => {
  const [before = '', after = ''] = text.split('~>').map((side) => side.trim());
  return [before, after];
};

/** Code without imports, comments and blanks. */
export const essence = (text: string): string => withoutLastCommas(tokens(codeOf(text))).join(' ');

function codeOf(text: string): string {
  const file = ts.createSourceFile('a.ts', text, ts.ScriptTarget.ESNext);
  return file.statements
    .filter((s) => !ts.isImportDeclaration(s))
    .map((s) => s.getText(file))
    .join('\n');
}

function tokens(text: string): string[] {
  const scanner = ts.createScanner(ts.ScriptTarget.ESNext, true, ts.LanguageVariant.Standard, text);
  const all: string[] = [];
  while (scanner.scan() !== ts.SyntaxKind.EndOfFileToken) all.push(scanner.getTokenText());
  return all;
}

/** A comma before what closes is the formatter's. */
const withoutLastCommas = (all: readonly string[]): string[] =>
  all.filter((t, i) => !(t === ',' && /^[)\]}]$/.test(all[i + 1] ?? '')));

/** The model with a stated fix, tokens between blanks. */
export function fixedBy(text: string, replacements: Stated['fixes'][number]): string {
  let code = ` ${tokens(codeOf(text)).join(' ')} `;
  for (const [before, after] of replacements) {
    const [from, to] = [before, after].map((side) => ` ${tokens(side).join(' ')} `.replace(/^ {2}$/, ' '));
    if (isImportName(from!)) continue;
    const places = code.split(from!).length - 1;
    if (places === 0) throw new Error(`'${before}' occurs nowhere`);
    code = code.replace(from!, () => to!);
  }
  return essence(code.trim());
}

/** Imports are no part of the comparison. */
const isImportName = (side: string): boolean => /^ \w+ \} $/.test(side);

export interface Tally {
  readonly report: Report;
  readonly verdicts: readonly Verdict[];
}

export function tally(names: readonly string[] = readdirSync(folder)): Tally {
  const root = process.cwd();
  const [project] = openProjects({ files: names.map((name) => `${folder}/${name}`) }, root);
  const report = checkAll([project!]);
  return { report, verdicts: names.map((name) => verdictOf(name, report, project!, root)) };
}

function verdictOf(name: string, report: Report, project: Project, root: string): Verdict {
  const path = `${folder}/${name}`;
  const text = readFileSync(path, 'utf8');
  const right = stated(text);
  const first = report.faults.find((f) => positionOf(f.place, root).file === path);
  const place = first !== undefined && positionOf(first.place, root).line === right.line;
  const cause = place && first.sentence === right.sentence;
  const fixes = first?.fixes ?? [];
  const told = [`${first?.sentence ?? 'nothing'}`, ...fixes.map((f) => f.words)].join(' / ');
  return { file: name, place, cause, fix: isRight(first, text, right, project), told };
}

function isRight(fault: Fault | undefined, text: string, { fixes }: Stated, project: Project): boolean {
  const told = fault?.fixes ?? [];
  if (fault === undefined) return false;
  if (told.length === 0) return fixes.some((f) => f.length === 0);
  const allowed = new Set(fixes.filter((f) => f.length > 0).map((f) => fixedBy(text, f)));
  return told.every(({ edits }) => {
    const file = fault.place.file;
    const [variant] = new Trials(project.program).open([{ file, edits }]);
    const errors = variant!.program.getSemanticDiagnostics(variant!.file);
    // each further `//!` is a mistake of its own
    return errors.length < text.split('//! ').length - 1 && allowed.has(essence(edited(file, edits)));
  });
}

/** Stated fixes that do not compile, or that replace what is not there. */
export function wrongFixes(name: string): string[] {
  const path = `${folder}/${name}`;
  const text = readFileSync(path, 'utf8');
  const { fixes } = stated(text);
  if (fixes.length === 0) return [`${name} states no fix`];
  return fixes.flatMap((fix) => {
    try {
      fixedBy(text, fix);
      return [];
    } catch (error) {
      return [`${name}: ${error instanceof Error ? error.message : error}`];
    }
  });
}
