// Checkpoints on disk. Node only. A file is replaced as a whole or not at all: whatever stops the process, the path
// holds either the old checkpoint or the new one.
import { readFile } from 'node:fs/promises';
import { type Checkpoint, CheckpointError, decodeCheckpoint, encodeCheckpoint } from './checkpoint.ts';
import { reason } from './data/read.ts';
import { replaceFile } from './fileWriting.ts';

/** Checkpoints that are saved to one path without waiting are written in the order of the calls: the last one stays. */
export async function saveCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  try {
    await replaceFile(path, encodeCheckpoint(checkpoint));
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
