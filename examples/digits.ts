// The main job, `npm start`: trains LeNet-5 (LeCun et al. 1998) on handwritten digits and draws what it learned.
import { relative } from 'node:path';
import { terminalText } from '../compiler/escape.ts';
import { exitCodes, type Options, parseOptions, UsageError } from './digits/options.ts';
import { percent } from './digits/report.ts';
import { Interrupted, type Result, train } from './digits/train.ts';
import { listen } from './kit/stop.ts';

/** Results: to people on standard output, or on standard error where that is kept for JSON. */
function report(options: Options, result: Result): void {
  const { accuracy, loss, backend, threads, kernels, peakBytes, pictures } = result;
  const lines = [
    `test accuracy ${percent(accuracy)}, loss ${loss.toFixed(4)}`,
    `${result.steps} steps, ${result.msPerStep.toFixed(2)} ms each with their batch on ${backend}${threads > 1 ? `, ${threads} threads` : ''}, ${result.seconds.toFixed(1)} s in all; ` +
      `${kernels} kernels, ${(peakBytes / 2 ** 20).toFixed(1)} MiB, compiled in ${result.compileMs.toFixed(0)} ms`,
    ...pictures.map((path) => `  ${relative('.', path)}`),
  ];
  (options.json ? process.stderr : process.stdout).write(`${lines.join('\n')}\n`);
  if (options.json) process.stdout.write(`${JSON.stringify(result)}\n`);
}

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const foreseen = error.constructor !== TypeError && error.constructor !== ReferenceError;
  return foreseen ? error.message : (error.stack ?? error.message); // the others are our own mistakes: say where
};

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  const stop = listen();
  try {
    report(options, await train(options, stop.signal));
    return stop.code() ?? exitCodes.ok;
  } catch (error) {
    process.stderr.write(terminalText(`${messageOf(error)}\n`));
    if (error instanceof Interrupted) return stop.code() ?? exitCodes.interrupted;
    return error instanceof UsageError ? exitCodes.usage : exitCodes.failure;
  }
}

process.exitCode = await main();
