// Output folders, proved to be writable before training and not after it.
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { reason } from './data/read.ts';
import { tryReplacing } from './fileWriting.ts';

/** Makes the folder, and proves that files can be written there: before training, not after. */
export async function requireWritable(folder: string, option: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await tryReplacing(join(folder, '.write-test'));
  } catch (cause) {
    throw new Error(`${option}: cannot write to ${folder}: ${reason(cause)}`, { cause });
  }
}

/** The same for a file that is to be written there: its name, what is there now, and where a link leads. */
export async function requireWritableFile(path: string, option: string): Promise<void> {
  await requireWritable(dirname(path), option);
  try {
    await tryReplacing(path);
  } catch (cause) {
    throw new Error(`${option}: cannot write ${path}: ${reason(cause)}`, { cause });
  }
}
