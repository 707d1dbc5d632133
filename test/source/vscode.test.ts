// The extension for VS Code: one file that needs the editor alone, and the server that it starts.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver-protocol/node';
import { serverIn } from '../../runtime/editor/vscode/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'quern-vscode-'));

describe('the extension for VS Code', { timeout: 60_000 }, () => {
  it('is one file that requires the editor and Node alone', () => {
    const out = join(folder, 'extension.cjs');
    execFileSync(process.execPath, ['runtime/editor/vscode/build.mjs', out]);
    const required = [...readFileSync(out, 'utf8').matchAll(/\brequire\("([^"]+)"\)/g)].map((m) => m[1]!);
    expect(required).toContain('vscode');
    const nodes = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]));
    expect([...new Set(required)].filter((name) => !nodes.has(name))).toEqual(['vscode']);
    const manifest = JSON.parse(readFileSync('runtime/editor/vscode/package.json', 'utf8')) as { main: string };
    expect(manifest.main).toBe('./out/extension.cjs');
  });

  it('starts the server of the folder that is open, found from inside of it', async () => {
    const open = join(folder, 'project');
    mkdirSync(join(open, 'node_modules'), { recursive: true });
    mkdirSync(join(open, 'inside'));
    symlinkSync(process.cwd(), join(open, 'node_modules/quern'));
    const server = serverIn([join(folder, 'nothing'), join(open, 'inside')]);
    if (typeof server === 'string') throw new Error(server);
    // as the client does, which says how it speaks
    const child = spawn(process.execPath, [server.module, ...server.args, '--stdio'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const connection = createProtocolConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    connection.listen();
    const { serverInfo, capabilities } = await connection.sendRequest<{ serverInfo: object; capabilities: object }>(
      'initialize',
      { processId: process.pid, rootUri: null, capabilities: {} },
    );
    expect(serverInfo).toEqual({ name: 'quern' });
    expect(capabilities).toMatchObject({ hoverProvider: true, inlayHintProvider: true });
    const ended = new Promise((resolve) => child.once('exit', resolve));
    await connection.sendRequest('shutdown');
    await connection.sendNotification('exit');
    expect(await ended).toBe(0);
    connection.dispose();
  });

  it('says what to install', () => {
    const bare = join(folder, 'bare');
    mkdirSync(join(bare, 'node_modules/quern/dist/runtime/cli'), { recursive: true });
    expect(serverIn([join(folder, 'nothing')])).toBe('quern is not installed in this folder: npm install quern');
    writeFileSync(join(bare, 'node_modules/quern/package.json'), '{}');
    expect(serverIn([bare])).toBe(
      'quern lsp needs ts-morph, vscode-languageserver: npm install --save-dev ts-morph@28 vscode-languageserver@11',
    );
  });
});
