// The client in VS Code: it starts the server and lets it answer for TypeScript files.
import { window, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { serverIn } from './server.ts';

let client: LanguageClient | undefined;

export async function activate(): Promise<void> {
  const found = serverIn((workspace.workspaceFolders ?? []).map((f) => f.uri.fsPath));
  if (typeof found === 'string') {
    void window.showWarningMessage(found);
    return;
  }
  const run = { module: found.module, args: [...found.args], transport: TransportKind.stdio };
  const selector = ['typescript', 'typescriptreact'].map((language) => ({ scheme: 'file', language }));
  const files = workspace.createFileSystemWatcher('**/{*.{ts,tsx,mts,cts},tsconfig*.json,package.json}');
  client = new LanguageClient(
    'quern',
    'Quern',
    { run, debug: run },
    {
      documentSelector: selector,
      synchronize: { fileEvents: files },
    },
  );
  await client.start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
