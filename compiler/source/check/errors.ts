// The errors of a program, and what is told of them: causes with the fixes that were tried, and what follows folded under them.
import type { ts } from 'ts-morph';
import { type Advice, advise } from './advice.ts';
import { folded } from './consequences.ts';
import type { Fault } from './fault.ts';
import type { Finding } from './finding.ts';
import { lint, lints as lintsThere } from './lints/index.ts';
import { numberDimension } from './lints/numberDimension.ts';
import { nodeAt } from './operands.ts';
import { findingOf, isTensorFinding } from './read.ts';
import { sourceFindings } from './source.ts';
import type { Steps } from './steps.ts';

/** An error of a file, and what TypeScript said, where it did. */
export interface Seen {
  readonly finding: Finding;
  readonly diagnostic: ts.Diagnostic | undefined;
}

/** What is told of errors, and those that are not about tensors. */
export interface Told {
  readonly faults: readonly Fault[];
  readonly others: readonly ts.Diagnostic[];
}

/** All that is wrong in a file, those errors too that are not about tensors. */
export function errorsOf(file: ts.SourceFile, program: ts.Program): Seen[] {
  const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
  return errorsIn(file, diagnostics, program.getTypeChecker());
}

/** What `diagnostics` say of a file or a part of it, with what TypeScript does not see. */
export function errorsIn(part: ts.Node, diagnostics: readonly ts.Diagnostic[], checker: ts.TypeChecker): Seen[] {
  return [
    ...diagnostics.flatMap((diagnostic) => {
      const finding = findingOf(diagnostic, checker);
      return finding === undefined ? [] : [{ finding, diagnostic }];
    }),
    ...sourceFindings(part, checker).map((finding) => ({ finding, diagnostic: undefined })),
  ].sort((a, b) => a.finding.place.start - b.finding.place.start);
}

/** What is told without fixes. */
export function unadvised(seen: readonly Seen[]): Told {
  return told(seen, new Map());
}

/** What is told with fixes, and warnings. `look` says what is wrong in a copy of a file with a fix. */
export function* advised(
  program: ts.Program,
  seen: readonly Seen[],
  lints: readonly Fault[],
  look: (file: ts.SourceFile, program: ts.Program) => readonly Seen[],
): Steps<Told> {
  const all = seen.map((s) => s.finding);
  const wanted = all.filter(isTensorFinding);
  const widths = lints.flatMap((l) =>
    l.rule === numberDimension.name ? [widthFinding(l, program.getTypeChecker())] : [],
  );
  const advice = yield* advise(program, [...wanted, ...widths], [...all, ...widths], (file, variant, rule) => {
    const checker = variant.getTypeChecker();
    const own = rule !== numberDimension.name ? [] : lint(file, checker, without(numberDimension.name));
    return [...look(file, variant).map((s) => s.finding), ...own.map((l) => widthFinding(l, checker))];
  });
  const warnings = lints.map((l) => {
    const width = widths.find(
      (w) => l.rule === w.rule && w.place.start === l.place.start && w.place.file === l.place.file,
    );
    return width === undefined ? l : { ...l, fixes: advice.get(width)?.fixes ?? [] };
  });
  const { faults, others } = told(seen, advice);
  return { faults: [...faults, ...warnings], others };
}

function told(seen: readonly Seen[], advice: ReadonlyMap<Finding, Advice>): Told {
  const all = seen.map((s) => s.finding);
  const { faults, hidden } = folded(all.filter(isTensorFinding), all, advice);
  const others = seen.flatMap(({ finding, diagnostic }) =>
    diagnostic === undefined || isTensorFinding(finding) || hidden.has(finding) ? [] : [diagnostic],
  );
  return { faults, others };
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
