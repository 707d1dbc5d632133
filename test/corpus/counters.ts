// The counters of instrumented code, read as places reached so and so often.

const hits = (): Uint32Array => (globalThis as unknown as { readonly __hits: Uint32Array }).__hits;

/** Turns that are told apart: 1, 2, 3 to 7, 8 and more. */
const buckets = 4;
const bucketOf = (n: number): number => (n >= 8 ? 3 : n >= 3 ? 2 : n - 1);

/** What a run reached: branch * 4 + bucket. */
export type Reached = readonly number[];

export const branchOf = (place: number): number => Math.floor(place / buckets);

/** Runs something and gives what it reached of `count` branches. */
export function reachedBy(count: number, run: () => void): Reached {
  const counters = hits();
  counters.fill(0, 0, count);
  run();
  const places: number[] = [];
  for (let n = 0; n < count; n++) if (counters[n]! > 0) places.push(n * buckets + bucketOf(counters[n]!));
  return places;
}
