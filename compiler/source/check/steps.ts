// A search in steps: whoever asks may turn to something else between two of them, or leave it.

export type Steps<T> = Generator<undefined, T>;

/** All steps at once. */
export function finished<T>(steps: Steps<T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}
