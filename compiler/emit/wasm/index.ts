// Program -> WebAssembly module: one function per kernel, one exported `run` that calls them in order, one memory with
// every buffer at a fixed place. A pure function; runtime/backends/cpu executes the result.
import type { AxisId, Kernel, Loop, Program, Step } from '../../program.ts';
import type { FunctionBuilder, Local } from './assemble/function.ts';
import { ModuleBuilder } from './assemble/module.ts';
import type { ValueType } from './assemble/opcodes.ts';
import { type ContractionPlan, emitContraction, planContraction, type Strategy, Tables } from './contraction/index.ts';
import { type Layout, layOut } from './layout.ts';
import { Library } from './math/library.ts';
import { emitNest, type StepContext } from './nest/kernel.ts';
import { planNest } from './nest/plan.ts';
import { emitScatter } from './nest/scatter.ts';

export interface EmitOptions {
  /** also export every kernel by its name, so that a profiler can time it (kernels inside loops take the counters) */
  readonly exportKernels?: boolean;
  /** relaxed fused multiply-add in contractions: faster where the engine has it, but the last bits depend on the engine */
  readonly fused?: boolean;
  /** takes this way for every contraction that allows it; by default the estimated cost decides */
  readonly contractions?: Strategy;
}

export interface EmittedModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly layout: Layout;
  /** functions that `run` calls, in order of first appearance */
  readonly kernels: readonly { readonly name: string; readonly counters: number }[];
}

interface Counter {
  readonly id: AxisId;
  readonly extent: number;
}

/** Throws a RangeError when the program does not fit a 32-bit memory. */
export function emitWasm(program: Program, options: EmitOptions = {}): EmittedModule {
  return new ProgramEmitter(program, options).emit();
}

class ProgramEmitter {
  private readonly module: ModuleBuilder;
  private readonly lib: Library;
  /** scratch is last in memory, so the buffers' places are known before its size */
  private readonly layout: Layout;
  private readonly plans = new Map<Kernel, ContractionPlan>();
  private readonly tables: Tables;
  private readonly shared = new Map<string, number>();
  private readonly kernels: { name: string; counters: number }[] = [];

  constructor(
    private readonly program: Program,
    private readonly options: EmitOptions,
  ) {
    this.module = new ModuleBuilder(options.fused ?? false);
    this.lib = new Library(this.module);
    this.layout = layOut(program, 0);
    this.planAll(program.steps, new Map());
    const workspaceBytes = Math.max(0, ...[...this.plans.values()].map((p) => p.workspaceBytes));
    this.tables = new Tables(this.layout.scratch.offset + workspaceBytes);
  }

  private planAll(steps: readonly Step[], counters: ReadonlyMap<AxisId, number>): void {
    for (const s of steps) {
      if (s.kind === 'loop') this.planAll(s.body, new Map([...counters, [s.counter, s.extent]]));
      const plan = s.kind === 'kernel' ? planContraction(s, counters, this.options.contractions) : null;
      if (plan) this.plans.set(plan.kernel, plan);
    }
  }

  emit(): EmittedModule {
    const run = this.module.function('run', { parameters: [], results: [] });
    this.steps(this.program.steps, run.builder, []);
    this.module.export('run', run.index);
    if (!this.tables.empty) {
      const start = this.module.function('fillTables', { parameters: [], results: [] });
      this.tables.writeAll(start.builder);
      this.module.runAtStart(start.index);
    }
    const layout = layOut(this.program, this.tables.endAddress - this.layout.scratch.offset);
    return { bytes: this.module.finish(layout.pages), layout, kernels: this.kernels };
  }

  private steps(steps: readonly Step[], f: FunctionBuilder, counters: readonly (Counter & { local: Local })[]): void {
    for (const s of steps) {
      if (s.kind === 'loop') {
        this.loop(s, f, counters);
        continue;
      }
      const index = this.kernel(s, counters);
      for (const c of counters) f.get(c.local);
      f.call(index);
    }
  }

  private kernel(s: Exclude<Step, Loop>, counters: readonly Counter[]): number {
    const parameters: ValueType[] = counters.map(() => 'i32');
    const { index, builder } = this.module.function(s.name, { parameters, results: [] });
    const context: StepContext = {
      f: builder,
      lib: this.lib,
      counters: new Map(counters.map((c, i) => [c.id, { local: builder.parameters[i]!, extent: c.extent }] as const)),
      addressOf: (id) => this.addressOf(id),
    };
    const plan = s.kind === 'kernel' ? this.plans.get(s) : undefined;
    if (plan) emitContraction(plan, { ...context, ...this.contractionContext() });
    else if (s.kind === 'scatter') emitScatter(s, context);
    else emitNest(s, planNest(s, new Map(counters.map((c) => [c.id, c.extent] as const))), context);
    this.kernels.push({ name: s.name, counters: counters.length });
    if (this.options.exportKernels) this.module.export(s.name, index);
    return index;
  }

  private contractionContext() {
    const once = (name: string, count: number, write: (f: FunctionBuilder) => void): number => {
      const known = this.shared.get(name);
      if (known !== undefined) return known;
      const parameters: ValueType[] = Array(count).fill('i32');
      const { index, builder } = this.module.function(name, { parameters, results: [] });
      this.shared.set(name, index);
      write(builder);
      return index;
    };
    return { tables: this.tables, workspaceAddress: this.layout.scratch.offset, once };
  }

  private loop(s: Loop, f: FunctionBuilder, counters: readonly (Counter & { local: Local })[]): void {
    if (s.extent === 0) return;
    const local = f.local('i32');
    const pass = () => {
      this.steps(s.body, f, [...counters, { id: s.counter, extent: s.extent, local }]);
      this.carry(s, f);
    };
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
