import type { Program } from '../../../compiler/program/types.ts';
import type { Instance } from '../backend.ts';
import { type Compiled, instanceOf } from './index.ts';

/** A program on this backend: what backend it is goes without saying. */
export type Running = Omit<Instance, 'backend' | 'threads' | 'notes'> & {
  readonly threads: number;
  readonly notes: readonly string[];
};

/** On the calling thread. */
export function onOneThread(program: Program, compiled: Compiled, notes: readonly string[] = []): Running {
  return { ...instanceOf(program, compiled), threads: 1, notes, release: () => undefined };
}
