// Program -> WebAssembly module, with all that any program needs at hand.
import type { Program } from '../../program/types.ts';
import { type EmitOptions, type EmittedModule, ModuleEmitter } from './emitter.ts';
import * as late from './late.ts';
import { type ScheduleChoices, scheduledFor } from './scheduled.ts';

export type { EmittedModule } from './emitter.ts';

export interface WasmOptions extends EmitOptions, ScheduleChoices {}

/** Throws a RangeError when the program does not fit a 32-bit memory. */
export const emitWasm = (program: Program, options: WasmOptions = {}): EmittedModule =>
  new ModuleEmitter(scheduledFor(program, options), options).emit(late);
