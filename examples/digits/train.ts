// The training run: steps, progress, checkpoints, and what came of it.
import { join } from 'node:path';
import type { Backend } from '../../runtime/backends/backend.ts';
import { choose } from '../../runtime/backends/choose.ts';
import { CheckpointError } from '../../runtime/checkpoint.ts';
import { saveCheckpoint } from '../../runtime/checkpointFile.ts';
import { compile } from '../../runtime/compile.ts';
import { type Batch, batchesPerEpoch } from '../../runtime/data/batches.ts';
import { DataError, requireFinite, type Split } from '../../runtime/data/dataset.ts';
import type { Executable } from '../../runtime/executable.ts';
import { type FitEvent, fit, Sizes } from '../../runtime/fit.ts';
import { requireWritable, requireWritableFile } from '../../runtime/writable.ts';
import { breathe, type Display, display } from '../kit/progress.ts';
import { fingerprint, loadDigits } from './data.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import { withHistory } from './history.ts';
import { type Task, taskOf } from './models.ts';
import { type Options, UsageError } from './options.ts';
import { drawReport, percent } from './report.ts';
import { fresh, type Plan, planOf, progressOf, readSaved, type Start, startFrom } from './resume.ts';
import { shifted } from './shift.ts';

export interface Result {
  readonly accuracy: number;
  /** mean cross entropy of the held-out digits */
  readonly loss: number;
  /** of the last step */
  readonly trainLoss: number;
  readonly steps: number;
  /**
   * The median: taking a batch, moving its digits about, the training step, and reading loss and accuracy back. Not in
   * it: evaluation, display and checkpoints.
   */
  readonly msPerStep: number;
  readonly backend: string;
  /** of this process */
  readonly threads: number;
  /** why that backend, where the choice was left open */
  readonly notes: readonly string[];
  readonly kernels: number;
  readonly peakBytes: number;
  readonly compileMs: number;
  readonly seconds: number;
  readonly pictures: readonly string[];
}

/** The run was stopped from outside; the message says where it can go on. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** All that a run works with, checked before the first step. */
interface Run {
  readonly options: Options;
  readonly plan: Plan;
  readonly digits: Split;
  readonly data: string;
  readonly task: Task;
  readonly start: Start;
  readonly on: Backend;
  readonly steps: number;
}

const say = (line: string): void => void process.stderr.write(`${line}\n`);

async function prepare(options: Options): Promise<Run> {
  await requireWritable(options.out, '--out');
  if (options.checkpoint !== undefined) await requireWritableFile(options.checkpoint, '--checkpoint');
  const saved = options.resume === undefined ? undefined : await readSaved(options.resume);
  const plan = planOf(options, saved);
  const digits = await loadDigits(options.data);
  if (plan.batch > digits.train.count) {
    throw new UsageError(
      `--batch ${plan.batch}: larger than the data, which has ${digits.train.count} examples to train on`,
    );
  }
  const { test } = digits;
  requireFinite('held-out digits', 'inputs', [test.count, ...test.shape], test.inputs);
  const steps = plan.epochs * batchesPerEpoch(digits.train, { batch: plan.batch });
  const task = taskOf(plan.model, steps);
  const data = fingerprint(digits.train);
  const start = saved === undefined ? fresh : startFrom(saved, task.step, plan, data);
  return { options, plan, digits, data, task, start, steps, on: await choose(options.backend) };
}

export async function train(options: Options, signal: AbortSignal): Promise<Result> {
  const began = performance.now();
  const run = await prepare(options);
  const { digits, task, start, on, plan } = run;
  for (const note of on.notes ?? []) say(`${options.backend}: ${note}`);
  say(
    `${plan.model} on ${on.name}: ${digits.train.count} digits to learn, ${digits.test.count} held out, ` +
      `${run.steps} steps of ${plan.batch}${start.position.step > 0 ? `, going on after step ${start.position.step}` : ''}`,
  );
  const predict = new Sizes(task.predict, on);
  const learned = await learn(run, predict, signal);
  const evaluation = learned.evaluation ?? (await evaluate(predict, learned.state, digits.test));
  const pictures = await drawReport(options.out, plan.model, digits.test, evaluation, start.history);
  const { backend, threads, notes, kernels, peakBytes, compileMs } = learned.executable;
  return {
    accuracy: evaluation.accuracy,
    loss: evaluation.loss,
    trainLoss: start.history.losses.at(-1) ?? Number.NaN,
    steps: run.steps,
    msPerStep: median(learned.milliseconds),
    ...{ backend, threads, notes, kernels, peakBytes, compileMs },
    seconds: (performance.now() - began) / 1000,
    pictures,
  };
}

type Learned = Pick<FitEvent, 'state' | 'executable'> & {
  readonly milliseconds: readonly number[];
  /** made after the last step */
  readonly evaluation?: Evaluation;
};

/** Takes all steps that are left. */
async function learn(run: Run, predict: Sizes, signal: AbortSignal): Promise<Learned> {
  const { options, plan, digits, task, start, on, steps } = run;
  const show = display(process.stderr, start.position.step);
  const milliseconds: number[] = [];
  let last: FitEvent | undefined;
  let evaluation: Evaluation | undefined;
  try {
    const { state, position: from } = start;
    const resumed = state === undefined ? {} : { state, from };
    const feeds = (batch: Batch) => ({ input: shifted(batch, plan.seed), target: batch.labels });
    let mark = performance.now();
    const { epochs, batch, seed } = plan;
    const training = { data: digits.train, epochs, batch, seed, feeds, on, signal, ...resumed };
    for await (const event of fit(task.step, training)) {
      milliseconds.push(performance.now() - mark);
      last = event;
      record(run, event, show);
      if (event.position.batch === 0) {
        evaluation = await evaluate(predict, event.state, digits.test);
        heldOut(run, event, evaluation, show);
      }
      await breathe();
      const { step } = event.position;
      const due = step % options.checkpointEvery === 0 || step === steps;
      if (options.checkpoint !== undefined && due) await keep(run, event, options.checkpoint, show);
      mark = performance.now();
    }
    if (signal.aborted && last?.position.step !== steps) await interrupted(run, last, signal.reason);
  } catch (error) {
    // bad data stops a run before the step that would have used it: what was learned until then is still good
    if (!(error instanceof DataError) || last === undefined || options.checkpoint === undefined) throw error;
    await save(run, last, options.checkpoint);
    throw new DataError(`${error.message}; checkpoint of step ${last.position.step} saved to ${options.checkpoint}`);
  } finally {
    show.stop();
  }
  if (last !== undefined) return { ...last, milliseconds, ...(evaluation === undefined ? {} : { evaluation }) };
  return { ...(await untrained(run)), milliseconds };
}

function record({ start, plan, steps }: Run, { outputs, batch, position }: FitEvent, show: Display): void {
  const loss = outputs.loss![0]!;
  start.history.losses.push(loss);
  const epoch = position.batch === 0 ? position.epoch : position.epoch + 1;
  const accuracy = outputs.correct![0]! / batch.count;
  show.update({ step: position.step, steps, stage: `epoch ${epoch}/${plan.epochs}`, loss, accuracy });
}

function heldOut({ start }: Run, { position }: FitEvent, { loss, accuracy }: Evaluation, show: Display): void {
  start.history.heldOut.push({ step: position.step, loss, accuracy });
  show.note(`epoch ${position.epoch} done: held-out accuracy ${percent(accuracy)}, loss ${loss.toFixed(4)}`);
}

async function save({ plan, data, start }: Run, { position, state }: FitEvent, path: string): Promise<void> {
  const tensors = withHistory(await state.snapshot(), start.history);
  await saveCheckpoint(path, { progress: progressOf(plan, position, data), tensors });
}

/**
 * The same in mid-training, where a disk that is full now may have room by the next time: the old checkpoint is still there.
 * At the end it is an error.
 */
async function keep(run: Run, event: FitEvent, path: string, show: Display): Promise<void> {
  try {
    await save(run, event, path);
  } catch (error) {
    if (!(error instanceof CheckpointError) || event.position.step === run.steps) throw error;
    show.note(`${error.message}; training goes on`);
  }
}

async function interrupted(run: Run, last: FitEvent | undefined, why: Error): Promise<never> {
  if (last === undefined) throw new Interrupted('stopped before the first step; there is nothing to save');
  const path = run.options.checkpoint ?? join(run.options.out, 'interrupted.safetensors');
  await save(run, last, path);
  throw new Interrupted(
    `${why.message} after step ${last.position.step} of ${run.steps}; checkpoint saved to ${path}\n` +
      `go on with: npm start -- --model ${run.plan.model} --resume ${path}`,
  );
}

/** A checkpoint of a finished run: nothing is left to learn, but all is there to evaluate. */
async function untrained({ task, plan, start, on }: Run): Promise<Pick<FitEvent, 'state' | 'executable'>> {
  const binding = Object.fromEntries(task.step.symbols.map((symbol) => [symbol, plan.batch]));
  const executable: Executable = await compile(task.step, binding, { on });
  return { executable, state: start.state ?? executable.initialState(plan.seed) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}
