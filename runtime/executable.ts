// A compiled definition: runs steps over resident states.
import type { Program } from '../compiler/program/types.ts';
import type { Numbers } from '../dsl/dtype.ts';
import { nameOf } from '../dsl/given.ts';
import type { Graph } from '../dsl/graph.ts';
import { isKept } from '../dsl/kept.ts';
import type { Fed } from '../dsl/ports.ts';
import { rangesOf } from '../dsl/ranges.ts';
import type { Some } from '../dsl/shape/index.ts';
import type { Instance } from './backends/backend.ts';
import { breath } from './eventLoop.ts';
import { type Declared, type Feeds, numbersOf, takeFeeds } from './feeds.ts';
import { initialValues } from './initial.ts';
import { type Beside, copyOf, type Holder, type NamedTensors, State, type TensorData, whole } from './state.ts';
import type { Verified } from './verify/verified.ts';

export type { Feeds } from './feeds.ts';
/** By output, of the names O. */
export type Outputs<O extends string = string> = Readonly<Record<O, Numbers>>;

export interface RunResult<O extends string = string> {
  readonly state: State;
  readonly outputs: Outputs<O>;
}

/** F are the names of what it is fed, O those of its outputs: Executable<'input' | 'target', 'loss'>. */
export class Executable<F extends string = string, O extends string = string> implements Holder {
  readonly name: string;
  /** what really runs, e.g. 'cpu' or 'gpujs:webasm' */
  readonly backend: string;
  /** how many threads of this process or page compute */
  readonly threads: number;
  /** why it runs there, where that was chosen and not told: a line each */
  readonly notes: readonly string[];
  /** what compile's `verify` held against the float64 reference */
  declare readonly verified?: Verified;
  readonly program: Program;
  readonly kernels: number;
  /** bytes held: states, inputs, constants and the arena of temporaries */
  readonly peakBytes: number;
  /** trace, passes, emit and the engine's own compilation */
  readonly compileMs: number;
  readonly #graph: Graph;
  readonly #inputs: readonly Declared[];
  readonly #instance: Instance;
  /** whether a run changes its state */
  readonly #updates: boolean;
  #resident: State | null = null;
  /** the state of another program, or a copy, whose values the memory holds: a program that only reads loads them once */
  #loaded: State | null = null;
  /** runs are queued: the memory serves one at a time */
  #last: Promise<unknown> = Promise.resolve();
  /** the queue's length */
  #waiting = 0;

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
    this.#inputs = graph.inputs.map(({ name, leaf }) => ({
      name,
      shape: leaf.shape,
      dtype: leaf.dtype,
      ranges: rangesOf(leaf),
    }));
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
   * `given` by name (weights that were loaded, a snapshot) is taken instead, and tensors that this program does not know
   * go along. Where it lacks tensors of this program, one with an unknown name is an error: it may be a misspelt one.
   */
  initialState(seed = 0, given: NamedTensors | { readonly tensors: NamedTensors } = new Map()): State {
    const tensors = tensorsOf('initialState', given);
    const missing = this.#graph.states.find((s) => !tensors.has(s.name))?.name;
    const unknown = [...tensors.keys()].find(
      (name) => !isKept(name) && !this.#graph.states.some((s) => s.name === name),
    );
    if (missing !== undefined && unknown !== undefined) {
      throw new Error(`initialState: ${this.name} has no state named '${unknown}', and its '${missing}' was not given`);
    }
    const drawn = initialValues(this.#graph.states, seed, new Set(tensors.keys()));
    return this.#stateOf(tensors, (name) => drawn.get(name));
  }

  /**
   * A state from named tensors, as `snapshot` gives them: every one of this program, with its shape and element type. Others
   * (the optimiser's, where this program only predicts) go along.
   */
  restore(tensors: NamedTensors | { readonly tensors: NamedTensors }): State {
    return this.#stateOf(tensorsOf('restore', tensors), () => undefined);
  }

  /** Shares nothing with the tensors. */
  #stateOf(given: NamedTensors, otherwise: (name: string) => TensorData['data'] | undefined): State {
    const tensors = new Map<string, TensorData>();
    for (const { name, leaf } of this.#graph.states) {
      const { shape, dtype } = leaf;
      const drawn = given.has(name) ? undefined : otherwise(name);
      if (drawn === undefined) {
        const { data } = accepted(this.name, name, shape, dtype, given.get(name));
        tensors.set(name, { shape, dtype, data: numbersOf(`${this.name}: state`, { name, shape, dtype }, data, true) });
      } else tensors.set(name, { shape, dtype, data: drawn });
    }
    for (const [name, { shape, dtype, data }] of given) {
      if (tensors.has(name)) continue;
      tensors.set(name, { shape, dtype, data: numbersOf('state', { name, shape, dtype }, data, true) });
    }
    return new State(tensors);
  }

  /**
   * Runs once. `state` is superseded by the state in the result where the program updates it; a program that only reads
   * its state (an evaluation) leaves it as it is. It may be the state of any program that has these names; tensors that this
   * one does not know stay with it, or go on to the next state, untouched. `feeds` are read now: their arrays may change as
   * soon as this returns. Runs that are not awaited follow one another. Between runs that take longer than a frame together,
   * timers and other work of the page or process have their turn.
   *
   * After an error the state is what it was before, unless the run itself failed half-way while it was updating it in place
   * (a device is gone): then it is lost.
   */
  async run<G extends Some<Partial<Feeds<F>>> = object>(state: State, feeds?: Fed<'run', F, G>): Promise<RunResult<O>> {
    this.#requireState(state);
    // Boundary: the signature has compared the names; what is fed is looked at here
    // nothing waits: the memory's inputs are free, and nothing has to be copied twice
    const now = this.#waiting === 0;
    const fed = takeFeeds(this.name, this.#inputs, (feeds ?? {}) as Feeds, (input) => `run(state, { ${input} })`, !now);
    const write = () => {
      for (const port of this.program.inputs) {
        this.#instance.write(port.buffer, fed[this.#inputs.findIndex((input) => input.name === port.name)]!);
      }
    };
    if (now) write();
    // what is not in this memory is asked for now, before a later run can change it where it is
    const elsewhere = state.isIn(this) ? null : Promise.resolve(state.values());
    elsewhere?.catch(() => undefined); // awaited below, when its turn comes
    if (this.#updates) state.take();
    return this.#queued(async () => {
      let beside: Beside;
      try {
        beside = await this.#load(state, await elsewhere);
        if (!now) write();
      } catch (cause) {
        state.giveBack();
        throw cause;
      }
      return this.#updates ? this.#update(state, beside) : { state, outputs: await this.#runAndRead() };
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
    this.#waiting++;
    const turn = async () => {
      const pause = breath();
      if (pause) await pause;
      try {
        return await job();
      } finally {
        this.#waiting--;
      }
    };
    const next = this.#last.then(turn);
    this.#last = next.catch(() => undefined);
    return next;
  }

  /**
   * Brings a state into the memory; `elsewhere` holds its values where they were not there when the run was started. Gives
   * what this program does not know of it.
   */
  async #load(state: State, elsewhere: NamedTensors | null): Promise<Beside> {
    if (this.#resident === state) return state.beside();
    if (this.#loaded === state) return new Map();
    const tensors = elsewhere ?? state.tensors(); // an earlier run may have had it copied out since
    const { states } = this.program;
    const data = states.map((s) => accepted(this.name, s.name, s.shape, s.dtype, tensors.get(s.name)).data);
    await this.#spill();
    states.forEach((s, i) => {
      this.#instance.write(s.buffer, data[i]!);
    });
    const known = new Set(states.map((s) => s.name));
    const beside: Beside = new Map([...tensors].map(([name, tensor]) => [name, known.has(name) ? undefined : tensor]));
    if (this.#updates) return beside;
    // what is nowhere else lives here from now on: weights are not held twice
    if (state.moveIn(this, beside)) this.#resident = state;
    else this.#loaded = state;
    return beside;
  }

  async #update(state: State, beside: Beside): Promise<RunResult<O>> {
    const inPlace = this.#resident === state;
    this.#resident = null;
    try {
      const outputs = await this.#runAndRead();
      const next = new State({ holder: this, beside });
      this.#resident = next;
      state.end('superseded');
      return { state: next, outputs };
    } catch (cause) {
      if (inPlace) state.end('lost');
      else state.giveBack();
      throw cause;
    }
  }

  async #runAndRead(): Promise<Outputs<O>> {
    await this.#instance.run();
    const outputs: [string, Numbers][] = [];
    for (const { name, buffer } of this.program.outputs) outputs.push([name, await this.#instance.read(buffer)]);
    // Boundary: the program's outputs have the names of the definition's
    return Object.fromEntries(outputs) as Outputs<O>;
  }

  async #spill(): Promise<void> {
    const resident = this.#resident;
    this.#resident = null;
    this.#loaded = null;
    if (!resident?.isIn(this)) return;
    const held = await this.#readStates();
    if (resident.isIn(this)) resident.copyOut(held); // not disposed of meanwhile
  }

  /** @internal */
  read(state: State): Promise<NamedTensors> {
    return this.#queued(async () => {
      if (this.#resident !== state) return copyOf(state.tensors());
      const beside = state.beside();
      return whole(beside, await this.#readStates());
    });
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

/** Tensors by name, or what loadWeights returns. */
function tensorsOf(call: string, given: unknown): NamedTensors {
  const inside = typeof given === 'object' && given !== null && 'tensors' in given ? given.tensors : given;
  // of any realm
  if (Object.prototype.toString.call(inside) === '[object Map]') return inside as NamedTensors;
  throw new TypeError(
    `${call}: expected a Map of tensors by name, as snapshot and loadWeights give them, not ${nameOf(given)}`,
  );
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
