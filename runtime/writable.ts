// Output folders, proved to be writable before training and not after it.
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reason } from './data/read.ts';

/** Makes the folder, and proves that files can be written there: before training, not after. */
export async function requireWritable(folder: string, option: string): Promise<void> {
  const probe = join(folder, `.write-test-${process.pid}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, '');
    await rm(probe);
  } catch (cause) {
    throw new Error(`${option}: cannot write to ${folder}: ${reason(cause)}`, { cause });
  }
}

/** The same for a file that is to be written there. */
export async function requireWritableFile(path: string, option: string): Promise<void> {
  await requireWritable(dirname(path), option);
  const found = await stat(path).catch(() => undefined); // it need not be there yet
  if (found?.isDirectory()) throw new Error(`${option}: ${path} is a folder; name a file`);
}
