// Files that are replaced as a whole or not at all: whatever stops the process, the path holds either the old bytes or the
// new ones. Node only.
import { createHash, randomBytes } from 'node:crypto';
import { lstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Where a path leads: links are followed, to a file that need not be there yet. */
function targetOf(path: string): string {
  let target = resolve(path);
  for (let links = 0; links < 40; links++) {
    target = join(realpathSync(dirname(target)), basename(target));
    if (!lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) return target;
    target = resolve(dirname(target), readlinkSync(target));
  }
  throw new Error('too many symbolic links, one to the other');
}

/** What is at a target; undefined where nothing is. An error where that is no file, or the name none of a file. */
function fileAt(target: string): Stats | undefined {
  const found = statSync(target, { throwIfNoEntry: false });
  if (found === undefined || found.isFile()) return found;
  throw new Error(found.isDirectory() ? 'it is a folder; name a file' : 'it is no regular file');
}

/** How a target's temporaries begin: with its name, where that leaves room in the 255 bytes of a name. */
const stemOf = (target: string): string => {
  const name = basename(target);
  return Buffer.byteLength(name) <= 200 ? name : createHash('sha256').update(name).digest('hex');
};
const ending = /^\.[0-9a-f]{16}\.tmp$/;

/** A new file beside the target. Its name is random: process ids are the same in every container. */
async function openTemporary(target: string, mode: number | undefined): Promise<[path: string, file: FileHandle]> {
  const path = join(dirname(target), `${stemOf(target)}.${randomBytes(8).toString('hex')}.tmp`);
  const file = await open(path, 'wx', mode);
  if (mode !== undefined) await file.chmod(mode); // the old file's own, whatever the process would give a new one
  return [path, file];
}

/** The last write to each target, so that the next one waits for it; a target leaves when nothing waits. */
const turns = new Map<string, Promise<void>>();
/** Targets beside which temporaries of runs that were killed have been looked for. */
const swept = new Set<string>();

/**
 * Replaces a file. Writes to one path are done in the order of the calls, so that the last one stays. A link is followed and
 * stays a link; the file keeps its mode. What a run left that was killed while it wrote is removed.
 */
export async function replaceFile(path: string, bytes: Uint8Array | Promise<Uint8Array>): Promise<void> {
  if (bytes instanceof Promise) bytes.catch(() => undefined); // seen below, unless the path is wrong: then that is told
  const target = targetOf(path);
  const before = turns.get(target);
  const turn = (async () => {
    await before?.catch(() => undefined); // its own caller is told
    await write(target, await bytes);
  })();
  turns.set(target, turn);
  try {
    await turn;
  } finally {
    if (turns.get(target) === turn) turns.delete(target);
  }
}

async function write(target: string, bytes: Uint8Array): Promise<void> {
  if (!swept.has(target)) await sweep(target);
  swept.add(target);
  const mode = fileAt(target)?.mode;
  for (let attempts = 1; ; attempts++) {
    const [temporary, file] = await openTemporary(target, mode === undefined ? undefined : mode & 0o777);
    try {
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
      break;
    } catch (cause) {
      await rm(temporary, { force: true });
      // another run, which began since, took it for the temporary of a killed one
      if (codeOf(cause) !== 'ENOENT' || attempts === 3) throw cause;
    }
  }
  await syncFolder(dirname(target));
}

/** Removes temporaries of the target that are older than this process. */
async function sweep(target: string): Promise<void> {
  const [folder, stem] = [dirname(target), stemOf(target)];
  const names = await readdir(folder).catch(() => []); // a folder that cannot be listed can be written to
  for (const name of names) {
    if (!name.startsWith(stem) || !ending.test(name.slice(stem.length))) continue;
    const found = await stat(join(folder, name)).catch(() => undefined);
    if (found !== undefined && found.mtimeMs < performance.timeOrigin) await rm(join(folder, name), { force: true });
  }
}

/** Makes the rename itself survive a power cut, where the platform and the file system can flush a folder. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  try {
    const folder = await open(path, 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  } catch (cause) {
    if (!['EINVAL', 'ENOTSUP', 'EISDIR', 'EACCES', 'EPERM'].includes(String(codeOf(cause)))) throw cause;
  }
}

/** Does what `replaceFile` will do, without replacing anything: an error now is one that would come after hours. */
export async function tryReplacing(path: string): Promise<void> {
  const target = targetOf(path);
  fileAt(target);
  const [temporary, file] = await openTemporary(target, undefined);
  await file.close();
  await rm(temporary);
}
