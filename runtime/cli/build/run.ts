// What `quern build` prints.
import { join } from 'node:path';
import { oneLine } from '../../../compiler/escape.ts';
import { say, sayJson } from '../output.ts';
import { styleFor } from '../style.ts';
import { type Built, buildFile } from './build.ts';
import type { BuildOptions } from './options.ts';
import type { Progress } from './vectors.ts';

/** Builds, tells how far it is on standard error, and prints what was written. */
export async function runBuild(reference: string, options: BuildOptions & { readonly json?: boolean }): Promise<void> {
  const display = progressOn(process.stderr);
  let built: Built;
  try {
    built = await buildFile(reference, options, display.update);
  } finally {
    display.stop();
  }
  if (options.json) sayJson(built);
  else say(builtText(built, options.output));
}

function builtText(built: Built, folder: string): string {
  const style = styleFor(process.stdout);
  const size = (bytes: number) => (bytes < 1e4 ? `${bytes} bytes` : `${(bytes / 1e3).toFixed(1)} kB`);
  const width = Math.max(...built.files.map(({ file }) => join(folder, file).length));
  return [
    `${style.strong(oneLine(built.definition))} on ${built.backend}: ${built.kernels} kernels, ${built.weights.toLocaleString('en')} numbers of weights`,
    ...built.inputs.map((port) => `  given ${oneLine(port)}`),
    ...built.outputs.map((port) => `  gives ${oneLine(port)}`),
    ...built.files.map(
      ({ file, bytes }) => `${style.name(join(folder, file).padEnd(width))}  ${style.dim(size(bytes))}`,
    ),
    ...(built.loaded ? ['loaded once: its test vectors give what they are to'] : []),
    ...built.notes.map((note) => `note: ${oneLine(note)}`),
  ].join('\n');
}

const drawEveryMs = 80;

/** One line that is written over on a terminal; nothing elsewhere. */
function progressOn(stream: NodeJS.WriteStream): { readonly update: Progress; readonly stop: () => void } {
  const clearLine = '\r\u001b[K';
  let last = Number.NEGATIVE_INFINITY;
  return {
    update(what, done, total) {
      const now = performance.now();
      if (!stream.isTTY || now - last < drawEveryMs) return;
      last = now;
      stream.write(`${clearLine}${what} ${Math.floor((100 * done) / total)} %`);
    },
    stop() {
      if (stream.isTTY) stream.write(clearLine);
    },
  };
}
