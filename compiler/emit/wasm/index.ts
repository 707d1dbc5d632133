// Program -> WebAssembly module, with all that any program needs at hand.
import type { Program } from '../../program/types.ts';
import { type EmitOptions, type EmittedModule, ProgramEmitter } from './emitter.ts';
import * as late from './late.ts';

export type { EmitOptions, EmittedModule } from './emitter.ts';

/** Throws a RangeError when the program does not fit a 32-bit memory. */
export const emitWasm = (program: Program, options: EmitOptions = {}): EmittedModule =>
  new ProgramEmitter(program, options).emit(late);
