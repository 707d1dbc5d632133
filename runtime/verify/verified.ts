// What `compile(..., { verify })` is asked and says: types alone.

export interface VerifyOptions {
  /** steps that are compared, each with inputs of its own; 2 if nothing is said */
  readonly points?: number;
  /** how many times as far as rounding explains a result may be off; 1 if nothing is said */
  readonly tolerance?: number;
  /** what weights and inputs are drawn from; 1 if nothing is said */
  readonly seed?: number;
}

/** A program that agrees with the float64 reference. */
export interface Verified {
  readonly points: number;
  readonly tolerance: number;
  readonly seed: number;
  /** what was compared: "output 'loss'", "state 'hidden.w'", "the gradient by 'hidden.w'" */
  readonly results: readonly string[];
  /** those of them that were no number at any element of any point: nothing is known of them */
  readonly open: readonly string[];
  /** the result that came nearest to what is allowed */
  readonly worst: { readonly what: string; readonly error: number; readonly allowed: number };
  /** how long it took */
  readonly milliseconds: number;
}
