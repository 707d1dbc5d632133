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
  const warned = new Map(lints.map((l) => [l, warningFinding(l, program.getTypeChecker())]));
  const mended = [...warned.values()].filter((w) => w.rule === numberDimension.name || w.proposals.length > 0);
  const advice = yield* advise(program, [...wanted, ...mended], [...all, ...warned.values()], (file, variant, rule) => {
    const checker = variant.getTypeChecker();
    const own = lintNames.includes(rule) ? lint(file, checker, without(rule)) : [];
    return [...look(file, variant).map((s) => s.finding), ...own.map((l) => warningFinding(l, checker))];
  });
  const warnings = lints.map((l) => {
    const { fixes = [], behind } = advice.get(warned.get(l)!) ?? {};
    return behind === undefined ? { ...l, fixes } : hidden({ ...l, fixes }, behind);
  });
  const { faults, others } = told(seen, advice);
  return { faults: [...faults, ...warnings], others };
}

/** A size that types do not see, and that is wrong: what the run time will say. */
const hidden = (warning: Fault, sentence: string): Fault => ({
  ...warning,
  rule: 'shape',
  severity: 'error',
  sentence,
  suggestion: `types see a number there: ${warning.suggestion ?? warning.sentence}`,
});

function told(seen: readonly Seen[], advice: ReadonlyMap<Finding, Advice>): Told {
  const all = seen.map((s) => s.finding);
  const { faults, hidden } = folded(all.filter(isTensorFinding), all, advice);
  const others = seen.flatMap(({ finding, diagnostic }) =>
    diagnostic === undefined || isTensorFinding(finding) || hidden.has(finding) ? [] : [diagnostic],
  );
  return { faults, others };
}

const lintNames: readonly string[] = lintsThere.map((l) => l.name);

/** All lints but one. */
const without = (name: string): string[] => lintNames.filter((n) => n !== name);

/** What a lint found. Of a size that types do not know, a literal or a `const` may be written. */
function warningFinding(fault: Fault, checker: ts.TypeChecker): Finding {
  const { file, start, end } = fault.place;
  const node = nodeAt(file, start, end);
  const isWidth = fault.rule === numberDimension.name;
  const said = isWidth ? { key: 'literal' as const, words: ['number'], text: fault.sentence } : undefined;
  const clue = { code: 0, message: '', node, call: undefined, said, given: undefined, checker };
  return { ...fault, code: 0, clue, proposals: fault.proposals ?? [], open: false };
}
