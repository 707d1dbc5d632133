// The event loop of the process or page. Runs that follow one another without waiting for anything outside, as those on the
// CPU do, would keep timers, input and frames waiting until the last has ended: every so often they let them in.

/** milliseconds for which others wait at most, but for a single run or pass that takes longer: a frame */
const patience = 16;

/** taken now: tests that replace timers leave it alone */
const { setImmediate } = globalThis as { setImmediate?: (then: () => void) => unknown };

/** After what waits now. Not by a timer: pages make those wait for 4 ms, and for a second where they are hidden. */
export const turn = (): Promise<void> =>
  new Promise((then) => {
    if (setImmediate) setImmediate(then);
    else if (typeof MessageChannel === 'function') {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        then();
      };
      port2.postMessage(null);
    } else setTimeout(then);
  });

/** the turn of the loop that is under way, if this was asked in it, and its end */
let now: { readonly since: number; readonly over: Promise<void> } | undefined;

/** What to wait for where others have waited long enough, else undefined. */
export function breath(): Promise<void> | undefined {
  if (now !== undefined) return performance.now() - now.since < patience ? undefined : now.over;
  const over = turn().then(() => {
    now = undefined;
  });
  now = { since: performance.now(), over };
  return undefined;
}
