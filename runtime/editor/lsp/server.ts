// quern lsp: the language server. It puts what compiler/source/editor finds into the Language Server Protocol.
import { fileURLToPath } from 'node:url';
import {
  CodeActionKind,
  type Connection,
  createConnection,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  ProposedFeatures,
  TextDocumentSyncKind,
} from 'vscode-languageserver/node';
import {
  actionsIn,
  completionsAt,
  type Documents,
  hintsIn,
  hoverAt,
  Workspace,
} from '../../../compiler/source/editor/index.ts';
import { OpenDocument, type Opened } from './document.ts';
import { codeActionOf, completionItemsOf, hoverOf, inlayHintOf } from './protocol.ts';
import { Publisher } from './publish.ts';

/** Serves the editor at the other end of standard input and output, until it ends the session. */
export function serve(): void {
  new Server(createConnection(ProposedFeatures.all, process.stdin, process.stdout)).listen();
}

class Server {
  readonly #open = new Map<string, OpenDocument>();
  readonly #workspace: Workspace;
  readonly #publisher: Publisher;
  /** whether the editor takes the place where the next argument comes */
  #snippets = false;

  constructor(private readonly connection: Connection) {
    const documents: Documents = { get: (path) => this.#open.get(path) };
    this.#workspace = new Workspace(documents);
    this.#publisher = new Publisher((uri) => this.#at(uri), connection);
  }

  listen(): void {
    const { connection } = this;
    connection.onInitialize((asked) => this.#initialized(asked));
    connection.onDidOpenTextDocument(({ textDocument: { uri, text } }) => {
      const path = pathOf(uri);
      if (path === undefined) return;
      this.#open.set(path, new OpenDocument(text));
      this.#publisher.soon(uri, 0);
    });
    connection.onDidChangeTextDocument(({ textDocument: { uri }, contentChanges }) => {
      this.#open.get(pathOf(uri) ?? '')?.change(contentChanges);
      this.#publisher.changed(uri);
    });
    connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
      const path = pathOf(uri);
      if (path === undefined) return;
      this.#open.delete(path);
      this.#workspace.close(path);
      this.#publisher.closed(uri, path);
    });
    connection.onDidChangeWatchedFiles(({ changes }) => {
      // what imports lead to, and how, is only another where files come, go or are settings
      const isElsewhere = changes.some((c) => c.type !== FileChangeType.Changed || c.uri.endsWith('.json'));
      if (isElsewhere) this.#workspace.refresh();
      else this.#workspace.saved();
      this.#publisher.again();
    });
    connection.onHover(({ textDocument: { uri }, position }) => {
      const opened = this.#at(uri);
      const hover = opened && hoverAt(opened.view, opened.document.offset(position));
      return hover === undefined ? null : hoverOf(hover, opened!.document);
    });
    connection.languages.inlayHint.on(({ textDocument: { uri }, range }) => {
      const opened = this.#at(uri);
      if (opened === undefined) return [];
      const { document, view } = opened;
      const hints = hintsIn(view, document.offset(range.start), document.offset(range.end));
      return hints.map((hint) => inlayHintOf(hint, document));
    });
    connection.onCodeAction(({ textDocument: { uri }, range, context: { diagnostics } }) => {
      const opened = this.#at(uri);
      if (opened === undefined) return [];
      const { document } = opened;
      const actions = actionsIn(
        this.#publisher.found(uri, opened),
        document.offset(range.start),
        document.offset(range.end),
      );
      return actions.map((action) => codeActionOf(action, document, uri, diagnostics));
    });
    connection.onCompletion(({ textDocument: { uri }, position }) => {
      const opened = this.#at(uri);
      const found = opened && completionsAt(opened.view, opened.document.offset(position));
      return found === undefined ? [] : completionItemsOf(found, opened!.document, this.#snippets);
    });
    connection.listen();
  }

  #initialized({ capabilities }: InitializeParams): InitializeResult {
    this.#publisher.related = capabilities.textDocument?.publishDiagnostics?.relatedInformation === true;
    this.#snippets = capabilities.textDocument?.completion?.completionItem?.snippetSupport === true;
    return {
      capabilities: {
        completionProvider: { triggerCharacters: ['.'] },
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        hoverProvider: true,
        inlayHintProvider: true,
      },
      serverInfo: { name: 'quern' },
    };
  }

  /** An open file as it is now; undefined: it has nothing of the language in it. */
  #at(uri: string): Opened | undefined {
    const path = pathOf(uri);
    const document = path === undefined ? undefined : this.#open.get(path);
    const view = document && this.#workspace.view(path!);
    return view === undefined ? undefined : { document: document!, view };
  }
}

/** The path of a file's URI, with '/' on every system; undefined: it is not on disk. */
function pathOf(uri: string): string | undefined {
  return uri.startsWith('file:') ? fileURLToPath(uri).replace(/\\/g, '/') : undefined;
}
