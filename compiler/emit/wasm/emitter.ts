// Program -> WebAssembly module: functions for the kernels (those that are alike have one: bodies.ts), one exported `run`
// that calls them in order, one memory with every buffer at a fixed place. For several threads the memory is shared, and
// `run` takes the number of the thread: each runs its share (threads/). A pure function; runtime/backends/cpu executes
// the result.
import type { Axis, Kernel, Loop, Program, ScatterKernel } from '../../program/types.ts';
import { forEachScalar, scalarsOf } from '../../program/visit.ts';
import type { FunctionBuilder, Local } from './assemble/function.ts';
import { ModuleBuilder } from './assemble/module.ts';
import type { ValueType } from './assemble/opcodes.ts';
import { type Body, bodiesOf, givenThread, type Use } from './bodies.ts';
import { emitContraction, type Strategy, Tables, type Tile, tiles } from './contraction/index.ts';
import { placesStart } from './identical.ts';
import { type Layout, layOut } from './layout.ts';
import { isRare } from './math/functions.ts';
import { Library } from './math/library.ts';
import { longFrom, termsOf } from './nest/fold.ts';
import { emitNest, type StepContext } from './nest/kernel.ts';
import { planNest } from './nest/plan.ts';
import { inOrder, type Scheduled, type Threading, type Who } from './scheduled.ts';
import { threadAxis } from './threads/axis.ts';

export interface EmitOptions {
  /** also export every kernel by its name, so that a profiler can time it (kernels inside loops take the counters) */
  readonly exportKernels?: boolean;
  /** relaxed fused multiply-add in contractions: faster where the engine has it, but the last bits depend on the engine */
  readonly fused?: boolean;
  /** takes this way for every contraction that allows it; by default the estimated cost decides */
  readonly contractions?: Strategy;
  /** rows and vectors of the register tile of packed contractions; by default what the engine's registers hold */
  readonly tile?: Tile;
  /** gives every kernel the places of its buffers, as those are given that are like another (for tests) */
  readonly places?: boolean;
  /** several threads run the program together, all calling `run` with their number */
  readonly threading?: Threading | undefined;
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

type Call = Extract<Scheduled, { kind: 'call' }>;

export const tileOf = ({ tile, fused }: EmitOptions): Tile => tile ?? (fused ? tiles.fused : tiles.plain);

/** What late.ts has. */
export type Late = typeof import('./late.ts');
/** For `what` is written with it. */
export type GiveLate = (what: string) => Late;

/** What writes a program's functions; which those are is known before they are written. */
export class ProgramEmitter {
  private readonly module: ModuleBuilder;
  private late: Late | undefined;
  private readonly lib: Library;
  /** scratch is last in memory, so the buffers' places are known before its size */
  private readonly layout: Layout;
  private readonly scheduled: readonly Scheduled[];
  private readonly uses: ReadonlyMap<Kernel | ScatterKernel, Use>;
  private readonly functions = new Map<Body, number>();
  private readonly tables: Tables;
  /** of one thread */
  private readonly workspaceBytes: number;
  private readonly shared = new Map<string, number>();
  /** in their order, by name: how many counters each is given */
  private readonly kernels = new Map<string, { readonly number: number; readonly counters: number }>();
  private readonly threads: number;
  /** the number of the thread that runs, where there are several */
  private thread: Local | null = null;

  constructor(
    private readonly program: Program,
    private readonly options: EmitOptions = {},
  ) {
    const { threading, contractions } = options;
    this.threads = threading?.threads ?? 1;
    this.module = new ModuleBuilder(options.fused ?? false, threading !== undefined);
    this.lib = new Library(this.module, this.given);
    this.layout = layOut(program, 0, this.controlBytes);
    this.scheduled = threading?.schedule(program, this.layout.buffers, contractions) ?? inOrder(program.steps);
    this.uses = bodiesOf(this.scheduled, {
      threads: this.threads,
      contractions,
      tile: tileOf(options),
      places: options.places ?? false,
    });
    this.workspaceBytes = Math.max(0, ...[...this.uses.values()].map(({ body }) => body.plan?.workspaceBytes ?? 0));
    this.tables = new Tables(this.layout.scratch.offset + this.workspaceBytes * this.threads);
  }

  private get controlBytes(): number {
    return this.options.threading?.controlBytes ?? 0;
  }

  /** Is `emit` to be given late.ts? */
  get needsLate(): boolean {
    return [...this.uses.values()].some(({ body: { step, plan } }) => {
      let found = step.kind === 'scatter' || (plan ? plan.strategy === 'dot' : termsOf(step) >= longFrom);
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
    this.steps(this.scheduled, run.builder, []);
    this.module.export('run', run.index);
    if (!this.tables.empty) {
      const start = this.module.function('fillTables', { parameters: [], results: [] });
      this.tables.writeAll(start.builder);
      this.module.runAtStart(start.index);
    }
    const layout = layOut(this.program, this.tables.endAddress - this.layout.scratch.offset, this.controlBytes);
    const sharedKernels = new Set(callsOf(this.scheduled).flatMap((c) => (c.share ? [c.step.name] : []))).size;
    const kernels = [...this.kernels].map(([name, { counters }]) => ({ name, counters }));
    const { functions, threads } = this;
    return {
      bytes: this.module.finish(layout.pages),
      layout,
      kernels,
      functions: functions.size,
      threads,
      sharedKernels,
    };
  }

  private steps(steps: readonly Scheduled[], f: FunctionBuilder, counters: readonly Counter[]): void {
    for (const s of steps) {
      if (s.kind === 'loop') this.loop(s.loop, s.body, f, counters);
      else if (s.kind === 'carry') this.by(s.who, f, () => this.carry(s.loop, f));
      else if (s.kind === 'barrier') {
        const { threading } = this.options;
        if (!threading) throw new Error('wasm: a barrier in a program of one thread');
        f.call(this.once('barrier', 0, (g) => threading.writeBarrier(g, this.layout.control.offset)));
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
    const thread =
      this.thread && givenThread(s.step, this.threads)
        ? [{ id: threadAxis, extent: this.threads, local: this.thread }]
        : [];
    const all = [...counters, ...thread];
    const use = this.uses.get(s.step)!;
    const index = this.functionOf(use.body);
    this.note(s.step, use, all);
    if (this.thread) {
      const { offset } = this.layout.control;
      this.options.threading?.writeProgress(f, offset, this.thread, this.numberOf(s.step.name));
    }
    for (const c of all) f.get(c.local);
    this.pushPlaces(use, f);
    f.call(index);
  }

  /** 1 for the first kernel; the parts of one kernel have the same number */
  private numberOf(name: string): number {
    return this.kernels.get(name)?.number ?? 0;
  }

  /** What a kernel that others are like is given after its counters. */
  private pushPlaces({ buffers }: Use, f: FunctionBuilder): void {
    for (const b of buffers) f.i32((this.addressOf(b) - placesStart) / 4);
  }

  /** Lists the kernel, and exports it where that is asked for. */
  private note({ name }: Kernel | ScatterKernel, use: Use, counters: readonly Counter[]): void {
    if (this.numberOf(name) > 0) return;
    this.kernels.set(name, { number: this.kernels.size + 1, counters: counters.length });
    if (!this.options.exportKernels) return;
    const { index, builder } = this.module.function(name, { parameters: counters.map(() => 'i32'), results: [] });
    for (const p of builder.parameters) builder.get(p);
    this.pushPlaces(use, builder);
    builder.call(this.functionOf(use.body));
    this.module.export(name, index);
  }

  /** The function's index; it is written when it is first asked for. */
  private functionOf(body: Body): number {
    const known = this.functions.get(body);
    if (known !== undefined) return known;
    const { step, counters, plan } = body;
    const parameters: ValueType[] = counters.map(() => 'i32');
    const again = this.numberOf(step.name) > 0;
    const name = again ? `${step.name} rest` : step.name;
    const { index, builder } = this.module.function(name, { parameters, results: [] }, true);
    this.functions.set(body, index);
    const context: StepContext = {
      f: builder,
      lib: this.lib,
      late: this.given,
      counters: new Map(counters.map((c, i) => [c.id, { local: builder.parameters[i]!, extent: c.extent }] as const)),
      addressOf: body.placed ? () => placesStart : (id) => this.addressOf(id),
    };
    if (plan) emitContraction(plan, { ...context, ...this.contractionContext() });
    else if (step.kind === 'scatter') this.given(step.name).emitScatter(step, context);
    else emitNest(step, planNest(step, new Map(counters.map((c) => [c.id, c.extent] as const))), context);
    return index;
  }

  private contractionContext() {
    const { tables, workspaceBytes } = this;
    const once = (name: string, count: number, write: (f: FunctionBuilder) => void) => this.once(name, count, write);
    return { tables, workspaceAddress: this.layout.scratch.offset, workspaceBytes, once };
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

  private loop(s: Loop, body: readonly Scheduled[], f: FunctionBuilder, counters: readonly Counter[]): void {
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
    const region = this.layout.buffers.get(id);
    if (!region) throw new Error(`wasm: the program has no buffer ${id}`);
    return region.offset;
  }
}

function callsOf(steps: readonly Scheduled[]): Call[] {
  return steps.flatMap((s) => (s.kind === 'loop' ? callsOf(s.body) : s.kind === 'call' ? [s] : []));
}
