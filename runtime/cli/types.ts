// quern types: the tensors of a safetensors file as a type.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { writeTensorTypes } from '../../compiler/source/build/tensorTypes.ts';
import { reason } from '../data/read.ts';
import { replaceFile } from '../fileWriting.ts';
import { decodeSafetensors } from '../safetensors.ts';
import { version } from './build/sources.ts';
import { UsageError } from './load.ts';

/** Writes FILE.d.ts and says so in a line. Errors: no such file, a damaged one, a place that cannot be written. */
export async function writeTypes(path: string, output = `${path}.d.ts`): Promise<string> {
  if (!output.endsWith('.d.ts')) throw new UsageError(`--output: ${output} is no declaration file; name it FILE.d.ts`);
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new UsageError(`${path}: cannot be read: ${reason(cause)}`);
  });
  const { tensors } = decodeSafetensors(bytes, path);
  const text = writeTensorTypes(basename(path), tensors, version);
  await replaceFile(output, new TextEncoder().encode(text)).catch((cause: unknown) => {
    throw new UsageError(`--output: ${output} cannot be written: ${reason(cause)}`);
  });
  return `${output}: ${tensors.size} tensors of ${path}`;
}
