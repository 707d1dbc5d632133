// quern fuzz: every subject that was named, one after the other; what was found is on standard output.
import { writeFileSync } from 'node:fs';
import type { Backend } from '../../../runtime/backends/backend.ts';
import { choose, requireBackendName } from '../../../runtime/backends/choose.ts';
import type { FuzzCommand } from '../../../runtime/cli/fuzzCommand.ts';
import { UsageError } from '../../../runtime/cli/load.ts';
import { say, sayJson } from '../../../runtime/cli/output.ts';
import { styleFor } from '../../../runtime/cli/style.ts';
import { FuzzError } from '../failure.ts';
import { FuzzOptionError, type FuzzReport } from '../fuzz.ts';
import { fuzzSubject } from '../fuzzGradients.ts';
import { RegressionFileError, regressionFile } from '../regressionFile.ts';
import { coveredLines, strengthLines } from './covered.ts';
import { errorPicture } from './picture.ts';
import { plotLines } from './plot.ts';
import { display } from './progress.ts';
import { type Subject, subjectsOf } from './subjects.ts';
import { table } from './table.ts';

/** What became of a subject. */
interface Result {
  readonly report: FuzzReport;
  /** the message of a fault, or of too much that stayed open */
  readonly fault?: string;
}

/** Runs the command and gives its exit code: 0, or 1 after a fault. A UsageError where it was asked for wrongly. */
export async function fuzzCommand(reference: string, command: FuzzCommand): Promise<0 | 1> {
  const start = performance.now();
  const backends = await Promise.all(command.backend.map(backendOf));
  const results: Result[] = [];
  const subjects = await subjectsOf(reference);
  const end = performance.now() + 1000 * (command.seconds ?? Infinity);
  for (const [i, subject] of subjects.entries()) {
    // what one leaves of the time is for those after it
    const share = (end - performance.now()) / 1000 / (subjects.length - i);
    const seconds = Number.isFinite(share) ? { seconds: Math.max(share, 1e-3) } : {};
    const result = await fuzzed(subject, { ...command, ...seconds }, backends);
    results.push(result);
    if (!command.json) say(`${textOf(result, command)}\n`);
  }
  const faults = results.filter((r) => r.fault !== undefined).length;
  const seconds = Number(((performance.now() - start) / 1000).toFixed(2));
  if (command.svg !== undefined)
    writeFileSync(
      command.svg,
      errorPicture(
        `Gradients of ${reference}`,
        results.map((r) => r.report),
      ),
    );
  if (command.json) {
    const all = results.map(({ report, fault }) => ({ ...report, ...(fault === undefined ? {} : { fault }) }));
    sayJson({ subjects: all, faults, seconds });
  }
  return faults > 0 ? 1 : 0;
}

async function backendOf(name: string): Promise<Backend> {
  try {
    return await choose(requireBackendName(name));
  } catch (cause) {
    throw new UsageError(`fuzz: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function fuzzed({ name, value }: Subject, command: FuzzCommand, backends: readonly Backend[]): Promise<Result> {
  const { runs, seconds, seed, order, symbols, tolerance, regressions } = command;
  const shown = display(name, process.stderr);
  try {
    const report = await fuzzSubject(value, {
      ...{ name, seed, symbols, tolerance, backends },
      ...(runs === undefined ? {} : { runs }),
      ...(seconds === undefined ? {} : { seconds }),
      ...(command.strength === undefined ? {} : { strength: command.strength }),
      order: order === 1 ? 1 : 2,
      onProgress: shown.update,
      ...(regressions === false ? {} : { regressions: regressionFile(regressions) }),
    });
    return { report };
  } catch (error) {
    if (error instanceof FuzzError) return { report: error.report, fault: error.message };
    if (error instanceof FuzzOptionError || error instanceof RegressionFileError)
      throw new UsageError(error.message, { cause: error });
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  } finally {
    shown.stop();
  }
}

const plotOf = ({ counterexample }: FuzzReport): string[] =>
  counterexample?.line === undefined ? [] : ['', ...plotLines(counterexample.line)];

function textOf({ report, fault }: Result, { verbose = false }: FuzzCommand): string {
  const style = styleFor(process.stdout);
  const { name, runs, replayed, checks, inconclusive, seed } = report;
  const again = replayed > 0 ? ` (${replayed} that had failed before)` : '';
  const counts = `seed ${seed}, ${runs} runs${again}, ${checks} checks, ${(100 * inconclusive).toFixed(1)}% inconclusive`;
  const head = `${style.strong(name)}: ${fault === undefined ? 'no fault found' : 'FAULT'}; ${counts}`;
  const errors = Object.keys(report.ops).length > 0 ? ['', ...table(report, style)] : [];
  // after a fault the fault is what matters
  const isCovered = fault === undefined || verbose;
  const covered = isCovered ? ['', ...coveredLines(report, verbose, style), ...strengthLines(report, style)] : [];
  return [head, ...errors, ...covered, ...(fault === undefined ? [] : ['', fault, ...plotOf(report)])].join('\n');
}
