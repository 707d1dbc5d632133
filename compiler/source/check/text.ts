// What a check found, as text and as data.
import { ts } from 'ts-morph';
import { codeFrame, placeText, positionOf } from '../frame.ts';
import type { Fault, Note } from './fault.ts';
import type { Report } from './index.ts';

/** A fault as a person reads it: the sentence, the code, the operands, where dimensions came from, what to write. */
export function faultText(fault: Fault, folder: string, colour: boolean): string {
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const { severity, rule, sentence, place, operands, origins } = fault;
  const label = severity === 'error' ? paint(31, 'error') : paint(33, 'warning');
  const head = `${paint(36, placeText(place, folder))} - ${label} ${paint(2, `${rule}:`)} ${paint(1, sentence)}`;
  const lines = [
    ...operands.map((o) => `  ${o.text}`),
    ...origins.map((o) => `  ${o.text}  ${paint(2, `(${placeText(o.place, folder)})`)}`),
    ...adviceOf(fault).map((words, i) => `  ${paint(32, i === 0 ? 'try' : ' or')}: ${words}`),
    ...following(fault, folder).map((text) => `  ${paint(2, text)}`),
  ];
  return `${head}\n\n${codeFrame(place, colour)}\n${lines.length === 0 ? '' : `\n${lines.join('\n')}\n`}`;
}

/** Fixes that were tried; where there is none, what holds whatever was meant. */
export function adviceOf({ fixes = [], suggestion }: Fault): readonly string[] {
  if (fixes.length > 0) return fixes.map((f) => f.words);
  return suggestion === undefined ? [] : [suggestion];
}

/** 'from this follow 2 errors more, at model.ts:9:16 and 9:35' */
function following({ consequences = [] }: Fault, folder: string): string[] {
  if (consequences.length === 0) return [];
  const places = consequences.map(({ place }) => placeText(place, folder).replace(/^.*?(?=\d+:\d+$)/, ''));
  const n = consequences.length;
  return [`${n === 1 ? 'another error follows' : `${n} errors more follow`} from this, at ${places.join(', ')}`];
}

/** All that was found; '' where nothing was. */
export function reportText({ faults, others }: Report, folder: string, colour: boolean): string {
  const host = { getCanonicalFileName: (f: string) => f, getCurrentDirectory: () => folder, getNewLine: () => '\n' };
  const format = colour ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics;
  const parts = [
    ...faults.map((f) => faultText(f, folder, colour)),
    ...(others.length > 0 ? [format(others, host) + others.flatMap((d) => remarks(d)).join('')] : []),
  ];
  return parts.join('\n');
}

/** What TypeScript remarks beside an error, where it says what to do: "Did you forget to use 'await'?" */
const remarks = ({ relatedInformation = [] }: ts.Diagnostic): string[] =>
  relatedInformation.map((r) => `  ${ts.flattenDiagnosticMessageText(r.messageText, '\n')}\n`);

/** 'Checked 12 files: 1 error about tensors, 2 other errors, no warnings.' */
export function summaryText({ faults, others, files }: Report): string {
  const errors = faults.filter((f) => f.severity === 'error').length;
  const count = (n: number, what: string) => `${n === 0 ? 'no' : n} ${what}${n === 1 ? '' : 's'}`;
  const about = `${count(errors, 'error')} about tensors, ${count(others.length, 'other error')}, ${count(faults.length - errors, 'warning')}`;
  return `Checked ${count(files, 'file')}: ${about}.`;
}

/** The same as data, for `--json`. */
export function reportData({ faults, others, files }: Report, folder: string) {
  const at = (note: Note) => ({ text: note.text, at: placeText(note.place, folder) });
  return {
    files,
    faults: faults.map((f) => ({
      ...{ rule: f.rule, severity: f.severity, sentence: f.sentence, ...positionOf(f.place, folder) },
      ...{ operands: f.operands.map(at), origins: f.origins.map(at), suggestion: adviceOf(f)[0] ?? null },
      fixes: (f.fixes ?? []).map(({ words, edits }) => ({
        words,
        edits: edits.map(({ file, start, end, text }) => ({
          ...positionOf({ file, start }, folder),
          start,
          end,
          text,
        })),
      })),
      consequences: (f.consequences ?? []).map(at),
    })),
    others: others.map((d) => ({
      code: `TS${d.code}`,
      message: ts.flattenDiagnosticMessageText(d.messageText, '\n'),
      remarks: remarks(d).map((r) => r.trim()),
      ...(d.file === undefined ? {} : positionOf({ file: d.file, start: d.start ?? 0 }, folder)),
    })),
  };
}
