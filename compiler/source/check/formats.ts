// What a check found, in the forms that other tools read: ESLint's JSON, annotations of GitHub Actions, SARIF 2.1.0.
import { ts } from 'ts-morph';
import { positionOf } from '../frame.ts';
import type { Report } from './index.ts';
import { adviceOf } from './text.ts';

interface Found {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** not of an error of the options, which is in no file */
  readonly at?: {
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
  };
}

function span(file: ts.SourceFile, start: number, end: number, folder: string) {
  const last = positionOf({ file, start: end });
  return { ...positionOf({ file, start }, folder), endLine: last.line, endColumn: last.column };
}

function foundIn({ faults, others }: Report, folder: string): Found[] {
  return [
    ...faults.map((f): Found => {
      const [advice] = adviceOf(f);
      return {
        ...{ rule: f.rule, severity: f.severity },
        message: advice === undefined ? f.sentence : `${f.sentence}; try: ${advice}`,
        at: span(f.place.file, f.place.start, f.place.end, folder),
      };
    }),
    ...others.map((d): Found => {
      const message = ts.flattenDiagnosticMessageText(d.messageText, '\n');
      const rule = `TS${d.code}`;
      if (d.file === undefined) return { rule, severity: 'error', message };
      const start = d.start ?? 0;
      return { rule, severity: 'error', message, at: span(d.file, start, start + (d.length ?? 0), folder) };
    }),
  ];
}

/** The results of ESLint's `--format json`: one for each file in which something is wrong; '<options>' is in none. */
export function eslintResults(report: Report, folder: string) {
  const found = foundIn(report, folder);
  const files = [...new Set(found.map((f) => f.at?.file ?? '<options>'))];
  return files.map((path) => {
    const own = found.filter((f) => (f.at?.file ?? '<options>') === path);
    const errors = own.filter((f) => f.severity === 'error').length;
    return {
      filePath: path.startsWith('<') || /^(?:[A-Za-z]:)?\//.test(path) ? path : `${folder}/${path}`,
      messages: own.map(({ rule, severity, message, at }) => ({
        ...{ ruleId: rule, severity: severity === 'error' ? 2 : 1, message },
        ...{ line: at?.line ?? 1, column: at?.column ?? 1 },
        ...(at && { endLine: at.endLine, endColumn: at.endColumn }),
      })),
      ...{ suppressedMessages: [], errorCount: errors, fatalErrorCount: 0, warningCount: own.length - errors },
      ...{ fixableErrorCount: 0, fixableWarningCount: 0, usedDeprecatedRules: [] },
    };
  });
}

const escaped = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string) => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** A workflow command for each: '::error file=model.ts,line=7,...::sentence'. */
export function githubText(report: Report, folder: string): string {
  const line = ({ rule, severity, message, at }: Found) => {
    const place = at && { file: at.file, line: at.line, endLine: at.endLine, col: at.column, endColumn: at.endColumn };
    const words = Object.entries({ ...place, title: `quern ${rule}` }).map(([k, v]) => `${k}=${property(String(v))}`);
    return `::${severity} ${words.join(',')}::${escaped(message)}`;
  };
  return foundIn(report, folder).map(line).join('\n');
}

/** A log of SARIF 2.1.0 (OASIS), as code scanning reads it. */
export function sarifLog(report: Report, folder: string) {
  const found = foundIn(report, folder);
  const rules = [...new Set(found.map((f) => f.rule))];
  const uri = (path: string) => (/^(?:[A-Za-z]:)?\//.test(path) ? `file://${path.replace(/^(?!\/)/, '/')}` : path);
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'quern check', rules: rules.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: found.map(({ rule, severity, message, at }) => ({
          ...{ ruleId: rule, ruleIndex: rules.indexOf(rule), level: severity, message: { text: message } },
          locations: at === undefined ? [] : [{ physicalLocation: physical(at, uri(at.file)) }],
        })),
      },
    ],
  };
}

const physical = (at: NonNullable<Found['at']>, uri: string) => ({
  artifactLocation: { uri: encodeURI(uri) },
  region: { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn },
});
