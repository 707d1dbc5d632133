// What is found in a file, in the words of the Language Server Protocol.
import { pathToFileURL } from 'node:url';
import {
  type CodeAction,
  CodeActionKind,
  type CompletionItem,
  CompletionItemKind,
  type Diagnostic,
  DiagnosticSeverity,
  type InlayHint,
  InlayHintKind,
  InsertTextFormat,
  type Location,
  MarkupKind,
  type Hover as ProtocolHover,
  type TextEdit,
} from 'vscode-languageserver';
import type { Fault } from '../../../compiler/source/check/fault.ts';
import {
  type Action,
  type Completions,
  type Hint,
  type Hover,
  messageOf,
} from '../../../compiler/source/editor/index.ts';
import { type Place, positionOf } from '../../../compiler/source/frame.ts';
import type { OpenDocument } from './document.ts';

export const uriOf = (path: string): string => pathToFileURL(path).href;

export function hoverOf({ start, end, text }: Hover, document: OpenDocument): ProtocolHover {
  return {
    contents: { kind: MarkupKind.Markdown, value: `\`\`\`ts\n${text}\n\`\`\`` },
    range: document.range(start, end),
  };
}

export function inlayHintOf({ at, text, kind }: Hint, document: OpenDocument): InlayHint {
  const position = document.position(at);
  return kind === 'name'
    ? { position, label: `: ${text}`, kind: InlayHintKind.Type }
    : { position, label: text, paddingLeft: true };
}

/** `related`: the editor shows where sizes came from beside the message. */
export function diagnosticOf(fault: Fault, document: OpenDocument, related: boolean): Diagnostic {
  const { rule, severity, place, origins } = fault;
  return {
    range: document.range(place.start, place.end),
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code: rule,
    source: 'quern',
    message: messageOf(fault, !related),
    ...(related && origins.length > 0
      ? { relatedInformation: origins.map((o) => ({ location: locationOf(o.place), message: o.text })) }
      : {}),
  };
}

/** `shown`: the diagnostics that the editor asks about. */
export function codeActionOf(
  action: Action,
  document: OpenDocument,
  uri: string,
  shown: readonly Diagnostic[],
): CodeAction {
  const { title, fault, edits, preferred } = action;
  const { start } = document.range(fault.place.start, fault.place.end);
  const changes: Record<string, TextEdit[]> = {};
  for (const { file, start, end, text } of edits) {
    const here = file === fault.place.file;
    const { range } = here ? { range: document.range(start, end) } : locationOf({ file, start, end });
    const at = here ? uri : uriOf(file.fileName);
    changes[at] = [...(changes[at] ?? []), { range, newText: text }];
  }
  const about = shown.filter(
    (d) => d.code === fault.rule && d.range.start.line === start.line && d.range.start.character === start.character,
  );
  return {
    ...{ title, kind: CodeActionKind.QuickFix, edit: { changes }, diagnostics: about },
    ...(preferred ? { isPreferred: true } : {}),
  };
}

/** `snippets`: the cursor is put where the next argument comes. */
export function completionItemsOf(found: Completions, document: OpenDocument, snippets: boolean): CompletionItem[] {
  const { start, name, end, operations } = found;
  const range = document.range(name, end);
  // 'x.' is an edit of its own: the editor compares what stands in `range` with the label
  const before: TextEdit = { range: document.range(start, name), newText: '' };
  return operations.map((o) => ({
    label: o.name,
    kind: CompletionItemKind.Function,
    ...(o.gives === undefined ? {} : { detail: o.gives }),
    // before the members that a tensor has itself
    sortText: `!${o.name}`,
    filterText: o.name,
    insertTextFormat: snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
    textEdit: { range, newText: snippets ? `${escaped(o.before)}$0${o.after}` : `${o.before}${o.after}` },
    additionalTextEdits: [
      before,
      ...o.imports.map((e) => ({ range: document.range(e.start, e.end), newText: e.text })),
    ],
  }));
}

/** Letters that mean something in a snippet. */
const escaped = (text: string): string => text.replace(/[$}\\]/g, '\\$&');

/** A place in any file of the program. */
function locationOf({ file, start, end }: Place): Location {
  const at = (offset: number) => {
    const { line, column } = positionOf({ file, start: offset });
    return { line: line - 1, character: column - 1 };
  };
  return { uri: uriOf(file.fileName), range: { start: at(start), end: at(end) } };
}
