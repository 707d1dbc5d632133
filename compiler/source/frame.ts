// A place in the user's source, shown: the lines of code and what is meant in them, as tsc shows them.
import { ts } from 'ts-morph';

export interface Place {
  readonly file: ts.SourceFile;
  /** offsets into its text */
  readonly start: number;
  readonly end: number;
}

/** Lines and columns from 1; `folder` is what the path is relative to. */
export function positionOf({ file, start }: Pick<Place, 'file' | 'start'>, folder = '') {
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  const path =
    folder !== '' && file.fileName.startsWith(`${folder}/`) ? file.fileName.slice(folder.length + 1) : file.fileName;
  return { file: path, line: line + 1, column: character + 1 };
}

/** 'model.ts:12:5' */
export function placeText(place: Place, folder = ''): string {
  const { file, line, column } = positionOf(place, folder);
  return `${file}:${line}:${column}`;
}

/** The lines of code with line numbers, what is meant underlined. Ends without a line break. */
export function codeFrame({ file, start, end }: Place, colour = false): string {
  const diagnostic = {
    file,
    start,
    length: end - start,
    messageText: '',
    code: 0,
    category: ts.DiagnosticCategory.Error,
  };
  const host = { getCanonicalFileName: (name: string) => name, getCurrentDirectory: () => '', getNewLine: () => '\n' };
  const text = ts.formatDiagnosticsWithColorAndContext([diagnostic], host).trimEnd();
  const lines = text.split('\n').slice(1).join('\n').replace(/^\n/, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what sets colours begins with one
  return colour ? lines : lines.replace(/\u001b\[[0-9;]*m/g, '');
}

/** The place of a node, without the comments before it. */
export function placeOf(node: ts.Node): Place {
  return { file: node.getSourceFile(), start: node.getStart(), end: node.getEnd() };
}
