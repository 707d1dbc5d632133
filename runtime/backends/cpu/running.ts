import type { Program } from '../../../compiler/program.ts';
import type { Instance } from '../backend.ts';
import { type CpuOptions, instantiateAsync } from './index.ts';

/** A program on this backend: what backend it is goes without saying. */
export type Running = Omit<Instance, 'backend' | 'threads' | 'notes'> & {
  readonly threads: number;
  readonly notes: readonly string[];
};

/** On the calling thread. */
export async function onOneThread(
  program: Program,
  options: CpuOptions,
  notes: readonly string[] = [],
): Promise<Running> {
  return { ...(await instantiateAsync(program, options)), threads: 1, notes, release: () => undefined };
}
