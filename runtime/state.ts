/// <reference lib="esnext.disposable" preserve="true" />
// State handles: parameters, optimiser state and counters that live where the program runs.
//
// A handle is opaque. A run takes one and returns the next; the one it took is superseded (its memory was updated in
// place), and using it again is an error. A program holds one state in its own memory; when it is given another one,
// the resident one is first copied out to its handle, so any number of states can share a program. What a program does not
// know of a state (an optimiser's tensors, another part of the model) stays with the handle, and goes on to the next one.
import type { DType } from '../dsl/dtype.ts';

/** A tensor outside the language: what checkpoints hold and `snapshot` returns. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: Float32Array | Int32Array;
}

export type NamedTensors = ReadonlyMap<string, TensorData>;

/** The names of a state that is in a program's memory, in order, with the tensors that the program does not know. */
export type Beside = ReadonlyMap<string, TensorData | undefined>;

/** A copy that shares nothing with the original. */
export const copyOf = (tensors: NamedTensors): NamedTensors =>
  new Map([...tensors].map(([name, tensor]) => [name, copied(tensor)]));

const copied = (tensor: TensorData): TensorData => ({ ...tensor, data: tensor.data.slice() });

/** All tensors of a state, of which a program's memory held some; they are shared with nobody. */
export const whole = (beside: Beside, held: NamedTensors): NamedTensors =>
  new Map([...beside].map(([name, kept]) => [name, kept ? copied(kept) : held.get(name)!]));

/** What has states in its memory: an executable. */
export interface Holder {
  /** copies a state out that was in its memory when this was called, before any later run there */
  read(state: State): Promise<NamedTensors>;
  /** the holder forgets the state */
  drop(state: State): void;
}

type Place =
  | { readonly kind: 'resident'; readonly holder: Holder; readonly beside: Beside }
  | { readonly kind: 'copied'; readonly tensors: NamedTensors }
  | { readonly kind: 'gone'; readonly why: string };

const gone = {
  disposed: 'this state was disposed; keep it, or take a snapshot before',
  superseded:
    'this state was superseded by the run that took it; use the state that the run returned, or keep a snapshot',
  lost: 'this state was lost: the run that was updating it failed; restore a snapshot or a checkpoint',
} as const;

export class State {
  #place: Place;
  /** a run that was started will supersede it */
  #taken = false;

  /** @internal */
  constructor(place: NamedTensors | { readonly holder: Holder; readonly beside: Beside }) {
    this.#place = 'holder' in place ? { kind: 'resident', ...place } : { kind: 'copied', tensors: place };
  }

  /** Copies every tensor of the state out, by name, as it is now. The state stays usable. */
  async snapshot(): Promise<NamedTensors> {
    this.check();
    return this.#place.kind === 'resident' ? this.#place.holder.read(this) : copyOf(this.tensors());
  }

  /** Frees the state at once (otherwise it is collected with its program). Also by `using`. */
  [Symbol.dispose](): void {
    if (this.#place.kind === 'resident') this.#place.holder.drop(this);
    this.#place = { kind: 'gone', why: gone.disposed };
  }

  /** @internal an error when the state cannot be used, or not now */
  check(): void {
    if (this.#place.kind === 'gone') throw new Error(`state: ${this.#place.why}`);
    if (this.#taken) {
      throw new Error(
        'state: this state is being updated by a run that has not ended; await the run and use the state it returns',
      );
    }
  }

  /** @internal is it in this holder's memory? */
  isIn(holder: Holder): boolean {
    return this.#place.kind === 'resident' && this.#place.holder === holder;
  }

  /** @internal its values as they are now, to be read only */
  values(): NamedTensors | Promise<NamedTensors> {
    return this.#place.kind === 'resident' ? this.#place.holder.read(this) : this.tensors();
  }

  /** @internal the values themselves of a state that is a copy */
  tensors(): NamedTensors {
    const place = this.#place;
    if (place.kind === 'gone') throw new Error(`state: ${place.why}`);
    if (place.kind === 'resident') throw new Error('state: its values are in the memory of a program');
    return place.tensors;
  }

  /** @internal a copy moves into the memory of a holder, which has all but what is beside; false: it is in another's */
  moveIn(holder: Holder, beside: Beside): boolean {
    if (this.#place.kind !== 'copied') return false;
    this.#place = { kind: 'resident', holder, beside };
    return true;
  }

  /** @internal what the program that holds it does not know */
  beside(): Beside {
    return this.#place.kind === 'resident' ? this.#place.beside : new Map();
  }

  /** @internal a run was started that will update the state */
  take(): void {
    this.#taken = true;
  }

  /** @internal that run did not begin to update it */
  giveBack(): void {
    this.#taken = false;
  }

  /** @internal its holder needs the memory, which had `held` */
  copyOut(held: NamedTensors): void {
    this.#place = { kind: 'copied', tensors: whole(this.beside(), held) };
  }

  /** @internal a run took this state and returned the next one, or failed half-way */
  end(how: 'superseded' | 'lost'): void {
    this.#place = { kind: 'gone', why: gone[how] };
  }
}
