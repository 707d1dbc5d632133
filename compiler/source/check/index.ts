// quern check: what TypeScript finds wrong in a project, tensors first and in the language's words; and lints, which types
// cannot say.
import type { ts } from 'ts-morph';
import type { Project } from '../project.ts';
import { advise } from './advice.ts';
import { folded } from './consequences.ts';
import type { Fault } from './fault.ts';
import type { Finding } from './finding.ts';
import { lint, lints as lintsThere } from './lints/index.ts';
import { numberDimension } from './lints/numberDimension.ts';
import { nodeAt } from './operands.ts';
import { findingOf, isTensorFinding } from './read.ts';
import { sourceFindings } from './source.ts';

export interface Report {
  /** shapes first: those of a file in the order of its lines */
  readonly faults: readonly Fault[];
  /** what is wrong besides, as TypeScript says it */
  readonly others: readonly ts.Diagnostic[];
  /** files that were looked at */
  readonly files: number;
}

export interface CheckOptions {
  /** names of lints that are not asked for */
  readonly without?: readonly string[];
}

/** Checks the files of projects: errors of all come before warnings. */
export function checkAll(projects: readonly Project[], options: CheckOptions = {}): Report {
  const reports = projects.map((project) => check(project, options));
  const faults = reports.flatMap((r) => r.faults);
  return {
    faults: [...faults.filter((f) => f.severity === 'error'), ...faults.filter((f) => f.severity !== 'error')],
    others: reports.flatMap((r) => r.others),
    files: reports.reduce((sum, r) => sum + r.files, 0),
  };
}

/** Checks the files of a project. */
function check(project: Project, options: CheckOptions = {}): Report {
  const { program } = project;
  const found = project.files.flatMap((file) => errorsOf(file, program));
  const lints = project.files.flatMap((file) => lint(file, program.getTypeChecker(), options.without ?? []));
  const { faults, others } = advised(program, found, lints);
  return {
    faults: inOrder(faults, project.files),
    others: [...project.configuration, ...others],
    files: project.files.length,
  };
}

/** An error of a file, and what TypeScript said, where it did. */
interface Seen {
  readonly finding: Finding;
  readonly diagnostic: ts.Diagnostic | undefined;
}

/** All that is wrong in a file, those errors too that are not about tensors. */
function errorsOf(file: ts.SourceFile, program: ts.Program): Seen[] {
  const checker = program.getTypeChecker();
  const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return [
    ...diagnostics.flatMap((diagnostic) => {
      const finding = findingOf(diagnostic, checker);
      return finding === undefined ? [] : [{ finding, diagnostic }];
    }),
    ...sourceFindings(file, checker).map((finding) => ({ finding, diagnostic: undefined })),
  ].sort((a, b) => a.finding.place.start - b.finding.place.start);
}

/** Faults with the fixes that were tried, what follows from others folded under them; and what is not about tensors. */
function advised(program: ts.Program, seen: readonly Seen[], lints: readonly Fault[]) {
  const all = seen.map((s) => s.finding);
  const wanted = all.filter(isTensorFinding);
  const widths = lints.flatMap((l) =>
    l.rule === numberDimension.name ? [widthFinding(l, program.getTypeChecker())] : [],
  );
  const advice = advise(program, [...wanted, ...widths], [...all, ...widths], (file, variant) => {
    const checker = variant.getTypeChecker();
    const own = widths.length === 0 ? [] : lint(file, checker, without(numberDimension.name));
    return [...errorsOf(file, variant).map((s) => s.finding), ...own.map((l) => widthFinding(l, checker))];
  });
  const { faults, hidden } = folded(wanted, all, advice);
  const warnings = lints.map((l) => {
    const width = widths.find(
      (w) => l.rule === w.rule && w.place.start === l.place.start && w.place.file === l.place.file,
    );
    return width === undefined ? l : { ...l, fixes: advice.get(width)?.fixes ?? [] };
  });
  const others = seen.flatMap(({ finding, diagnostic }) =>
    diagnostic === undefined || isTensorFinding(finding) || hidden.has(finding) ? [] : [diagnostic],
  );
  return { faults: [...faults, ...warnings], others };
}

/** All lints but one. */
const without = (name: string): string[] => lintsThere.map((l) => l.name).filter((n) => n !== name);

/** A size that types do not know, for which a literal or a `const` may be written. */
function widthFinding(fault: Fault, checker: ts.TypeChecker): Finding {
  const { file, start, end } = fault.place;
  const node = nodeAt(file, start, end);
  const said = { key: 'literal' as const, words: ['number'], text: fault.sentence };
  const clue = { code: 0, message: '', node, call: undefined, said, given: undefined, checker };
  return { ...fault, code: 0, clue, proposals: [], open: false };
}

/** What is wrong in one file of a program, with fixes: for editors, which have a program of their own. */
export function faultsOf(file: ts.SourceFile, program: ts.Program): readonly Fault[] {
  return advised(program, errorsOf(file, program), []).faults;
}

/** A diagnostic in the language's words, without advice; undefined where it is not about tensors. */
export function faultOf(diagnostic: ts.Diagnostic, checker: ts.TypeChecker): Fault | undefined {
  const finding = findingOf(diagnostic, checker);
  return finding !== undefined && isTensorFinding(finding) ? finding : undefined;
}

/** Errors of the language's are in order already: what flows into another comes first. */
const order = (a: Fault, b: Fault): number =>
  a.severity === 'error' && b.severity === 'error' ? 0 : a.place.start - b.place.start;

/** Errors before warnings, and by file and line: an early error is often the cause of later ones. */
function inOrder(faults: readonly Fault[], files: readonly ts.SourceFile[]): Fault[] {
  const rank = ({ severity }: Fault) => (severity === 'error' ? 0 : 1);
  return faults.toSorted(
    (a, b) => rank(a) - rank(b) || files.indexOf(a.place.file) - files.indexOf(b.place.file) || order(a, b),
  );
}
