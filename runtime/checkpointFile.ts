// Checkpoints on disk. Node only. A file is replaced as a whole or not at all: whatever stops the process, the path
// holds either the old checkpoint or the new one.
import { open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Checkpoint, CheckpointError, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { reason } from './data/read.ts';

export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  try {
    await writeFileAtomic(path, encodeCheckpoint(checkpoint));
  } catch (cause) {
    throw new CheckpointError(`${path}: the checkpoint cannot be written: ${reason(cause)}`, { cause });
  }
}

export async function loadCheckpoint(path: string): Promise<Checkpoint> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new CheckpointError(`${path}: the checkpoint cannot be read: ${reason(cause)}`, { cause });
  }
  return decodeCheckpoint(bytes, path);
}

let written = 0;

/** Writes beside the file, flushes to the disk, then renames over it. */
export async function writeFileAtomic(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.${written++}.tmp`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  await syncFolder(dirname(path));
}

/** Makes the rename itself survive a power cut, where the platform can flush a folder (Windows cannot). */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
