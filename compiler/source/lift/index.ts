// The entry `quern/lift` where there is a file system: a scalar function of TypeScript or JavaScript becomes a pointwise
// function of tensors when the program runs. The call is found in its module by its place in the stack, and the module is
// parsed; pages have no sources to read, so a bundler's plugin does it for them (quern/vite, quern/esbuild,
// quern/webpack).
import { fileURLToPath } from 'node:url';
import type { ts } from 'ts-morph';
import { userFrame } from '../../../dsl/error.ts';
import { type Lift, type Lifted, lifted } from '../../../dsl/ops/lifted.ts';
import type { ScalarProgram } from '../../../dsl/scalar/program.ts';
import { placeOf } from '../frame.ts';
import { errorAmong, type Tried } from './blame.ts';
import { Modules } from './declarations.ts';
import { LiftError } from './error.ts';
import { computes } from './evaluate.ts';
import { onDisk } from './files.ts';
import { callsAt } from './find.ts';
import { liftCall } from './lift.ts';

export type { LiftError } from './error.ts';

/** A module that lifts many functions is parsed once. */
const modules = new Modules(onDisk);

type Scalar = (...numbers: number[]) => number;

/**
 * The scalar function at every position of tensors: z_i = f(x_i, y_i, ...), operands broadcast, all but one may be numbers.
 *
 *   const mish = lift((x: number) => x * Math.tanh(Math.log1p(Math.exp(x)))); // Misra 2019
 *
 * f is written in the call, or named there. It has const and let, arithmetic, Math, comparisons, conditions, early returns,
 * for loops with constant bounds, and calls of such functions in its module and in relative imports. Derivatives of every
 * order are those of the branches that are taken. Throws LiftError, with the place, the line and what to write instead,
 * where the source cannot be lifted.
 */
export const lift: Lift = (f) => {
  if (typeof f !== 'function') throw new TypeError(`lift: expected a function, got ${typeof f}`);
  // Boundary: Liftable<F> is F, or no caller type-checks.
  return lifted(programAmong(callsOn([new Error().stack, generatedStack()]), f as unknown as Scalar)) as Lifted<never>;
};

/** The calls that may be meant, by the first stack whose file can be read. */
function callsOn(stacks: readonly (string | undefined)[]): ts.CallExpression[] {
  const frames = stacks.map((stack) => userFrame(stack) ?? 'no place');
  for (const frame of frames) {
    const [, from = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(frame) ?? [];
    const file = modules.load(from.startsWith('file:') ? fileURLToPath(from) : from);
    if (file === undefined) continue;
    const calls = callsAt(file, Number(line), Number(column));
    if (calls.length > 0) return calls;
    throw new Error(`lift: there is no call at ${frame}: the file was changed after it was loaded`);
  }
  throw new Error(`lift: the source of its call cannot be read: ${frames[0]}`);
}

/** The stack as the code that runs has it: source maps may lead to files that were not shipped. */
function generatedStack(): string | undefined {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (_, sites) =>
    sites.map((s) => `at (${s.getFileName()}:${s.getLineNumber()}:${s.getColumnNumber()})`).join('\n');
  const { stack } = new Error();
  Error.prepareStackTrace = prepareStackTrace;
  return stack;
}

/** The program of the first call that computes what the function does. */
function programAmong(calls: readonly ts.CallExpression[], f: Scalar): ScalarProgram {
  const tried: Tried[] = [];
  for (const call of calls) {
    try {
      const program = liftCall(modules, call);
      if (computes(program, f)) return program;
      const reason = 'the source here does not compute what the function does';
      const rewrite = 'Was the file changed after it was loaded? Load it again.';
      tried.push({ call, error: new LiftError(placeOf(call), reason, rewrite), refused: false });
    } catch (error) {
      if (!(error instanceof LiftError)) throw error;
      tried.push({ call, error, refused: true });
    }
  }
  throw errorAmong(tried, f).from(process.cwd());
}
