// Scheduled program -> WebAssembly module: its functions (kernels that are alike have one), one exported `run`
// that calls them in order, one memory with every buffer at a fixed place. For several threads the memory is shared, and
// `run` takes the number of the thread: each runs its share (threads/). A pure function; runtime/backends/cpu executes
// the result.
import type { Axis, Loop, ScatterKernel } from '../../program/types.ts';
import { forEachScalar, scalarsOf } from '../../program/visit.ts';
import {
  type Call,
  callsOf,
  type ScheduledFunction,
  type ScheduledProgram,
  type ScheduledStep,
  type Who,
} from '../../schedule/types.ts';
import type { FunctionBuilder, Local } from './assemble/function.ts';
import { ModuleBuilder } from './assemble/module.ts';
import type { ValueType } from './assemble/opcodes.ts';
import { emitContraction } from './contraction/emit.ts';
import { Tables } from './contraction/tables.ts';
import type { GiveLate, Late } from './given.ts';
import { type Layout, layOut, placesStart } from './layout.ts';
import { isRare } from './math/functions.ts';
import { Library } from './math/library.ts';
import { emitNest, type StepContext } from './nest/kernel.ts';
import type { ScheduleChoices } from './scheduled.ts';

export interface EmitOptions extends Pick<ScheduleChoices, 'fused' | 'threading'> {
  /** exports every kernel by its name, so that a profiler can time it (kernels inside loops take the counters) */
  readonly exportKernels?: ExportKernel;
}

export interface EmittedModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly layout: Layout;
  /** in the order in which `run` calls them */
  readonly kernels: readonly { readonly name: string; readonly counters: number }[];
  /** how many functions compute them: kernels that are alike have one */
  readonly functions: number;
  readonly threads: number;
  /** how many of the kernels are run by several threads */
  readonly sharedKernels: number;
}

interface Counter extends Axis {
  readonly local: Local;
}

/** See exported.ts. */
export type ExportKernel = typeof import('./exported.ts').exportKernel;

/** What writes a program's functions; which those are is known before they are written. */
export class ModuleEmitter {
  private readonly module: ModuleBuilder;
  private late: Late | undefined;
  private readonly lib: Library;
  /** scratch is last in memory, so the buffers' places are known before its size */
  private readonly layout: Layout;
  private readonly functions = new Map<ScheduledFunction, number>();
  private readonly tables: Tables;
  private readonly shared = new Map<string, number>();
  /** in their order, by name: how many counters each is given */
  private readonly kernels = new Map<string, { readonly number: number; readonly counters: number }>();
  /** the number of the thread that runs, where there are several */
  private thread: Local | null = null;

  constructor(
    private readonly schedule: ScheduledProgram,
    private readonly options: EmitOptions = {},
  ) {
    const { program, workspaceBytes, threads } = schedule;
    this.module = new ModuleBuilder(options.fused ?? false, options.threading !== undefined);
    this.lib = new Library(this.module, this.given);
    this.layout = layOut(program, 0, this.controlBytes);
    this.tables = new Tables(this.layout.scratch.offset + workspaceBytes * threads);
  }

  private get controlBytes(): number {
    return this.options.threading?.controlBytes ?? 0;
  }

  /** Is `emit` to be given late.ts? */
  get needsLate(): boolean {
    return callsOf(this.schedule.steps).some(({ step, function: { how } }) => {
      let found = !how || (how.kind === 'contraction' ? how.strategy === 'dot' : how.reduction?.long === true);
      forEachScalar(scalarsOf(step), (s) => {
        found ||= s.kind === 'apply' && isRare(s.op);
      });
      return found;
    });
  }

  private readonly given: GiveLate = (what) => {
    if (this.late === undefined) throw new Error(`wasm: ${what} needs what is loaded late`);
    return this.late;
  };

  /** Throws a RangeError when the program does not fit a 32-bit memory. */
  emit(late: Late | undefined): EmittedModule {
    this.late = late;
    const run = this.module.function('run', { parameters: this.options.threading ? ['i32'] : [], results: [] });
    this.thread = run.builder.parameters[0] ?? null;
    this.steps(this.schedule.steps, run.builder, []);
    this.module.export('run', run.index);
    if (!this.tables.empty) {
      const start = this.module.function('fillTables', { parameters: [], results: [] });
      this.tables.writeAll(start.builder);
      this.module.runAtStart(start.index);
    }
    const layout = layOut(
      this.schedule.program,
      this.tables.endAddress - this.layout.scratch.offset,
      this.controlBytes,
    );
    const sharedKernels = new Set(callsOf(this.schedule.steps).flatMap((c) => (c.part ? [c.step.name] : []))).size;
    const kernels = [...this.kernels].map(([name, { counters }]) => ({ name, counters }));
    const { functions, schedule } = this;
    return {
      bytes: this.module.finish(layout.pages),
      layout,
      kernels,
      functions: functions.size,
      threads: schedule.threads,
      sharedKernels,
    };
  }

  private steps(steps: readonly ScheduledStep[], f: FunctionBuilder, counters: readonly Counter[]): void {
    for (const s of steps) {
      if (s.kind === 'loop') this.loop(s.loop, s.body, f, counters);
      else if (s.kind === 'carry') this.by(s.who, f, () => this.carry(s.loop, f));
      else if (s.kind === 'barrier') {
        // a partition has barriers, and comes with the way to wait
        f.call(this.once('barrier', 0, (g) => this.options.threading!.writeBarrier(g, this.layout.control.offset)));
      } else this.by(s.who, f, () => this.call(s, f, counters));
    }
  }

  /** What only some threads do. */
  private by(who: Who, f: FunctionBuilder, emit: () => void): void {
    if (!who || !this.thread) emit();
    else
      f.get(this.thread)
        .i32(who.from)
        .op('i32.sub')
        .i32(who.to - who.from)
        .op('i32.lt_u')
        .ifElse(null, emit);
  }

  private call(s: Call, f: FunctionBuilder, counters: readonly Counter[]): void {
    const axis = s.step.kind === 'kernel' && this.schedule.thread;
    const all = this.thread && axis ? [...counters, { ...axis, local: this.thread }] : counters;
    const index = this.functionOf(s.function);
    this.note(s, all);
    if (this.thread) {
      const { offset } = this.layout.control;
      this.options.threading?.writeProgress(f, offset, this.thread, this.numberOf(s.step.name));
    }
    for (const c of all) f.get(c.local);
    this.pushPlaces(s, f);
    f.call(index);
  }

  /** 1 for the first kernel; the parts of one kernel have the same number */
  private numberOf(name: string): number {
    return this.kernels.get(name)?.number ?? 0;
  }

  /** Pushes the buffer addresses that a deduplicated kernel takes after its counters. */
  private pushPlaces({ places }: Call, f: FunctionBuilder): void {
    for (const b of places) f.i32((this.addressOf(b) - placesStart) / 4);
  }

  /** Lists the kernel, and exports it where that is asked for. */
  private note(call: Call, counters: readonly Counter[]): void {
    const { name } = call.step;
    if (this.numberOf(name) > 0) return;
    this.kernels.set(name, { number: this.kernels.size + 1, counters: counters.length });
    this.options.exportKernels?.(this.module, name, counters.length, (f) => {
      this.pushPlaces(call, f);
      f.call(this.functionOf(call.function));
    });
  }

  /** The function's index; it is written when it is first asked for. */
  private functionOf(made: ScheduledFunction): number {
    const known = this.functions.get(made);
    if (known !== undefined) return known;
    const { step, counters, how } = made;
    const parameters: ValueType[] = counters.map(() => 'i32');
    const again = this.numberOf(step.name) > 0;
    const name = again ? `${step.name} rest` : step.name;
    const { index, builder } = this.module.function(name, { parameters, results: [] }, true);
    this.functions.set(made, index);
    const context: StepContext = {
      f: builder,
      lib: this.lib,
      late: this.given,
      counters: new Map(counters.map((c, i) => [c.id, { local: builder.parameters[i]!, extent: c.extent }] as const)),
      addressOf: made.placed ? () => placesStart : (id) => this.addressOf(id),
    };
    if (how?.kind === 'contraction') emitContraction(how, { ...context, ...this.contractionContext(context) });
    else if (how) emitNest(how, context);
    else this.given(step.name).emitScatter(step as ScatterKernel, context);
    return index;
  }

  private contractionContext({ counters }: StepContext) {
    const { tables, schedule } = this;
    const { workspaceBytes, sums } = schedule;
    const thread = (schedule.thread && counters.get(schedule.thread.id)?.local) ?? null;
    const once = (name: string, count: number, write: (f: FunctionBuilder) => void) => this.once(name, count, write);
    return { tables, workspaceAddress: this.layout.scratch.offset, workspaceBytes, sums, thread, once };
  }

  private once(name: string, count: number, write: (f: FunctionBuilder) => void): number {
    const known = this.shared.get(name);
    if (known !== undefined) return known;
    const parameters: ValueType[] = Array(count).fill('i32');
    const { index, builder } = this.module.function(name, { parameters, results: [] });
    this.shared.set(name, index);
    write(builder);
    return index;
  }

  private loop(s: Loop, body: readonly ScheduledStep[], f: FunctionBuilder, counters: readonly Counter[]): void {
    if (s.extent === 0) return;
    const local = f.local('i32');
    const pass = () => this.steps(body, f, [...counters, { id: s.counter, extent: s.extent, local }]);
    if (s.reverse) {
      f.i32(s.extent - 1).set(local);
      f.repeat(() => {
        pass();
        f.get(local).i32(1).op('i32.sub').tee(local).i32(0).op('i32.ge_s');
      });
    } else {
      f.i32(0).set(local);
      f.repeatWhileBelow(local, 1, s.extent, pass);
    }
    f.release(local);
  }

  /** The carries are copied at once: one whose source an earlier copy overwrites goes through memory of its own. */
  private carry(s: Loop, f: FunctionBuilder): void {
    const copies = s.carries.filter((c) => c.from !== c.to);
    const staged = copies.map((c, i) => {
      const bytes = this.layout.buffers.get(c.from)!.bytes;
      const source = this.addressOf(c.from);
      if (!copies.slice(0, i).some((earlier) => earlier.to === c.from)) return { ...c, source, bytes };
      const stage = this.tables.reserve(bytes);
      f.i32(stage).i32(source).i32(bytes).memoryCopy();
      return { ...c, source: stage, bytes };
    });
    for (const { to, source, bytes } of staged) f.i32(this.addressOf(to)).i32(source).i32(bytes).memoryCopy();
  }

  private addressOf(id: number): number {
    return this.layout.buffers.get(id)!.offset;
  }
}
