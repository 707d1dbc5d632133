// What is wrong in an open file. It is found in steps, so that who asks can turn to the next key between two of them: errors
// of the statements that a key may have made wrong, then what lints say of the file, then fixes.
import type { ts } from 'ts-morph';
import { advised, errorsIn, type Seen, type Told, unadvised } from '../check/errors.ts';
import type { Fault } from '../check/fault.ts';
import { lint, lints } from '../check/lints/index.ts';
import { finished, type Steps } from '../check/steps.ts';
import { adviceOf } from '../check/text.ts';
import { placeText } from '../frame.ts';
import { ProjectError } from '../project.ts';
import { movedFaults } from './moved.ts';
import { RightStatements } from './statements.ts';
import type { View } from './workspace.ts';

/** What was found of a file as it is in one program. */
export interface Found extends Told {
  readonly view: View;
  readonly seen: readonly Seen[];
  readonly warnings: readonly Fault[];
  /** fixes have been looked for */
  readonly isAdvised?: boolean;
}

export class Diagnostics {
  readonly #right = new RightStatements();
  /** what lints said last */
  readonly #warned = new Map<string, { readonly file: ts.SourceFile; readonly warnings: readonly Fault[] }>();

  /** Errors of a file as it is now; what lints said before stays where it was. */
  *errors(view: View): Steps<Found> {
    const { file, program } = view;
    const seen = yield* this.#seen(file, program, file.fileName);
    const { faults, others } = unadvised(seen);
    const before = this.#warned.get(file.fileName);
    const warnings = before === undefined ? [] : movedFaults(before.warnings, before.file, file);
    return { view, seen, warnings, others, faults: [...faults, ...warnings] };
  }

  /** The same with what lints find now, which ask what values are wherever they come from. */
  *linted(errors: Found): Steps<Found> {
    const { view, seen } = errors;
    // lints ask for the types of all that is in the file: they are there when each statement has been checked, in small steps
    for (const statement of view.file.statements) {
      diagnosticsOf(statement, view.program);
      yield;
    }
    const warnings: Fault[] = [];
    for (const { name } of lints) {
      warnings.push(...lintOf(name, view));
      yield;
    }
    this.#warned.set(view.file.fileName, { file: view.file, warnings });
    return { ...errors, warnings, faults: [...unadvised(seen).faults, ...warnings] };
  }

  /** The same with fixes, each of which was tried. */
  *advised(found: Found): Steps<Found> {
    const { view, seen, warnings } = found;
    const look = (copy: ts.SourceFile, program: ts.Program) => finished(this.#seen(copy, program, view.file.fileName));
    return { ...found, ...(yield* advised(view.program, seen, warnings, look)), isAdvised: true };
  }

  /** A file is not open any more. */
  forget(path: string): void {
    this.#right.forget(path);
    this.#warned.delete(path);
  }

  /** Errors of a file, or of a copy of the file at `path`: of statements that are not known to be right. */
  *#seen(file: ts.SourceFile, program: ts.Program, path: string): Steps<Seen[]> {
    const seen: Seen[] = [
      ...errorsIn(file.endOfFileToken, program.getSyntacticDiagnostics(file), program.getTypeChecker()),
    ];
    const statements = this.#right.unknown(file, program, path);
    for (const { statement, right } of statements) {
      const found = errorsIn(statement, diagnosticsOf(statement, program), program.getTypeChecker());
      if (found.length === 0) right();
      seen.push(...found);
      yield;
    }
    return seen.sort((a, b) => a.finding.place.start - b.finding.place.start);
  }
}

/** What one lint finds. Settings that cannot be read are for `quern check` to complain of. */
function lintOf(name: string, { file, checker }: View): Fault[] {
  const others = lints.map((l) => l.name).filter((l) => l !== name);
  try {
    return lint(file, checker, others).filter((f) => f.place.file === file);
  } catch (error) {
    if (error instanceof ProjectError) return [];
    throw error;
  }
}

/** TypeScript's errors in one statement of a file, the others unchecked. */
function diagnosticsOf(statement: ts.Statement, program: ts.Program): readonly ts.Diagnostic[] {
  const file = statement.getSourceFile();
  // Boundary: the compiler checks the statements it is given, which its declarations do not say; without, it checks all.
  const partly = program as ts.Program & {
    getSemanticDiagnostics(f: ts.SourceFile, token: undefined, nodes: readonly ts.Node[]): readonly ts.Diagnostic[];
  };
  const found = partly.getSemanticDiagnostics(file, undefined, [statement]);
  return found.filter(({ start = 0 }) => start >= statement.getFullStart() && start < statement.getEnd());
}

/**
 * A fault as an editor shows it: the sentence, the operands, what to write. Where there is `textAlone`, it also says which lint
 * speaks and where sizes came from; elsewhere the protocol shows that beside it.
 */
export function messageOf(fault: Fault, textAlone: boolean): string {
  const { rule, sentence, operands, origins } = fault;
  return [
    textAlone && isLint(fault) ? `${sentence} (${rule})` : sentence,
    ...operands.map((o) => `  ${o.text}`),
    ...(textAlone ? origins.map((o) => `  ${o.text} (${placeText(o.place).replace(/^.*\//, '')})`) : []),
    ...adviceOf(fault).map((words, i) => `  ${i === 0 ? 'try' : ' or'}: ${words}`),
  ].join('\n');
}

export const isLint = ({ rule }: Fault): boolean => lints.some((l) => l.name === rule);
