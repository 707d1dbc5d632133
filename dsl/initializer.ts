/**
 * How a parameter's first value is drawn: a pure function of the shape and a uniform stream, so that the same seed
 * gives the same bits everywhere. `uniform(i)` is the i-th number in [0, 1) of the parameter's own stream.
 */
export interface Initializer {
  /** shown by explain and in checkpoints, e.g. 'heNormal' */
  readonly name: string;
  readonly draw: (shape: readonly number[], uniform: (i: number) => number) => Float32Array;
}
