// quern check: what TypeScript finds wrong in a project, tensors first and in the language's words; and lints, which types
// cannot say.
import type { ts } from 'ts-morph';
import type { Project } from '../project.ts';
import { advised, errorsOf } from './errors.ts';
import type { Fault } from './fault.ts';
import { lint } from './lints/index.ts';
import { finished } from './steps.ts';

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
  const { faults, others } = finished(advised(program, found, lints, errorsOf));
  return {
    faults: inOrder(faults, project.files),
    others: [...project.configuration, ...others],
    files: project.files.length,
  };
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
