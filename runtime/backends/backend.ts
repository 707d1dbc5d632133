// What a backend is to the runtime: something that turns a Program into an Instance. Passed as a value; nothing here
// knows which backends exist.
import type { BufferId, Capabilities, Program } from '../../compiler/program/types.ts';

/** A program that is ready to run, with its buffers. */
export interface Instance {
  /** what really runs, e.g. 'cpu' or 'gpujs:webgl2' */
  readonly backend: string;
  /** how many threads of this process or page compute; 1 if nothing is said */
  readonly threads?: number;
  /** what was chosen for the user, and why, a line each */
  readonly notes?: readonly string[];
  /** Copies data into a buffer; a RangeError when the lengths differ. */
  write(buffer: BufferId, data: ArrayLike<number>): void;
  /** A copy of a buffer's contents. */
  read(buffer: BufferId): Promise<Float32Array | Int32Array> | Float32Array | Int32Array;
  /** Executes all steps once. */
  run(): Promise<void> | void;
  /** number of kernels */
  readonly kernels: number;
  /** bytes that the instance holds, all buffers included */
  readonly memoryBytes: number;
  /** milliseconds to emit, compile and instantiate */
  readonly compileMs: number;
  /** Frees what the instance holds; using it afterwards is an error. */
  release(): void;
}

export interface Backend {
  readonly name: string;
  /** where it was chosen for the user: what was taken and why, a line each */
  readonly notes?: readonly string[];
  readonly capabilities: Capabilities;
  instantiate(program: Program): Promise<Instance>;
}
