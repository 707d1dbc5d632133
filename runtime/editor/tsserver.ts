// What compiler/source/editor finds, in the protocol of TypeScript's own service. Sources are read with a compiler of the
// language's own, so that the editor may have any release of TypeScript that takes plugins.
import type ts from 'typescript';
import type { Fault } from '../../compiler/source/check/fault.ts';
import {
  type Action,
  actionsIn,
  type Completions,
  completionsAt,
  Diagnostics,
  type Documents,
  type Found,
  finished,
  hintsIn,
  hoverAt,
  messageOf,
  type Operation,
  type View,
  Workspace,
} from '../../compiler/source/editor/index.ts';
import { inSlices } from './slices.ts';

/** The numbers that TypeScript has for kinds of errors: its declarations have them as values, which are not loaded here. */
const category: Record<Fault['severity'], ts.DiagnosticCategory> = { warning: 0, error: 1 };

/** The number of the language's own errors: TypeScript's are smaller. */
const code = 720_000;

/** Who offers an operation in a completion. */
const completionSource = 'quern';

/** How long no key has come before fixes are looked for, in milliseconds. */
const settled = 400;

/** The language service with hovers, hints and errors in the language's words. */
export function decorate({ languageService: own, project }: ts.server.PluginCreateInfo): ts.LanguageService {
  const workspace = new Workspace(documentsOf(project));
  const adviser = new Adviser(project);
  const hasTensors = () =>
    own
      .getProgram()
      ?.getSourceFiles()
      .some((f) => /\/dsl\/tensor\.(?:d\.)?ts$/.test(f.fileName));
  const view = (name: string): View | undefined => (hasTensors() ? workspace.view(name) : undefined);
  const decorated: Partial<ts.LanguageService> = {
    getQuickInfoAtPosition(name, offset, ...more) {
      const info = own.getQuickInfoAtPosition(name, offset, ...more);
      const seen = view(name);
      const hover = seen && hoverAt(seen, offset);
      if (hover === undefined) return info;
      const displayParts = [{ text: hover.text, kind: 'text' }];
      const textSpan = { start: hover.start, length: hover.end - hover.start };
      return info === undefined ? undefined : { ...info, textSpan, displayParts };
    },
    provideInlayHints(name, span, ...more) {
      const hints = own.provideInlayHints(name, span, ...more);
      const seen = view(name);
      const shapes = seen === undefined ? [] : hintsIn(seen, span.start, span.start + span.length).map(inlayHintOf);
      // where both have something to say of a name, the shape is shorter
      return [...shapes, ...hints.filter((h) => !shapes.some((s) => s.position === h.position))];
    },
    getSemanticDiagnostics(name) {
      const found = own.getSemanticDiagnostics(name);
      const seen = view(name);
      const file = own.getProgram()?.getSourceFile(name);
      if (seen === undefined || file === undefined) return found;
      const { faults, others, seen: errors } = adviser.soon(name, seen);
      // errors that are told in our words, and those that follow from them
      const isTold = (d: ts.Diagnostic) =>
        errors.some(({ diagnostic: e }) => e?.code === d.code && e.start === d.start && !others.includes(e));
      return [...faults.map((fault) => diagnosticOf(fault, file)), ...found.filter((d) => !isTold(d))];
    },
    getCodeFixesAtPosition(name, start, end, codes, ...more) {
      const fixes = own.getCodeFixesAtPosition(name, start, end, codes, ...more);
      const seen = codes.includes(code) ? view(name) : undefined;
      if (seen === undefined) return fixes;
      return [...actionsIn(adviser.now(name, seen), start, end).map(codeFixOf), ...fixes];
    },
    getCompletionsAtPosition(name, offset, options, ...more) {
      const info = own.getCompletionsAtPosition(name, offset, options, ...more);
      const seen = view(name);
      const found = seen && completionsAt(seen, offset);
      if (found === undefined) return info;
      const entries = [...found.operations.map((o) => entryOf(o, found)), ...(info?.entries ?? [])];
      return { isGlobalCompletion: false, isMemberCompletion: true, isNewIdentifierLocation: false, ...info, entries };
    },
    getCompletionEntryDetails(name, offset, entry, format, source, ...more) {
      const seen = source === completionSource ? view(name) : undefined;
      const found = seen && completionsAt(seen, offset)?.operations.find((o) => o.name === entry);
      return found === undefined
        ? own.getCompletionEntryDetails(name, offset, entry, format, source, ...more)
        : detailsOf(found);
    },
    getSupportedCodeFixes: (name) => [...own.getSupportedCodeFixes(name), `${code}`],
  };
  // Boundary: TypeScript's server asks large files in parts first, which its declarations do not say: those are not in our words.
  return { ...own, ...decorated, ...{ getRegionSemanticDiagnostics: () => undefined } };
}

/** What is wrong in files: errors at once, and what lints say and fixes once no key comes. */
class Adviser {
  readonly #diagnostics = new Diagnostics();
  readonly #known = new Map<string, Found>();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(private readonly project: ts.server.Project) {}

  soon(name: string, view: View): Found {
    const known = this.#known.get(name);
    if (known?.view.file === view.file) return known;
    const found = finished(this.#diagnostics.errors(view));
    this.#known.set(name, found);
    clearTimeout(this.#timers.get(name));
    const failed = (error: unknown) => this.project.projectService.logger.info(`quern: ${String(error)}`);
    this.#timers.set(
      name,
      setTimeout(() => void this.#advise(name, found).catch(failed), settled),
    );
    return found;
  }

  async #advise(name: string, found: Found): Promise<void> {
    const isNow = () => this.#known.get(name) === found;
    const linted = await inSlices(this.#diagnostics.linted(found), isNow);
    const advised = linted && (await inSlices(this.#diagnostics.advised(linted), isNow));
    if (advised === undefined) return;
    this.#known.set(name, advised);
    if (advised.faults.length > 0 || found.faults.length > 0) this.project.refreshDiagnostics();
  }

  now(name: string, view: View): Found {
    const known = this.#known.get(name);
    if (known?.view.file === view.file && known.isAdvised) return known;
    const linted = finished(this.#diagnostics.linted(finished(this.#diagnostics.errors(view))));
    const advised = finished(this.#diagnostics.advised(linted));
    this.#known.set(name, advised);
    return advised;
  }
}

/** The texts that the editor has open. */
function documentsOf({ projectService }: ts.server.Project): Documents {
  return {
    get(path) {
      const info = projectService.getScriptInfo(path);
      if (info === undefined || !info.isScriptOpen()) return undefined;
      const snapshot = info.getSnapshot();
      return {
        version: info.getLatestVersion(),
        get text() {
          return snapshot.getText(0, snapshot.getLength());
        },
      };
    },
  };
}

function inlayHintOf({ at, text, kind }: ReturnType<typeof hintsIn>[number]): ts.InlayHint {
  // Boundary: the kinds of hints are strings, of which the declarations have values that are not loaded here.
  const type = 'Type' as ts.InlayHintKind;
  return kind === 'name'
    ? { position: at, text: `: ${text}`, kind: type, whitespaceBefore: false }
    : { position: at, text, kind: type, whitespaceBefore: true };
}

function diagnosticOf(fault: Fault, file: ts.SourceFile): ts.Diagnostic {
  const { severity, place } = fault;
  return {
    ...{ file, start: place.start, length: place.end - place.start, messageText: messageOf(fault, true) },
    ...{ category: category[severity], code, source: 'quern' },
  };
}

function codeFixOf({ title, edits }: Action): ts.CodeFixAction {
  return { fixName: 'quern', description: title, changes: changesOf(edits) };
}

function changesOf(edits: Action['edits']): ts.FileTextChanges[] {
  const files = [...new Set(edits.map((e) => e.file.fileName))];
  return files.map((fileName) => ({
    fileName,
    textChanges: edits
      .filter((e) => e.file.fileName === fileName)
      .map(({ start, end, text }) => ({ span: { start, length: end - start }, newText: text })),
  }));
}

// Boundary: the kinds of completions are strings, of which the declarations have values that are not loaded here.
const functionKind = 'function' as ts.ScriptElementKind;

function entryOf(operation: Operation, { start, end }: Completions): ts.CompletionEntry {
  const { name, before, after, gives, imports } = operation;
  return {
    ...{ name, kind: functionKind, insertText: `${before}${after}`, replacementSpan: { start, length: end - start } },
    // before the members that a tensor has itself
    ...{ sortText: `!${name}`, source: completionSource },
    ...(gives === undefined ? {} : { labelDetails: { description: gives } }),
    ...(imports.length > 0 ? { hasAction: true as const } : {}),
  };
}

function detailsOf({ name, gives, imports }: Operation): ts.CompletionEntryDetails {
  return {
    ...{ name, kind: functionKind, kindModifiers: '', source: [{ text: completionSource, kind: 'text' }] },
    displayParts: [{ text: gives === undefined ? name : `${name}: ${gives}`, kind: 'text' }],
    codeActions: imports.length === 0 ? [] : [{ description: `import ${name}`, changes: changesOf(imports) }],
  };
}
