// Bytes that a built module needs: embedded as text, or in a file beside it, in Node as in a page or a worker.
import { bytesOf } from '../bytes.ts';
import type { WeightsSource } from './types.ts';

/** The bytes of base64 text, in which line breaks do not count. */
export function bytesOfText(text: string): Uint8Array<ArrayBuffer> {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

/** What is used of Node, without an import: a page's bundler finds nothing to resolve. */
interface NodeProcess {
  getBuiltinModule?(name: 'node:fs'): { promises: { readFile(url: URL): Promise<Uint8Array> } };
}

export async function bytesAt(source: WeightsSource): Promise<Uint8Array> {
  if (typeof source !== 'string' && !(source instanceof URL)) return bytesOf('load', source);
  const page = (globalThis as { location?: { href: string } }).location?.href;
  const url = source instanceof URL ? source : new URL(source, page ?? import.meta.url);
  if (url.protocol === 'file:') return readFromDisk(url);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: the server answers ${response.status} ${response.statusText}`);
  return new Uint8Array(await response.arrayBuffer());
}

async function readFromDisk(url: URL): Promise<Uint8Array> {
  const files = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.('node:fs').promises;
  if (files === undefined) {
    throw new Error(
      `${url}: cannot be read from here (Node can from 20.16 on); pass its bytes: load({ weights: bytes })`,
    );
  }
  return files.readFile(url);
}
