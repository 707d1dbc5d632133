// A compiled definition: runs steps over resident states.
import type { Program } from '../compiler/program.ts';
import type { Graph } from '../dsl/graph.ts';
import type { Instance } from './backends/backend.ts';
import { nameOf } from './expected.ts';
import { type Feeds, requireFeeds } from './feeds.ts';
import { initialValues } from './initial.ts';
import { copyOf, type Holder, type NamedTensors, State, type TensorData } from './state.ts';

export type { Feeds } from './feeds.ts';
export type Outputs = Readonly<Record<string, Float32Array | Int32Array>>;

export interface RunResult {
  readonly state: State;
  readonly outputs: Outputs;
}

export class Executable implements Holder {
  readonly name: string;
  /** what really runs, e.g. 'cpu' or 'gpujs:webasm' */
  readonly backend: string;
  /** how many threads of this process or page compute */
  readonly threads: number;
  /** why it runs there, where that was chosen and not told: a line each */
  readonly notes: readonly string[];
  readonly program: Program;
  readonly kernels: number;
  /** bytes held: states, inputs, constants and the arena of temporaries */
  readonly peakBytes: number;
  /** trace, passes, emit and the engine's own compilation */
  readonly compileMs: number;
  readonly #graph: Graph;
  readonly #instance: Instance;
  /** whether a run changes its state */
  readonly #updates: boolean;
  #resident: State | null = null;
  /** the state of another program, or a copy, whose values the memory holds: a program that only reads loads them once */
  #loaded: State | null = null;
  /** runs are queued: the memory serves one at a time */
  #last: Promise<unknown> = Promise.resolve();

  /** @internal use `compile` */
  constructor(
    name: string,
    graph: Graph,
    program: Program,
    instance: Instance,
    compileMs: number,
    notes: readonly string[] = [],
  ) {
    this.name = name;
    this.#graph = graph;
    this.program = program;
    this.#instance = instance;
    this.backend = instance.backend;
    this.kernels = instance.kernels;
    this.peakBytes = instance.memoryBytes;
    this.compileMs = compileMs;
    this.threads = instance.threads ?? 1;
    this.notes = [...notes, ...(instance.notes ?? [])];
    this.#updates = graph.states.some((s) => s.next !== s.leaf);
  }

  /**
   * The first state: parameters drawn by their initialisers from `seed`, by name; everything else as it declares. What is
   * `given` by name (weights that were loaded) is taken instead.
   */
  initialState(seed = 0, given: NamedTensors = new Map()): State {
    const drawn = initialValues(this.#graph.states, seed, new Set(given.keys()));
    const tensors = new Map<string, TensorData>();
    for (const s of this.#graph.states) {
      const { shape, dtype } = s.leaf;
      if (given.has(s.name)) {
        const { data } = accepted(this.name, s.name, shape, dtype, given.get(s.name));
        tensors.set(s.name, { shape, dtype, data: data.slice() });
        continue;
      }
      tensors.set(s.name, { shape, dtype, data: drawn.get(s.name)! });
    }
    this.#requireNames('initialState', given, tensors);
    return new State(tensors);
  }

  /** A state from named tensors, as `snapshot` gives them. Names, shapes and element types must all agree. */
  restore(tensors: NamedTensors): State {
    const kept = new Map<string, TensorData>();
    for (const { name, leaf } of this.#graph.states) {
      kept.set(name, accepted(this.name, name, leaf.shape, leaf.dtype, tensors.get(name)));
    }
    this.#requireNames('restore', tensors, kept);
    return new State(copyOf(kept));
  }

  #requireNames(call: string, given: NamedTensors, known: NamedTensors): void {
    for (const name of given.keys()) {
      if (!known.has(name)) throw new Error(`${call}: ${this.name} has no state named '${name}'`);
    }
  }

  /**
   * Runs once. `state` is superseded by the state in the result where the program updates it; a program that only reads
   * its state (an evaluation) leaves it as it is, and accepts the state of any program with the same names. Runs that
   * are not awaited follow one another.
   */
  async run(state: State, feeds: Feeds = {}): Promise<RunResult> {
    this.#requireState(state);
    const inputs = this.#graph.inputs.map(({ name, leaf: { shape, dtype } }) => ({ name, shape, dtype }));
    requireFeeds(this.name, inputs, feeds, (input) => `run(state, { ${input} })`);
    const fed = this.program.inputs.map((port) => [port.buffer, feeds[port.name]!] as const);
    // what is not in this memory is asked for now, before a later run can change it where it is
    const elsewhere = state.isIn(this) ? null : Promise.resolve(state.values());
    elsewhere?.catch(() => undefined); // awaited below, when its turn comes
    if (this.#updates) state.take();
    return this.#queued(async () => {
      try {
        await this.#load(state, await elsewhere);
      } catch (cause) {
        state.giveBack();
        throw cause;
      }
      for (const [buffer, data] of fed) this.#instance.write(buffer, data);
      return this.#updates ? this.#update(state) : { state, outputs: await this.#runAndRead() };
    });
  }

  /** Frees the program's memory. A resident state is copied out first. */
  async release(): Promise<void> {
    await this.#queued(async () => {
      await this.#spill();
      this.#instance.release();
    });
  }

  #requireState(state: unknown): asserts state is State {
    if (state instanceof State) return state.check();
    const whole = typeof state === 'object' && state !== null && 'outputs' in state && 'state' in state;
    const found = whole ? 'the whole result of a run: pass its .state' : nameOf(state);
    throw new TypeError(`${this.name}: run takes a state, initialState(seed) at first, not ${found}`);
  }

  #queued<T>(job: () => Promise<T>): Promise<T> {
    const next = this.#last.then(job);
    this.#last = next.catch(() => undefined);
    return next;
  }

  /** Brings a state into the memory; `elsewhere` holds its values where they were not there when the run was started. */
  async #load(state: State, elsewhere: NamedTensors | null): Promise<void> {
    if (this.#resident === state || this.#loaded === state) return;
    const tensors = elsewhere ?? state.tensors(); // an earlier run may have had it copied out since
    const { states } = this.program;
    const data = states.map((s) => accepted(this.name, s.name, s.shape, s.dtype, tensors.get(s.name)).data);
    await this.#spill();
    states.forEach((s, i) => {
      this.#instance.write(s.buffer, data[i]!);
    });
    if (this.#updates) return;
    // what is nowhere else lives here from now on: weights are not held twice
    if (state.moveIn(this)) this.#resident = state;
    else this.#loaded = state;
  }

  async #update(state: State): Promise<RunResult> {
    const inPlace = this.#resident === state;
    this.#resident = null;
    try {
      const outputs = await this.#runAndRead();
      const next = new State(this);
      this.#resident = next;
      state.end('superseded');
      return { state: next, outputs };
    } catch (cause) {
      if (inPlace) state.end('lost');
      else state.giveBack();
      throw cause;
    }
  }

  async #runAndRead(): Promise<Outputs> {
    await this.#instance.run();
    const outputs: Record<string, Float32Array | Int32Array> = {};
    for (const port of this.program.outputs) outputs[port.name] = await this.#instance.read(port.buffer);
    return outputs;
  }

  async #spill(): Promise<void> {
    const resident = this.#resident;
    this.#resident = null;
    this.#loaded = null;
    if (resident?.isIn(this)) resident.copyOut(await this.#readStates());
  }

  /** @internal */
  read(state: State): Promise<NamedTensors> {
    return this.#queued(async () => (this.#resident === state ? this.#readStates() : copyOf(state.tensors())));
  }

  async #readStates(): Promise<NamedTensors> {
    const tensors = new Map<string, TensorData>();
    for (const { name, shape, dtype, buffer } of this.program.states) {
      tensors.set(name, { shape, dtype, data: await this.#instance.read(buffer) });
    }
    return tensors;
  }

  /** @internal */
  drop(state: State): void {
    if (this.#resident === state) this.#resident = null;
  }
}

function accepted(
  program: string,
  name: string,
  shape: readonly number[],
  dtype: string,
  found: TensorData | undefined,
): TensorData {
  const expected = `${dtype} [${shape.join(', ')}]`;
  if (found === undefined) throw new Error(`${program}: the state has no '${name}' (${expected})`);
  if (found.dtype !== dtype || found.shape.join() !== shape.join()) {
    throw new Error(`${program}: state '${name}' is ${found.dtype} [${found.shape.join(', ')}], expected ${expected}`);
  }
  return found;
}
