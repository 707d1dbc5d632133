/// <reference lib="esnext.disposable" preserve="true" />
// State handles: parameters, optimiser state and counters that live where the program runs.
//
// A handle is opaque. A run takes one and returns the next; the one it took is superseded (its memory was updated in
// place), and using it again is an error. A program holds one state in its own memory; when it is given another one,
// the resident one is first copied out to its handle, so any number of states can share a program.
import type { DType } from '../dsl/dtype.ts';

/** A tensor outside the language: what checkpoints hold and `snapshot` returns. */
export interface TensorData {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly data: Float32Array | Int32Array;
}

export type NamedTensors = ReadonlyMap<string, TensorData>;

/** Where a state's values are: in an executable's memory, or copied out. */
export interface Holder {
  /** copies the resident state out */
  read(): Promise<NamedTensors>;
  /** the holder forgets the state */
  drop(state: State): void;
}

type Place =
  | { kind: 'resident'; holder: Holder }
  | { kind: 'copied'; tensors: NamedTensors }
  | { kind: 'gone'; why: string };

export class State {
  #place: Place;

  /** @internal */
  constructor(place: Holder | NamedTensors) {
    this.#place =
      place instanceof Map ? { kind: 'copied', tensors: place } : { kind: 'resident', holder: place as Holder };
  }

  /** Copies every tensor of the state out, by name. The state stays usable. */
  async snapshot(): Promise<NamedTensors> {
    const place = this.#place;
    if (place.kind === 'gone') throw new Error(`state: ${place.why}`);
    return place.kind === 'copied' ? place.tensors : place.holder.read();
  }

  /** Frees the state at once (otherwise it is collected with its program). Also by `using`. */
  [Symbol.dispose](): void {
    if (this.#place.kind === 'resident') this.#place.holder.drop(this);
    this.#place = { kind: 'gone', why: 'this state was disposed; keep it, or take a snapshot before' };
  }

  /** @internal is it in this holder's memory? */
  isIn(holder: Holder): boolean {
    return this.#place.kind === 'resident' && this.#place.holder === holder;
  }

  /** @internal an error when the state cannot be used any more */
  check(): void {
    if (this.#place.kind === 'gone') throw new Error(`state: ${this.#place.why}`);
  }

  /** @internal the state now lives in the holder's memory */
  moveTo(holder: Holder): void {
    this.#place = { kind: 'resident', holder };
  }

  /** @internal its holder needs the memory */
  copyOut(tensors: NamedTensors): void {
    this.#place = { kind: 'copied', tensors };
  }

  /** @internal a run took this state and returned the next one */
  supersede(): void {
    const why =
      'this state was superseded by the run that took it; use the state that the run returned, or keep a snapshot';
    this.#place = { kind: 'gone', why };
  }
}
