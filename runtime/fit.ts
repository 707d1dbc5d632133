// Training as an async iterator: one event a step, so the caller's loop is the place for progress, metrics, early stop
// and checkpoints.

import type { Definition } from '../dsl/graph.ts';
import type { Backend } from './backends/backend.ts';
import { compile } from './compile.ts';
import type { Batch } from './data/batches.ts';
import type { Dataset } from './data/dataset.ts';
import type { Executable, Feeds, Outputs } from './executable.ts';
import type { State } from './state.ts';

/** One definition at several batch sizes, each compiled when it is first met (an epoch's last batch is often smaller). */
export class Sizes<F extends string = string, O extends string = string> {
  readonly #definition: Definition<string, F, O>;
  readonly #on: Backend | undefined;
  readonly #sizes: Readonly<Record<string, number>>;
  /** the dimension that is the batch; none where the model fixes it */
  readonly #batch: string | undefined;
  readonly #bySize = new Map<number, Promise<Executable<F, O>>>();

  /** `sizes` are those of the named dimensions other than the batch. */
  constructor(definition: Definition<string, F, O>, on?: Backend, sizes: Readonly<Record<string, number>> = {}) {
    this.#definition = definition;
    this.#on = on;
    this.#sizes = sizes;
    const [batch, ...others] = definition.symbols.filter((symbol) => !Object.hasOwn(sizes, symbol));
    if (others.length > 0) {
      throw new Error(
        `fit: ${definition.name} has the dimensions ${definition.symbols.join(', ')}; ` +
          `give the sizes of all but the batch's, e.g. sizes: { ${others[0]}: 32 }`,
      );
    }
    this.#batch = batch;
  }

  /** The program for `batch` examples. */
  of(batch: number): Promise<Executable<F, O>> {
    let found = this.#bySize.get(batch);
    if (found === undefined) {
      const binding = this.#batch === undefined ? this.#sizes : { ...this.#sizes, [this.#batch]: batch };
      found = compile(this.#definition, binding, this.#on ? { on: this.#on } : {});
      this.#bySize.set(batch, found);
    }
    return found;
  }

  async release(): Promise<void> {
    for (const executable of this.#bySize.values()) await (await executable).release();
    this.#bySize.clear();
  }
}

/** Where training stands: enough to go on from here. */
export interface Position {
  /** steps taken so far */
  readonly step: number;
  readonly epoch: number;
  /** the next batch of the epoch */
  readonly batch: number;
}

/** S are the named dimensions of the definition, F the names of what it is fed. */
export interface FitOptions<S extends string = string, F extends string = string> {
  readonly data: Dataset;
  readonly batch: number;
  readonly epochs: number;
  /** orders the batches, and draws the first state */
  readonly seed?: number;
  readonly on?: Backend;
  /** of the named dimensions other than the batch; of '4*H' that of H, or of '4*H' itself */
  readonly sizes?: { readonly [N in S]?: number };
  /** go on from this state and position; the order of the batches depends on seed and epoch alone */
  readonly state?: State;
  readonly from?: Position;
  /** what to feed for a batch; by default its inputs as `input` and its labels as `target` */
  readonly feeds?: (batch: Batch) => Feeds<F>;
  /** stops after the step that is under way */
  readonly signal?: AbortSignal;
}

export interface FitEvent<F extends string = string, O extends string = string> {
  /** the position after this step */
  readonly position: Position;
  readonly batch: Batch;
  readonly outputs: Outputs<O>;
  readonly state: State;
  readonly executable: Executable<F, O>;
  readonly stepsPerEpoch: number;
}

/** `feeds` is needed where the definition is fed something else than 'input' and 'target'. */
type Fed<S extends string, F extends string> = string extends F
  ? unknown
  : [F, 'input' | 'target'] extends ['input' | 'target', F]
    ? unknown
    : Required<Pick<FitOptions<S, F>, 'feeds'>>;

/**
 * Trains a step definition on shuffled batches; the last batch of an epoch may be smaller. Yields after every step;
 * stopping the iteration, or aborting the signal, ends training with the last yielded state valid.
 *
 * Errors: zero epochs, a batch larger than the data, a dimension without a size, and a value that is not finite (naming the step and the tensor).
 */
export async function* fit<S extends string, F extends string, O extends string>(
  definition: Definition<S, F, O>,
  options: FitOptions<S, F> & Fed<S, F>,
): AsyncGenerator<FitEvent<F, O>, void, undefined> {
  const { training } = await import('./late.ts');
  // Boundary: the names are those of the definition
  const steps = training(definition, options as FitOptions);
  yield* steps as AsyncGenerator<FitEvent<F, O>, void, undefined>;
}
