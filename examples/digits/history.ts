// What happened so far: the losses, kept in the checkpoint so that a resumed run draws the whole curve.
import type { NamedTensors, TensorData } from '../../runtime/state.ts';

export interface HeldOut {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

export interface History {
  /** of every step from the first */
  readonly losses: number[];
  /** after every epoch */
  readonly heldOut: HeldOut[];
}

const names = { losses: 'history.losses', heldOut: 'history.heldOut' } as const;

/** The state's tensors and the history's. */
export function withHistory(tensors: NamedTensors, history: History): Map<string, TensorData> {
  const heldOut = history.heldOut.flatMap(({ step, loss, accuracy }) => [step, loss, accuracy]);
  return new Map([
    ...tensors,
    [names.losses, { dtype: 'f32', shape: [history.losses.length], data: Float32Array.from(history.losses) }],
    [names.heldOut, { dtype: 'f32', shape: [history.heldOut.length, 3], data: Float32Array.from(heldOut) }],
  ]);
}

/** The reverse of withHistory; a checkpoint without a history starts an empty one. */
export function splitHistory(saved: NamedTensors): { readonly tensors: NamedTensors; readonly history: History } {
  const tensors = new Map(saved);
  const rows = saved.get(names.heldOut)?.data ?? [];
  const heldOut = Array.from({ length: rows.length / 3 }, (_, i) => ({
    step: rows[3 * i]!,
    loss: rows[3 * i + 1]!,
    accuracy: rows[3 * i + 2]!,
  }));
  const history = { losses: Array.from(saved.get(names.losses)?.data ?? []), heldOut };
  for (const name of Object.values(names)) tensors.delete(name);
  return { tensors, history };
}
