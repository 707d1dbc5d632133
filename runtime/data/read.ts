// Files of data, read with progress and checked against a checksum. Node only.

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { optionsOf } from '../../dsl/shape/rules/index.ts';
import { DataError } from './dataset.ts';

/** How far a file has been read. */
export interface ReadProgress {
  readonly file: string;
  readonly bytes: number;
  readonly total: number;
}

export interface ReadOptions {
  /** is told after every mebibyte, and at the end of each file */
  readonly progress?: (progress: ReadProgress) => void;
  /** by file name (as it is on disk, compressed or not): MD5 or SHA-256, in hexadecimal; other files are not checked */
  readonly checksums?: Readonly<Record<string, string>>;
}

const chunk = 1 << 20;

export const readOptions = (by: string, options: ReadOptions): ReadOptions =>
  optionsOf<ReadOptions>(by, options, { progress: 1, checksums: 1 });

/** All bytes of a file. Errors: it cannot be read, it became shorter, its checksum is another. */
export async function readBytes(path: string, options: ReadOptions = {}): Promise<Uint8Array> {
  const { progress, checksums } = readOptions('read', options);
  const bytes = await readChunks(path, progress);
  const expected = checksums?.[basename(path)]?.toLowerCase();
  if (expected === undefined) return bytes;
  const algorithm = algorithms.get(expected.length);
  if (algorithm === undefined || !/^[0-9a-f]+$/.test(expected)) {
    throw new DataError(`${path}: '${expected}' is no checksum: expected MD5 or SHA-256 in hexadecimal`);
  }
  const found = createHash(algorithm).update(bytes).digest('hex');
  if (found !== expected) {
    throw new DataError(
      `${path}: damaged, or another file: its ${algorithm} is ${found}, expected ${expected}; fetch it again`,
    );
  }
  return bytes;
}

/** by the number of hexadecimal digits */
const algorithms = new Map([
  [32, 'md5'],
  [64, 'sha256'],
]);

async function readChunks(path: string, progress: ReadOptions['progress']): Promise<Uint8Array> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const bytes = new Uint8Array(size);
      let at = 0;
      while (at < size) {
        const { bytesRead } = await file.read(bytes, at, Math.min(chunk, size - at), at);
        if (bytesRead === 0) throw new Error(`it ends after ${at} of ${size} bytes`);
        at += bytesRead;
        progress?.({ file: path, bytes: at, total: size });
      }
      return bytes;
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new DataError(`${path}: cannot be read: ${reason(cause)}`, { cause });
  }
}

/** Node's reason in words: 'no such file or directory' of "ENOENT: no such file or directory, open 'x'". */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^[A-Z]+: ([^,]+),/.exec(text)?.[1] ?? text;
}
