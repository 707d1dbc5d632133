// What a person sees while the fuzzer runs: one line that is written over on a terminal, now and then a line elsewhere.
// Always on standard error, so that standard output holds results alone.
import type { Progress } from '../fuzz.ts';

export interface Display {
  readonly update: (progress: Progress) => void;
  readonly stop: () => void;
}

const drawEveryMs = 80;
const lineEveryMs = 5000;
/** back to the first column, and nothing behind it */
const clearLine = '\r\u001b[K';

export function display(name: string, stream: NodeJS.WriteStream): Display {
  const start = performance.now();
  let last = start;
  return {
    update({ run, runs, checks, inconclusive }) {
      const now = performance.now();
      if (now - last < (stream.isTTY ? drawEveryMs : lineEveryMs)) return;
      last = now;
      const seconds = ((now - start) / 1000).toFixed(1);
      const words = `${name}  ${run}${runs === Infinity ? '' : `/${runs}`} runs  ${checks} checks  ${inconclusive.toFixed(1)} inconclusive  ${seconds} s`;
      stream.write(stream.isTTY ? `${clearLine}${words.slice(0, stream.columns - 1)}` : `${words}\n`);
    },
    stop() {
      if (stream.isTTY) stream.write(clearLine);
    },
  };
}
