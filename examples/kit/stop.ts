// What ends a run from outside: signals, and nobody left to tell about it. A run that trains saves before it ends.
import { constants } from 'node:os';

export interface Stop {
  /** its reason is an Error */
  readonly signal: AbortSignal;
  /** the exit code, once the run was stopped or could not say what it had to say */
  code(): number | undefined;
}

/** Of a run that was stopped by a signal, whichever it was. */
export const interrupted = 130;
const failure = 1;

/**
 * Listens to Ctrl-C, to being asked to end (SIGTERM), to the terminal that closes (SIGHUP), and to an output that cannot be
 * written any more: its reader left, its disk is full. Ctrl-C or SIGTERM for the second time end the process at once.
 */
export function listen(): Stop {
  const stop = new AbortController();
  let code: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    if (!(signal in constants.signals)) continue;
    process.on(signal, () => {
      // a terminal that closes may say so twice
      if (code === interrupted && signal !== 'SIGHUP') process.exit(code);
      code ??= interrupted;
      stop.abort(new Error('stopped'));
    });
  }
  for (const [name, stream] of [
    ['output', process.stdout],
    ['log', process.stderr],
  ] as const) {
    // without a listener each of these would end the process on the spot
    stream.on('error', (error) => {
      code ??= failure;
      process.exitCode = code; // what was written last may fail when all else has ended
      if (!stop.signal.aborted) stop.abort(new Error(`the ${name} cannot be written: ${error.message}`));
    });
  }
  return { signal: stop.signal, code: () => code };
}
