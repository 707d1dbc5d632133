// From a checkpoint to where a run goes on, and the checks that it is the same run.
import type { Definition } from '../../dsl/graph.ts';
import { CheckpointError, type Progress, requireSameTensors } from '../../runtime/checkpoint.ts';
import { loadCheckpoint } from '../../runtime/checkpointFile.ts';
import type { Position } from '../../runtime/fit.ts';
import { State } from '../../runtime/state.ts';
import { type History, splitHistory } from './history.ts';
import { defaults, type ModelName, type Options, UsageError } from './options.ts';

/** What decides a run's bits. */
export interface Plan {
  readonly model: ModelName;
  readonly epochs: number;
  readonly batch: number;
  readonly seed: number;
}

export interface Start {
  readonly state?: State;
  readonly position: Position;
  readonly history: History;
}

export interface Saved {
  readonly path: string;
  readonly checkpoint: Awaited<ReturnType<typeof loadCheckpoint>>;
}

export const fresh: Start = { position: { step: 0, epoch: 0, batch: 0 }, history: { losses: [], heldOut: [] } };

export async function readSaved(path: string): Promise<Saved> {
  return { path, checkpoint: await loadCheckpoint(path) };
}

/** Options not given come from the checkpoint, or else are the defaults; those given must be the checkpoint's. */
export function planOf(options: Options, saved: Saved | undefined): Plan {
  const progress = saved?.checkpoint.progress;
  const given = { epochs: options.epochs, batch: options.batch, seed: options.seed };
  const before: Progress['options'] = progress === undefined ? {} : { ...progress.options, seed: progress.seed };
  const chosen = { ...defaults } as Record<keyof typeof defaults, number>;
  for (const name of ['epochs', 'batch', 'seed'] as const) {
    const old = before[name];
    if (typeof old === 'number') chosen[name] = old;
    const asked = given[name];
    if (asked === undefined) continue;
    if (typeof old === 'number' && old !== asked) {
      throw new UsageError(`--${name} ${asked}: ${saved?.path} was trained with --${name} ${old}; leave --${name} out`);
    }
    chosen[name] = asked;
  }
  return { model: options.model, ...chosen };
}

/** The training state of a checkpoint, if it is one of this model on this data. */
export function startFrom(saved: Saved, step: Definition, plan: Plan, data: string): Start {
  const { path, checkpoint } = saved;
  const { tensors, history } = splitHistory(checkpoint.tensors);
  const graph = step.trace(Object.fromEntries(step.symbols.map((symbol) => [symbol, plan.batch])));
  const { progress } = checkpoint;
  try {
    requireSameTensors(tensors, new Map(graph.states.map(({ name, leaf }) => [name, leaf])), path);
  } catch (cause) {
    if (!(cause instanceof CheckpointError) || progress.model === plan.model) throw cause;
    throw new CheckpointError(`${cause.message}; it is of ${progress.model}: --model ${progress.model}`, { cause });
  }
  if (progress.options.data !== data) {
    throw new UsageError(
      `${path} was trained on other digits (${progress.options.data}, these are ${data}): check --data`,
    );
  }
  const position = { step: progress.step, epoch: progress.epoch, batch: progress.position };
  return { state: new State(tensors), position, history };
}

export function progressOf(plan: Plan, position: Position, data: string): Progress {
  const { model, seed, epochs, batch } = plan;
  const { step, epoch } = position;
  return { model, seed, step, epoch, position: position.batch, options: { epochs, batch, data } };
}
