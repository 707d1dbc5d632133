// What a check found, as text and as data.
import { ts } from 'ts-morph';
import { codeFrame, placeText, positionOf } from '../frame.ts';
import type { Fault, Note } from './fault.ts';
import type { Report } from './index.ts';

/** A fault as a person reads it: the sentence, the code, the operands, where dimensions came from, what to write. */
export function faultText(fault: Fault, folder: string, colour: boolean): string {
  const paint = (code: number, text: string) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const { severity, rule, sentence, place, operands, origins, suggestion } = fault;
  const label = severity === 'error' ? paint(31, 'error') : paint(33, 'warning');
  const head = `${paint(36, placeText(place, folder))} - ${label} ${paint(2, `${rule}:`)} ${paint(1, sentence)}`;
  const lines = [
    ...operands.map((o) => `  ${o.text}`),
    ...origins.map((o) => `  ${o.text}  ${paint(2, `(${placeText(o.place, folder)})`)}`),
    ...(suggestion === undefined ? [] : [`  ${paint(32, 'try')}: ${suggestion}`]),
  ];
  return `${head}\n\n${codeFrame(place, colour)}\n${lines.length === 0 ? '' : `\n${lines.join('\n')}\n`}`;
}

/** All that was found; '' where nothing was. */
export function reportText({ faults, others }: Report, folder: string, colour: boolean): string {
  const host = { getCanonicalFileName: (f: string) => f, getCurrentDirectory: () => folder, getNewLine: () => '\n' };
  const format = colour ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics;
  const parts = [
    ...faults.map((f) => faultText(f, folder, colour)),
    ...(others.length > 0 ? [format(others, host)] : []),
  ];
  return parts.join('\n');
}

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
      ...{ operands: f.operands.map(at), origins: f.origins.map(at), suggestion: f.suggestion ?? null },
    })),
    others: others.map((d) => ({
      code: `TS${d.code}`,
      message: ts.flattenDiagnosticMessageText(d.messageText, '\n'),
      ...(d.file === undefined ? {} : positionOf({ file: d.file, start: d.start ?? 0 }, folder)),
    })),
  };
}
